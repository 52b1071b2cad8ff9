"""A delivery schedule as a user has it (CON-2, CMD-16): rows of a decomposition, from a file or from pasted text.

Two layouts are understood. Long: one row per delivery, with columns for date, item, quantity and, if wanted, unit,
destination and warehouse. Wide: months down, the contract's items across, a quantity in each cell. Heads are English or
Chinese, in any order; a unit may stand in its own column, in a head ("Quantity (MW)"), in a cell ("1.67 MW"), or be the
caller's default.

    schedule = parse(data, {"S125": line_id, "M156": other_id}, default_basis={line_id: "mw", other_id: "mw"})
    if schedule.errors: ...  # rows is empty: there are no half results
    for row in schedule.rows: row.date, row.key, row.qty, row.basis, row.place, row.warehouse

Every error names sheet, row, column letter, code and values; :func:`.wording.tell` makes a sentence of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .cells import Unclear, plain, split_unit, to_date, to_quantity
from .grid import MAX_HEADS, MAX_ROWS, Unreadable, letter, read
from .heads import KIND_BY_HEAD, NOTHING, PIECE_HEADS
from .reader import SheetReader


class Row(NamedTuple):
    """One delivery: a positive ``qty`` in ``basis`` (piece, w, kw, mw).

    ``is_month``: no day was given, ``date`` is the month's last.
    """

    row: int
    column: str
    date: date
    is_month: bool
    key: object
    qty: Decimal
    basis: str
    place: str
    warehouse: str


@dataclass
class Schedule:
    rows: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    ignored: list = field(default_factory=list)  # heads of columns that were not read


def parse(data, refs, default_basis=None):
    """Read a schedule; either ``rows`` or ``errors`` is filled.

    :param data: bytes of an XLSX or CSV file, or text pasted from a spreadsheet
    :param refs: {what the schedule may call an item: key given back}; several names may have one key
    :param default_basis: unit where the schedule names none: one unit, or {key: unit}
    """
    try:
        sheets = read(data)
        reader = _choose(sheets, refs, default_basis)
        return reader.schedule_or_errors()
    except Unreadable as error:
        return Schedule(errors=[error.problem])


def _choose(sheets, refs, default_basis):
    """The one sheet that has heads of a schedule; the first sheet where none has, for its errors."""
    readers = [_Reader(sheet, refs, default_basis) for sheet in sheets]
    found = [reader for reader in readers if "date" in reader.columns]
    if len(found) > 1:
        raise Unreadable("several_sheets", sheets=", ".join(reader.sheet.name for reader in found))
    return (found or readers)[0]


class _Reader(SheetReader):
    """One sheet of a schedule: first its heads, then its rows by the layout they show."""

    def __init__(self, sheet, refs, default_basis):
        super().__init__(sheet)
        self.default_basis = default_basis
        self.names = ", ".join(sorted({str(name) for name in refs})[:20])
        self.keys, self.doubtful = {}, set()
        for name, key in refs.items():
            if self.keys.setdefault(plain(name), key) != key:
                self.doubtful.add(plain(name))
        self.origin = sheet.fill_merged()
        self.schedule = Schedule()
        self.quantity = 0
        self._find_head()

    # heads

    def _find_head(self):
        """The head is the row, among the first, that names a date and most other columns."""
        self.head, self.columns, self.items, self.units = 0, {}, {}, {}
        best = 0
        for number in range(1, min(MAX_HEADS, len(self.sheet.rows)) + 1):
            columns, items, units = self._heads(number)
            if "date" in columns and len(columns) + len(items) > best:
                best = len(columns) + len(items)
                self.head, self.columns, self.items, self.units = number, columns, items, units

    def _heads(self, number):
        """What the cells of a row would be as heads: {kind: columns}, {column: item key}, {column: unit}."""
        columns, items, units = {}, {}, {}
        for column, cell in enumerate(self.sheet.rows[number - 1], 1):
            text = plain(cell.value).rstrip(":")
            rest, unit = (text, None) if text in KIND_BY_HEAD or text in self.keys else split_unit(text)
            kind = KIND_BY_HEAD.get(rest) or ("quantity" if unit and not rest else None)
            if kind:
                columns.setdefault(kind, []).append(column)
            elif rest and rest in self.keys:
                items[column] = rest
            if unit or rest in PIECE_HEADS:
                units[column] = unit or "piece"
        return columns, items, units

    # rows

    def schedule_or_errors(self):
        if self.head:
            self._read_table()
        else:
            self._problem(0, 0, "no_head", names=self.names)
        if self.errors:
            return Schedule(errors=self.told_errors(), ignored=self.schedule.ignored)
        return self.schedule

    def _read_table(self):
        if len(self.sheet.rows) > self.head + MAX_ROWS:
            raise Unreadable("too_many_rows", sheet=self.sheet.name, row=self.head + MAX_ROWS + 1, limit=MAX_ROWS)
        for kind in ("date", "unit", "place", "warehouse"):
            for column in self.columns.get(kind, [])[1:]:
                self._problem(self.head, column, "double_column", value=self._text(self.head, column))
        is_long = "item" in self.columns or "quantity" in self.columns
        read_row = self._prepare_long() if is_long else self._prepare_wide()
        if not self.errors:
            for number in range(self.head + 1, len(self.sheet.rows) + 1):
                if not self._is_total(number):
                    read_row(number)
            if not self.schedule.rows and not self.errors:
                self._problem(self.head, 0, "no_rows")

    def _prepare_long(self):
        quantities = self.columns.get("quantity", [])
        # a table printed by this addon has pieces beside kW: pieces are what is shipped
        pieces = [column for column in quantities if self.units.get(column) == "piece"]
        if not quantities:
            self._problem(self.head, 0, "no_quantity_column")
        elif len(quantities) > 1 and len(pieces) != 1:
            self._problem(self.head, quantities[1], "double_column", value=self._text(self.head, quantities[1]))
        if "item" not in self.columns and len(set(self.keys.values())) != 1:
            self._problem(self.head, 0, "no_item_column", names=self.names)
        self.quantity = pieces[0] if len(pieces) == 1 else (quantities or [0])[0]
        used = {column for kind, columns in self.columns.items() if kind != "quantity" for column in columns}
        self.schedule.ignored = self._ignored({self.quantity, *used})
        return self._read_long

    def _prepare_wide(self):
        seen = {}
        for column in range(1, len(self.sheet.rows[self.head - 1]) + 1):
            if column in self.items:
                key = self._key(self.head, column, self.items[column])
                if seen.setdefault(key, column) != column:
                    self._problem(self.head, column, "double_column", value=self._text(self.head, column))
            elif not any(column in columns for columns in self.columns.values()) and self._has_numbers(column):
                self._problem(self.head, column, "unknown_item", value=self._text(self.head, column), names=self.names)
        if not self.items and not self.errors:
            self._problem(self.head, 0, "no_item_column", names=self.names)
        used = {column for columns in self.columns.values() for column in columns}
        self.schedule.ignored = self._ignored({*self.items, *used})
        return self._read_wide

    def _read_long(self, number):
        used = [self.quantity, *self.columns["date"], *self.columns.get("item", [])]
        if all(self.sheet.cell(number, column).value is None for column in used):
            return
        found = {
            "day": self._date(number, self.columns["date"][0]),
            "key": self._item(number),
        }
        unit = self._unit(number)
        self._quantity(
            number, self.quantity, unit, found, self._place(number, "place"), self._place(number, "warehouse")
        )

    def _read_wide(self, number):
        columns = [column for column in self.items if self._has_quantity(number, column)]
        if not columns:
            return
        day = self._date(number, self.columns["date"][0])
        unit, place, warehouse = self._unit(number), self._place(number, "place"), self._place(number, "warehouse")
        for column in columns:
            self._quantity(number, column, unit, {"day": day, "key": self.keys[self.items[column]]}, place, warehouse)

    def _quantity(self, number, column, unit, found, place, warehouse):
        """Read the quantity and, where the whole row reads, add the delivery."""
        cell = self._cell(number, column)
        if cell is None:
            return
        if self.origin.get((number, column), (number, column)) != (number, column):
            self._problem(number, column, "merged")
            return
        head = self.units.get(column) or self.units.get(self.columns["date"][0])
        default = self.default_basis
        default = default.get(found["key"]) if isinstance(default, Mapping) else default
        try:
            qty, own = to_quantity(cell.value, unit or head or default)
        except Unclear as error:
            self._problem(number, column, error.code)
            return
        named = {name for name in (own, unit, head) if name}
        basis = own or unit or head or default
        if len(named) > 1:
            self._problem(number, column, "unit_conflict", units=", ".join(sorted(named)))
        elif not basis:
            self._problem(number, column, "no_unit")
        elif qty <= 0:
            self._problem(number, column, "not_positive")
        elif basis == "piece" and qty != qty.to_integral_value():
            self._problem(number, column, "fraction")
        elif len(self.schedule.rows) >= MAX_ROWS:
            raise Unreadable("too_many_rows", sheet=self.sheet.name, row=number, limit=MAX_ROWS)
        elif found["day"] and found["key"] is not None:
            self.schedule.rows.append(
                Row(number, letter(column), *found["day"], found["key"], qty, basis, place, warehouse)
            )

    # cells

    def _date(self, number, column):
        cell = self._cell(number, column)
        try:
            return to_date(cell, self.sheet.epoch) if cell else None
        except Unclear as error:
            self._problem(number, column, error.code)
            return None

    def _item(self, number):
        columns = self.columns.get("item")
        if not columns:
            return next(iter(self.keys.values()))
        cells = {column: self._cell(number, column, is_needed=len(columns) == 1) for column in columns}
        texts = {column: plain(cell.value) for column, cell in cells.items() if cell}
        known = {self.keys[text]: column for column, text in texts.items() if text in self.keys}
        if len(known) > 1:
            self._problem(number, columns[0], "ambiguous_item")
        elif known:
            column = next(iter(known.values()))
            return self._key(number, column, texts[column])
        elif texts or len(columns) > 1:
            self._problem(number, next(iter(texts), columns[0]), "unknown_item", names=self.names)
        return None

    def _key(self, number, column, text):
        if text in self.doubtful:
            self._problem(number, column, "ambiguous_item")
            return None
        return self.keys[text]

    def _unit(self, number):
        column = self.columns.get("unit", [0])[0]
        cell = self._cell(number, column, is_needed=False) if column else None
        unit = split_unit(plain(cell.value)) if cell else ("", None)
        if unit[0] or cell and not unit[1]:
            self._problem(number, column, "unknown_unit")
            return None
        return unit[1]

    def _place(self, number, kind):
        column = self.columns.get(kind, [0])[0]
        cell = self._cell(number, column, is_needed=False) if column else None
        return str(cell.value) if cell else ""

    def _has_quantity(self, number, column):
        """In a wide table an empty cell, a dash or a nought says that nothing leaves."""
        value = self.sheet.cell(number, column).value
        return value is not None and plain(value) not in NOTHING | {"0", "0.0", "0.00"}

    def _has_numbers(self, column):
        rows = range(self.head + 1, len(self.sheet.rows) + 1)
        cells = (self.sheet.cell(number, column) for number in rows if not self._is_total(number))
        return any(isinstance(cell.value, (int, float)) or plain(cell.value)[:1].isdigit() for cell in cells)
