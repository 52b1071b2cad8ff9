"""The sentences for what is wrong with a file, in the user's language: what, where, and how to mend it."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    # the file
    "empty": _lt("There is nothing in it. Paste the table with its heads, or choose a file that holds it."),
    "password": _lt("The file is protected by a password. Save it without one."),
    "old_excel": _lt("The file is of the old Excel kind (.xls). Save it as .xlsx."),
    "not_workbook": _lt("This is neither an Excel file (.xlsx) nor text (.csv)."),
    "broken": _lt("The file is damaged. Open it in the spreadsheet program and save it anew as .xlsx."),
    "too_large": _lt("The file is larger than %(limit)s MB. Leave out what does not belong to the table."),
    "too_many_rows": _lt("There are more than %(limit)s rows. Split the table into several files."),
    "too_many_columns": _lt("There are more than %(limit)s columns. Leave out what does not belong to the table."),
    "several_sheets": _lt("More than one sheet holds a table: %(sheets)s. Keep one of them or hide the others."),
    # heads
    "no_head": _lt(
        "No row names a date column. Write heads such as Date, Item, Quantity, Unit; or Month and the items %(names)s."
    ),
    "no_item_column": _lt(
        "No column names the item. Add a column Item, or name the columns after the contract's items: %(names)s."
    ),
    "no_quantity_column": _lt("No column names the quantity. Add a column Quantity, or name one MW, kW, W or Pieces."),
    "no_name_column": _lt("No column names the product. Add a column Name."),
    "no_power_column": _lt("No column names the rated power. Add a column Rated power (W)."),
    "double_column": _lt("“%(value)s” names a column that is there already. Keep one of them."),
    "no_rows": _lt("There are no rows below the heads."),
    # cells
    "missing": _lt("The cell under “%(head)s” is empty."),
    "bad_date": _lt("“%(value)s” is no date. Write 2026-03-15, or 2026-03 for the whole month."),
    "ambiguous_date": _lt("In “%(value)s” day and month could change places. Write the year first: 2026-03-15."),
    "bad_number": _lt("“%(value)s” is no number."),
    "ambiguous_number": _lt("“%(value)s” may mean thousands or decimals. Write it without a comma."),
    "too_big": _lt("“%(value)s” is too large."),
    "not_positive": _lt("“%(value)s” is not more than nought."),
    "fraction": _lt("“%(value)s” is not a whole number of pieces."),
    "unknown_item": _lt("“%(value)s” is no item of the contract. Its items are: %(names)s."),
    "ambiguous_item": _lt("“%(value)s” may mean more than one item of the contract. Use the item's own mark."),
    "unknown_unit": _lt("“%(value)s” is no unit that is understood. Use MW, kW, W or pcs."),
    "unit_conflict": _lt("“%(value)s”: the cell, its row and its column name different units: %(units)s."),
    "no_unit": _lt("“%(value)s” has no unit. Add a column Unit, or write the unit at the head of the column."),
    "too_long": _lt("“%(value)s” is longer than %(limit)s characters."),
    "twice": _lt("“%(value)s” is there twice, first in row %(first)s. Keep one of them."),
    "formula": _lt("The cell holds a formula. Paste the values in its place."),
    "error_value": _lt("The cell holds the error %(value)s."),
    "merged": _lt("The cell is merged with others, so its quantity belongs to no one of them. Split it."),
    # serial numbers
    "no_serial_column": _lt("No column names the serial number. Add a column Serial No."),
    "no_measured_column": _lt("No column names the measured power. Add a column Measured power (W)."),
    "serial_number": _lt("“%(value)s” is a number that a spreadsheet does not keep whole. Format the column as text."),
    "not_watts": _lt("“%(value)s” is not in watts."),
    "unknown_product": _lt("“%(value)s” is no product with serial numbers: no reference, barcode or name says so."),
    "no_product": _lt("Of which product is “%(value)s”? Add a column Product, or choose the product."),
    "other_product": _lt("“%(value)s” is a %(known)s, not a %(product)s."),
    "shipped_power": _lt(
        "“%(value)s” has left with %(known)s W measured: its power does not change to %(power)s W any more."
    ),
    "unknown_serial": _lt("“%(value)s” is not known: no flash test names it, and it never was in stock."),
    "has_left": _lt("“%(value)s” has left already, by %(transfer)s."),
    "other_transfer": _lt("“%(value)s” is on transfer %(transfer)s."),
    "not_on_transfer": _lt("“%(value)s” is a %(product)s, which the transfer does not ship."),
    "over_transfer": _lt("“%(value)s” is one %(product)s too many: the transfer ships %(pieces)s."),
    "over_rest": _lt(
        "“%(value)s” is one %(product)s too many: there is room for %(pieces)s beside those that stand on the transfer "
        "already, %(others)s. Take them off first."
    ),
    "elsewhere": _lt("“%(value)s” stands in %(location)s, from where the transfer takes nothing."),
    "unknown_container": _lt("“%(value)s” is no container of a vessel booking."),
    "pallet_elsewhere": _lt("Pallet “%(value)s” stands in %(location)s, from where the transfer takes nothing."),
    # a plan
    "no_plan_head": _lt("No row names the columns Contract, Item and Week from. Take the workbook of the plan."),
    "no_plan_column": _lt("No column holds what you may enter in this plan now. Take its workbook anew."),
    "negative": _lt("“%(value)s” is less than nought."),
    "unknown_contract": _lt("“%(value)s” is no contract in force of the plan's market that you may see."),
    "unknown_line": _lt("“%(value)s” is no item of the contract in this row, or stands for more than one."),
    "not_in_month": _lt("%(value)s is not in the month of the plan."),
    "more_errors": _lt("There are %(count)s more mistakes."),
}
CELL_OF_SHEET = _lt("Sheet %(sheet)s, cell %(cell)s: %(sentence)s")
ROW_OF_SHEET = _lt("Sheet %(sheet)s, row %(row)s: %(sentence)s")
SHEET = _lt("Sheet %(sheet)s: %(sentence)s")
CELL = _lt("Row %(row)s, column %(column)s: %(sentence)s")
ROW = _lt("Row %(row)s: %(sentence)s")


def tell(env, problem):
    """One sentence for a :class:`.grid.Problem`, with its place, in the language of ``env``."""
    # a lazy term takes its values after it has been translated
    wording = env._(SENTENCES[problem.code])
    sentence = wording % problem.values
    if problem.row and problem.column:
        pattern = CELL_OF_SHEET if problem.sheet else CELL
    elif problem.row:
        pattern = ROW_OF_SHEET if problem.sheet else ROW
    elif problem.sheet:
        pattern = SHEET
    else:
        return sentence
    place = env._(pattern)
    return place % {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "cell": f"{problem.column}{problem.row}",
        "sentence": sentence,
    }


def tell_all(env, problems):
    """All sentences, one a line; for a UserError or a text field."""
    return "\n".join(tell(env, problem) for problem in problems)
