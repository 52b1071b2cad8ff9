"""The empty schedule a user fills in: heads, lists to choose from, and the contract's items on a second sheet."""

import io

import xlsxwriter

from .cells import UNITS

UNIT_LABELS = {"piece": "pcs", "w": "W", "kw": "kW", "mw": "MW"}
ROWS = 1200


def template_workbook(items, labels):
    """Return the bytes of a workbook that :func:`.schedule.parse` reads.

    :param items: [(item as the schedule names it, product, quantity still to be decomposed, unit key)]
    :param labels: heads and sheet names in the user's language, by the keys date, item, quantity, unit, place,
        warehouse, product, sheet and items_sheet. The heads must be among :data:`.heads.HEADS`.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#E7ECEF"})
        day = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        sheet = workbook.add_worksheet(labels["sheet"])
        kinds = ("date", "item", "quantity", "unit", "place", "warehouse")
        for column, kind in enumerate(kinds):
            sheet.write_string(0, column, labels[kind], head)
        sheet.set_column(0, 0, 14, day)
        sheet.set_column(1, len(kinds) - 1, 18)
        sheet.freeze_panes(1, 0)
        listing = workbook.add_worksheet(labels["items_sheet"])
        for column, kind in enumerate(("item", "product", "quantity", "unit")):
            listing.write_string(0, column, labels[kind], head)
        listing.set_column(0, 0, 18)
        listing.set_column(1, 1, 48)
        for number, (item, product, quantity, unit) in enumerate(items, 1):
            listing.write_string(number, 0, item)
            listing.write_string(number, 1, product)
            listing.write_number(number, 2, quantity)
            listing.write_string(number, 3, UNIT_LABELS[unit])
        if items:
            source = f"='{labels['items_sheet']}'!$A$2:$A${len(items) + 1}"
            sheet.data_validation(1, 1, ROWS, 1, {"validate": "list", "source": source})
        sheet.data_validation(1, 3, ROWS, 3, {"validate": "list", "source": [UNIT_LABELS[unit] for unit in UNITS]})
    return buffer.getvalue()
