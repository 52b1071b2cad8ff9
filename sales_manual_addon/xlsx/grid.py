"""From what a user hands over (an XLSX or CSV file, text pasted from a sheet) to cells, never more than asked for.

``read(data)`` returns the sheets that hold anything, or raises :class:`Unreadable` with one :class:`Problem`. A file is
looked at before it is opened: its size unpacked, its document type declarations, its kind. Reading stops at the limits.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

MAX_PACKED = 16 * 1024 * 1024
MAX_UNPACKED = 96 * 1024 * 1024
MAX_PARTS = 500
MAX_ROWS = 10_000  # below the heads of a table
MAX_HEADS = 20  # rows in which the heads are looked for
MAX_COLUMNS = 200

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
DOCTYPE = re.compile(rb"<!DOCTYPE|<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E")
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z0-9:]+)\"")
LAST_ROW = re.compile(rb".*<(?:\w+:)?c\s[^>]*?r=\"[A-Z]+(\d+)\"", re.DOTALL)


class Problem(NamedTuple):
    """What is wrong and where: ``column`` is a letter; the caller words ``code`` and ``values``."""

    sheet: str
    row: int
    column: str
    code: str
    values: dict


class Unreadable(Exception):
    def __init__(self, code, **values):
        super().__init__(code)
        self.problem = Problem(values.pop("sheet", ""), values.pop("row", 0), values.pop("column", ""), code, values)


class Cell(NamedTuple):
    """``kind``: "value", "formula" or "error". ``is_month``: a date that the sheet shows without its day."""

    value: object
    kind: str = "value"
    is_month: bool = False


EMPTY = Cell(None)


@dataclass
class Sheet:
    name: str
    rows: list = field(default_factory=list)  # lists of Cell; rows[0] is row 1
    merges: list = field(default_factory=list)  # (first column, first row, last column, last row), counted from 1
    epoch: datetime = datetime(1899, 12, 30)

    def fill_merged(self):
        """Repeat each merged value in the cells that the merge hides.

        Return {(row, column): (row, column) where the value stands}.
        """
        origin = {}
        for left, top, right, bottom in self.merges:
            if top > len(self.rows):
                continue
            source = self.cell(top, left)
            for row in range(top, min(bottom, len(self.rows)) + 1):
                cells = self.rows[row - 1]
                cells.extend([EMPTY] * (min(right, MAX_COLUMNS) - len(cells)))
                for column in range(left, min(right, MAX_COLUMNS) + 1):
                    origin[row, column] = (top, left)
                    cells[column - 1] = source
        return origin

    def cell(self, row, column):
        """The cell at ``row`` and ``column``, counted from 1; empty beyond the sheet."""
        cells = self.rows[row - 1] if row <= len(self.rows) else []
        return cells[column - 1] if column <= len(cells) else EMPTY


def letter(column):
    return get_column_letter(column)


def read(data, max_rows=MAX_ROWS):
    """Return the visible sheets of ``data`` (bytes of an XLSX or CSV file, or pasted text) that hold anything.

    Sheets of up to ``max_rows`` rows below their heads are read whole; where those end is for the caller to find.

    :raises Unreadable: empty, password, old_excel, not_workbook, broken, too_large, too_many_rows, too_many_columns
    """
    if isinstance(data, str):
        sheets = [_read_text(data, max_rows)]
    elif len(data) > MAX_PACKED:
        raise Unreadable("too_large", limit=MAX_PACKED // 1024 // 1024)
    elif data.startswith(b"PK"):
        sheets = _read_workbook(data, max_rows)
    elif data.startswith(OLE_SIGNATURE):
        raise Unreadable("password" if ENCRYPTED_PART in data else "old_excel")
    else:
        sheets = [_read_text(_decode(data), max_rows)]
    sheets = [sheet for sheet in sheets if any(cell.value is not None for row in sheet.rows for cell in row)]
    if not sheets:
        raise Unreadable("empty")
    return sheets


def _decode(data):
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise Unreadable("not_workbook")


def _read_text(text, max_rows):
    lines = text.strip("\r\n").splitlines()
    head = next((line for line in lines if line.strip()), "")
    delimiter = next((mark for mark in "\t;,|" if mark in head), None)
    if delimiter:
        rows = csv.reader(lines, delimiter=delimiter)
    else:
        rows = (re.split(r"\s{2,}", line.strip()) for line in lines)
    sheet = Sheet("")
    for number, values in enumerate(rows, 1):
        _check_size(sheet, number, len(values), max_rows)
        sheet.rows.append([Cell(value.strip() or None) for value in values])
    return sheet


def _read_workbook(data, max_rows):
    try:
        merges, last_rows = _inspect(data)
        # read-only: rows are streamed, so that a sheet of a million rows costs what we take of it
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        return [
            _read_sheet(workbook, sheet, merges, last_rows, max_rows)
            for sheet in workbook.worksheets
            if sheet.sheet_state == "visible"
        ]
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001 a damaged file makes the reader raise anything at all, none of it ours
        raise Unreadable("broken") from error


def _inspect(data):
    """Refuse what would not stay small or is no plain XML; return what the reader does not give before it is too late.

    That is {part name: merged ranges} and {part name: the last row that holds a value}.
    """
    merges, last_rows = {}, {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise Unreadable("too_large", limit=MAX_UNPACKED // 1024 // 1024)
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("password")
        for part in parts:
            if not part.filename.endswith((".xml", ".rels")):
                continue
            content = archive.read(part)
            if DOCTYPE.search(content):
                raise Unreadable("broken")
            if b"mergeCell" in content:
                merges[part.filename] = [range_boundaries(ref.decode()) for ref in MERGE.findall(content)]
            last_value = max(content.rfind(mark) for mark in (b"<v>", b"<is>", b"<f>", b"<f "))
            if last_value > 0 and (match := LAST_ROW.match(content, max(0, last_value - 1000), last_value)):
                last_rows[part.filename] = int(match[1])
    return merges, last_rows


def _read_sheet(workbook, source, merges, last_rows, max_rows):
    sheet = Sheet(source.title, epoch=workbook.epoch)
    part = source._worksheet_path.lstrip("/")  # the reader has no public name for it
    sheet.merges = merges.get(part, [])
    _check_size(sheet, last_rows.get(part, 0), 0, max_rows)
    # one beyond the limits, to know that there is more
    for number, cells in enumerate(source.iter_rows(max_row=max_rows + MAX_HEADS + 1, max_col=MAX_COLUMNS + 1), 1):
        row = [_cell(cell) for cell in cells]
        while row and row[-1].value is None:
            row.pop()
        if row:
            _check_size(sheet, number, len(row), max_rows)
        sheet.rows.append(row)
    while sheet.rows and not sheet.rows[-1]:
        sheet.rows.pop()
    return sheet


def _check_size(sheet, row, columns, max_rows):
    if row > max_rows + MAX_HEADS:
        raise Unreadable("too_many_rows", sheet=sheet.name, row=row, limit=max_rows)
    if columns > MAX_COLUMNS:
        raise Unreadable("too_many_columns", sheet=sheet.name, row=row, limit=MAX_COLUMNS)


def _cell(cell):
    value = cell.value
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        return EMPTY
    if cell.data_type == "f":
        return Cell(str(getattr(value, "text", value)), "formula")
    if cell.data_type == "e":
        return Cell(value, "error")
    is_month = isinstance(value, date) and not re.search(
        "d", re.sub(r'"[^"]*"|\[[^]]*\]|\\.', "", cell.number_format.lower())
    )
    return Cell(value, "value", is_month)
