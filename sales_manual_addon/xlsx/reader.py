"""What every reader of a sheet does: take cells that hold plain values, note what is wrong with the others."""

from .cells import plain
from .grid import Problem, letter
from .heads import HEADS

MAX_ERRORS = 100


class SheetReader:
    """A sheet whose row ``head`` names its columns; ``errors`` are collected as it is read."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.head = 0
        self.errors = []

    def told_errors(self):
        """The first errors, and how many more there are."""
        more = len(self.errors) - MAX_ERRORS
        if more <= 0:
            return self.errors
        return [*self.errors[:MAX_ERRORS], Problem(self.sheet.name, 0, "", "more_errors", {"count": more})]

    def _cell(self, number, column, is_needed=True):
        """The cell if it holds a plain value; the problem is noted where it does not."""
        cell = self.sheet.cell(number, column)
        if cell.kind != "value":
            self._problem(number, column, "formula" if cell.kind == "formula" else "error_value")
        elif cell.value is not None:
            return cell
        elif is_needed:
            self._problem(number, column, "missing", head=self._text(self.head, column))
        return None

    def _head_columns(self):
        return range(1, len(self.sheet.rows[self.head - 1]) + 1)

    def _ignored(self, used):
        """Heads of the columns that are not among ``used``."""
        heads = {column: self._text(self.head, column) for column in self._head_columns()}
        return [text for column, text in heads.items() if text and column not in used]

    def _is_total(self, number):
        return any(plain(cell.value).rstrip(":") in HEADS["total"] for cell in self.sheet.rows[number - 1])

    def _text(self, number, column):
        value = self.sheet.cell(number, column).value
        return "" if value is None else str(value)[:60]

    def _problem(self, number, column, code, **values):
        if column and "value" not in values:
            values["value"] = self._text(number, column)
        self.errors.append(Problem(self.sheet.name, number, letter(column) if column else "", code, values))
