"""A plan's workbook as it comes back: rows of contract, item and week, with the figures that were entered.

table = parse(data, ("promised_qty", "agreed_qty"))
if table.errors: ...  # rows is empty: there are no half results
for row in table.rows: row.row, row.contract, row.item, row.date, row.values, row.columns
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .cells import Unclear, plain, to_date, to_quantity
from .grid import MAX_HEADS, MAX_ROWS, Unreadable, letter, read
from .heads import NOTHING
from .reader import SheetReader

HEADS = {
    "contract": ("contract", "合同", "合同号", "合同编号"),
    "item": ("item", "项目", "项次", "型号", "行号"),
    "date": ("week from", "date", "周起始日", "日期"),
    "requested_qty": ("requested", "已申请", "申请", "申请数"),
    "planned_qty": ("planned", "已计划", "计划", "计划数"),
    "promised_qty": ("promised", "已承诺", "承诺", "承诺数"),
    "agreed_qty": ("agreed", "已商定", "商定", "商定数"),
    "note": ("remark", "备注"),
    "answer": ("planning's remark", "生产计划备注"),
}
KIND_BY_HEAD = {head: kind for kind, heads in HEADS.items() for head in heads}
NEEDED = ("contract", "item", "date")
TEXTS = ("note", "answer")
MAX_TEXT = 500


class Row(NamedTuple):
    """One cell of the plan; ``columns``: the letters of where contract, item and date stand."""

    row: int
    contract: str
    item: str
    date: date
    values: dict
    columns: dict


@dataclass
class PlanTable:
    rows: list = field(default_factory=list)
    errors: list = field(default_factory=list)


def parse(data, wanted):
    """Read the columns ``wanted`` (keys of ``HEADS``) of a plan; either ``rows`` or ``errors`` is filled."""
    try:
        readers = [_Reader(sheet, wanted) for sheet in read(data)]
        reader = next((reader for reader in readers if reader.head), readers[0])
        return reader.table_or_errors()
    except Unreadable as error:
        return PlanTable(errors=[error.problem])


class _Reader(SheetReader):
    def __init__(self, sheet, wanted):
        super().__init__(sheet)
        self.columns, self.rows = {}, []
        self.wanted = wanted
        for number in range(1, min(MAX_HEADS, len(sheet.rows)) + 1):
            columns = {}
            for column, cell in enumerate(sheet.rows[number - 1], 1):
                kind = KIND_BY_HEAD.get(plain(cell.value).rstrip(":"))
                if kind:
                    columns.setdefault(kind, []).append(column)
            if all(kind in columns for kind in NEEDED):
                self.head, self.columns = number, columns
                break

    def table_or_errors(self):
        if not self.head:
            self._problem(0, 0, "no_plan_head")
            return PlanTable(errors=self.told_errors())
        if len(self.sheet.rows) > self.head + MAX_ROWS:
            raise Unreadable("too_many_rows", sheet=self.sheet.name, row=self.head + MAX_ROWS + 1, limit=MAX_ROWS)
        for columns in self.columns.values():
            for column in columns[1:]:
                self._problem(self.head, column, "double_column", value=self._text(self.head, column))
        self.entered = {kind: self.columns[kind][0] for kind in self.wanted if kind in self.columns}
        if not self.entered:
            self._problem(self.head, 0, "no_plan_column")
        for number in range(self.head + 1, len(self.sheet.rows) + 1):
            if not self.errors or self.entered:
                self._read_row(number)
        if not self.rows and not self.errors:
            self._problem(self.head, 0, "no_rows")
        return PlanTable(errors=self.told_errors()) if self.errors else PlanTable(rows=self.rows)

    def _read_row(self, number):
        used = [self.columns[kind][0] for kind in NEEDED] + list(self.entered.values())
        if all(self.sheet.cell(number, column).value is None for column in used) or self._is_total(number):
            return
        contract, item = (self._cell(number, self.columns[kind][0]) for kind in ("contract", "item"))
        day = self._day(number)
        values = {}
        for kind, column in self.entered.items():
            cell = self._cell(number, column, is_needed=False)
            if cell:
                values[kind] = (
                    self._words(number, column, cell) if kind in TEXTS else self._pieces(number, column, cell)
                )
        if contract and item and day:
            columns = {kind: letter(self.columns[kind][0]) for kind in NEEDED}
            self.rows.append(Row(number, plain(contract.value), plain(item.value), day, values, columns))

    def _day(self, number):
        column = self.columns["date"][0]
        cell = self._cell(number, column)
        try:
            day, is_month = to_date(cell, self.sheet.epoch) if cell else (None, False)
        except Unclear as error:
            self._problem(number, column, error.code)
            return None
        if is_month:
            self._problem(number, column, "bad_date")
            return None
        return day

    def _pieces(self, number, column, cell):
        if plain(cell.value) in NOTHING:
            return 0
        try:
            quantity, _unit = to_quantity(cell.value, "piece")
        except Unclear as error:
            self._problem(number, column, error.code)
            return 0
        if quantity < 0:
            self._problem(number, column, "negative")
        elif quantity != quantity.to_integral_value():
            self._problem(number, column, "fraction")
        elif quantity > 2_000_000_000:
            self._problem(number, column, "too_big")
        return int(quantity)

    def _words(self, number, column, cell):
        words = str(cell.value)
        if len(words) > MAX_TEXT:
            self._problem(number, column, "too_long", limit=MAX_TEXT)
        return words
