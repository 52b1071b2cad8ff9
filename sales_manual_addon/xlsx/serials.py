"""A flash-test file, or a packing list by serial number, as a factory's machines write them.

One row per module: its serial number, and what else the file knows of it: measured power (W), product, day of the test,
pallet, container. Heads are English or Chinese, in any order.

    found = parse(data)
    if found.errors: ...  # rows is empty: there are no half results
    for row in found.rows: row.row, row.serial, row.power_w, row.product, row.date, row.pallet, row.container
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .cells import Unclear, plain, split_unit, to_date, to_quantity
from .grid import MAX_HEADS, Unreadable, letter, read
from .reader import SheetReader

MAX_SERIALS = 100_000  # rows below the heads
MAX_LENGTH = 64
LARGEST_EXACT = 10**15  # what a spreadsheet keeps of a number written without quotes
DAY_AND_TIME = re.compile(r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[ T]\d{1,2}:\d{2}")

HEADS = {
    "serial": (
        "serial", "serial no", "serial no.", "serial number", "serials", "sn", "s/n", "module id", "barcode",
        "序列号", "组件序列号", "条码", "条形码", "组件条码", "组件编号",
    ),
    "power": (
        "power", "measured power", "pmax", "pmpp", "pmp", "pm", "flash power",
        "功率", "实测功率", "最大功率", "测试功率",
    ),
    "product": (
        "product", "model", "type", "module type",
        "产品", "型号", "产品型号", "组件型号", "规格型号", "产品名称",
    ),
    "date": ("date", "time", "test date", "test time", "flash date", "日期", "测试日期", "测试时间", "时间"),
    "pallet": ("pallet", "pallet no", "pallet no.", "package", "package no.", "托盘", "托盘号", "托号", "包装号"),
    "container": (
        "container", "container no", "container no.", "container number",
        "集装箱", "集装箱号", "货柜号", "柜号", "箱号",
    ),
}  # fmt: skip
KIND_BY_HEAD = {head: kind for kind, heads in HEADS.items() for head in heads}


class Row(NamedTuple):
    """One module. What the file does not say is None, or empty text."""

    row: int
    serial: str
    power_w: float | None
    product: str
    date: date | None
    pallet: str
    container: str


@dataclass
class Serials:
    rows: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    ignored: list = field(default_factory=list)  # heads of columns that were not read
    columns: dict = field(default_factory=dict)  # {kind: letter of its column}


def parse(data):
    """Read serial numbers; either ``rows`` or ``errors`` is filled.

    :param data: bytes of an XLSX or CSV file, or text pasted from a spreadsheet
    """
    try:
        readers = [_Reader(sheet) for sheet in read(data, MAX_SERIALS)]
        found = [reader for reader in readers if "serial" in reader.columns]
        if len(found) > 1:
            raise Unreadable("several_sheets", sheets=", ".join(reader.sheet.name for reader in found))
        return (found or readers)[0].serials_or_errors()
    except Unreadable as error:
        return Serials(errors=[error.problem])


class _Reader(SheetReader):
    def __init__(self, sheet):
        super().__init__(sheet)
        self.columns = {}
        for number in range(1, min(len(sheet.rows), MAX_HEADS) + 1):
            kinds = {}
            for column, cell in enumerate(sheet.rows[number - 1], 1):
                text = plain(cell.value)
                kind = KIND_BY_HEAD.get(text) or KIND_BY_HEAD.get(split_unit(text)[0])
                if kind:
                    kinds.setdefault(kind, []).append(column)
            if "serial" in kinds:
                self.head = number
                self.columns = {kind: columns[0] for kind, columns in kinds.items()}
                for columns in kinds.values():
                    for column in columns[1:]:
                        self._problem(number, column, "double_column")
                break

    def serials_or_errors(self):
        if not self.columns:
            raise Unreadable("no_serial_column", sheet=self.sheet.name)
        rows = self._rows() if not self.errors else []
        if not rows and not self.errors:
            raise Unreadable("no_rows", sheet=self.sheet.name)
        columns = {kind: letter(column) for kind, column in self.columns.items()}
        if self.errors:
            return Serials(errors=self.told_errors(), columns=columns)
        return Serials(rows=rows, ignored=self._ignored(set(self.columns.values())), columns=columns)

    def _rows(self):
        rows, first = [], {}
        for number in range(self.head + 1, len(self.sheet.rows) + 1):
            if all(cell.value is None for cell in self.sheet.rows[number - 1]) or self._is_sum(number):
                continue
            serial = self._serial(number)
            if serial is None:
                continue
            if serial in first:
                self._problem(number, self.columns["serial"], "twice", first=first[serial])
                continue
            first[serial] = number
            rows.append(
                Row(
                    number,
                    serial,
                    self._power(number),
                    self._word(number, "product"),
                    self._date(number),
                    self._word(number, "pallet"),
                    self._word(number, "container"),
                )
            )
        return rows

    def _is_sum(self, number):
        """A row below the table that adds it up has no serial number."""
        return self.sheet.cell(number, self.columns["serial"]).value is None and self._is_total(number)

    def _serial(self, number):
        column = self.columns["serial"]
        cell = self._cell(number, column)
        if cell is None:
            return None
        value = cell.value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if abs(value) >= LARGEST_EXACT or value != int(value):
                self._problem(number, column, "serial_number")
                return None
            value = int(value)
        serial = str(value).strip()
        if len(serial) > MAX_LENGTH:
            self._problem(number, column, "too_long", limit=MAX_LENGTH)
            return None
        return serial

    def _power(self, number):
        column = self.columns.get("power")
        cell = column and self._cell(number, column)
        if not cell:
            return None
        try:
            power, unit = to_quantity(cell.value, "w")
            if unit not in (None, "w"):
                raise Unclear("not_watts")
            if power <= 0:
                raise Unclear("not_positive")
            if power > 100_000:
                raise Unclear("too_big")
        except Unclear as error:
            self._problem(number, column, error.code)
            return None
        return float(power)

    def _date(self, number):
        column = self.columns.get("date")
        cell = column and self._cell(number, column, is_needed=False)
        if not cell:
            return None
        if isinstance(cell.value, str) and (match := DAY_AND_TIME.match(cell.value)):
            cell = cell._replace(value=match[1])
        try:
            return to_date(cell, self.sheet.epoch)[0]
        except Unclear as error:
            self._problem(number, column, error.code)
            return None

    def _word(self, number, kind):
        column = self.columns.get(kind)
        cell = column and self._cell(number, column, is_needed=False)
        if not cell:
            return ""
        value = cell.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value).strip()
        if len(text) > MAX_LENGTH:
            self._problem(number, column, "too_long", limit=MAX_LENGTH)
        return text
