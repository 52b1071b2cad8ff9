"""A table as a workbook: columns, rows, bytes; rows are written as they come, so that a long table needs no memory."""

import io
from dataclasses import dataclass

import xlsxwriter

FORMATS = {
    "text": {},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "integer": {"num_format": "#,##0"},
    "power": {"num_format": "#,##0.000000"},
    "amount": {"num_format": "#,##0.00"},
}


@dataclass(frozen=True)
class Column:
    """``kind``: a key of ``FORMATS``."""

    title: str
    kind: str = "text"
    width: int = 16


@dataclass(frozen=True)
class Table:
    """A sheet: ``notes`` are written above the heads, one to a row."""

    name: str
    columns: list
    rows: object
    notes: tuple = ()


def workbook(tables):
    """Return the bytes of a workbook with a sheet for each of ``tables``; texts are never taken for formulas."""
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7ECEF", "text_wrap": True})
        formats = {kind: book.add_format(properties) for kind, properties in FORMATS.items()}
        for table in tables:
            sheet = book.add_worksheet(table.name)
            for number, column in enumerate(table.columns):
                sheet.set_column(number, number, column.width)
            top = len(table.notes)
            for number, note in enumerate(table.notes):
                sheet.write_string(number, 0, note, bold)
            for number, column in enumerate(table.columns):
                sheet.write_string(top, number, column.title, head)
            sheet.freeze_panes(top + 1, 0)
            last = top
            for last, row in enumerate(table.rows, top + 1):
                for number, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                    _write(sheet, last, number, value, formats[column.kind])
            sheet.autofilter(top, 0, max(last, top + 1), len(table.columns) - 1)
    return buffer.getvalue()


def _write(sheet, row, column, value, cell_format):
    if value is None or value is False or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value, cell_format)
    else:
        sheet.write(row, column, value, cell_format)
