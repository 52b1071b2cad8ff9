"""The schedule a user hands over is read whole or refused with the place of every mistake (CON-2, CMD-16)."""

import io
import re
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools.misc import file_open

from ..xlsx import schedule, wording
from ..xlsx.template import template_workbook

REFS = {"S125": 1, "M156": 2, "S156": 3}


def workbook(rows, change=None):
    """Bytes of a workbook with one sheet of ``rows``; ``change(sheet)`` may alter it before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Plan"
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestXlsxSchedule(BaseCase):
    def rows(self, data, refs=None, **kwargs):
        result = schedule.parse(data, refs or REFS, **kwargs)
        self.assertFalse(result.errors)
        return result.rows

    def errors(self, data, refs=None, **kwargs):
        result = schedule.parse(data, refs or REFS, **kwargs)
        self.assertFalse(result.rows, "errors and rows together are a half result")
        return result.errors

    def codes(self, data, **kwargs):
        return [(error.row, error.column, error.code) for error in self.errors(data, **kwargs)]

    # layouts

    def test_wide_layout_of_the_2009_framework(self):
        rows = self.rows(
            workbook(
                [
                    ["Delivery schedule 2009"],
                    ["Month", "S125", "M156", "S156", "Total"],
                    ["2009-01", 1.67, 0.33, None, 2],
                    ["2009-07", 1.67, 1, 0.67, "=B4+C4+D4"],
                    ["Total", "=SUM(B3:B4)", 1.33, 0.67, None],
                ]
            ),
            default_basis="mw",
        )
        self.assertEqual(
            [(row.row, row.column, row.date, row.key, row.qty, row.basis) for row in rows],
            [
                (3, "B", date(2009, 1, 31), 1, Decimal("1.67"), "mw"),
                (3, "C", date(2009, 1, 31), 2, Decimal("0.33"), "mw"),
                (4, "B", date(2009, 7, 31), 1, Decimal("1.67"), "mw"),
                (4, "C", date(2009, 7, 31), 2, Decimal(1), "mw"),
                (4, "D", date(2009, 7, 31), 3, Decimal("0.67"), "mw"),
            ],
        )
        self.assertTrue(all(row.is_month for row in rows))

    def test_long_layout_in_english(self):
        (row,) = self.rows(
            workbook(
                [
                    ["Quantity", "Remarks", "Item", "Delivery date", "Unit", "Destination", "Warehouse"],
                    [624, "first", "S125", date(2026, 3, 15), "pcs", "Rotterdam", "WH"],
                ]
            )
        )
        self.assertEqual(
            (row.date, row.is_month, row.key, row.qty, row.basis), (date(2026, 3, 15), False, 1, 624, "piece")
        )
        self.assertEqual((row.place, row.warehouse), ("Rotterdam", "WH"))

    def test_long_layout_in_chinese_with_full_width_forms(self):
        (row,) = self.rows(
            "交货期\t产品型号\t数量（ＭＷ）\t目的港\n２０２６年３月\tｓ１２５\t１．６７\t鹿特丹\n合计\t\t1.67\n"
        )
        self.assertEqual(
            (row.date, row.key, row.qty, row.basis, row.place), (date(2026, 3, 31), 1, Decimal("1.67"), "mw", "鹿特丹")
        )

    def test_columns_not_read_are_named(self):
        result = schedule.parse("Month,Item,MW,Remarks\n2026-03,S125,1,x\n", REFS)
        self.assertEqual(result.ignored, ["Remarks"])

    def test_pieces_win_over_kw_in_a_table_that_has_both(self):
        (row,) = self.rows("Date,Product,Pieces,kW\n2026-03-01,S125,100,55\n")
        self.assertEqual((row.qty, row.basis), (100, "piece"))

    def test_contract_of_one_item_needs_no_item_column(self):
        (row,) = self.rows("Month;MW\n2026-03;2.5\n", refs={"1": 7, "550 Wp module": 7})
        self.assertEqual((row.key, row.qty), (7, Decimal("2.5")))

    def test_item_of_a_number_is_its_text(self):
        (row,) = self.rows(workbook([["Month", "Item", "MW"], ["2026-03", 1.0, 2]]), refs={"1": 7, "2": 8})
        self.assertEqual(row.key, 7)

    # units

    def test_unit_from_the_cell_the_column_the_head_or_the_default(self):
        for text, basis in (
            ("Month,Item,Quantity\n2026-03,S125,5 MW\n", "mw"),
            ("Month,Item,Quantity,Unit\n2026-03,S125,5,千瓦\n", "kw"),
            ("Month,Item,Power (W)\n2026-03,S125,5\n", "w"),
            ("月份,型号,件数\n2026-03,S125,5\n", "piece"),
            ("Month (kW),S125\n2026-03,5\n", "kw"),
            ("Month,S125 (kWp)\n2026-03,5\n", "kw"),
        ):
            with self.subTest(text):
                (row,) = self.rows(text, default_basis="piece")
                self.assertEqual((row.qty, row.basis), (5, basis))

    def test_default_by_item(self):
        rows = self.rows("Month,S125,M156\n2026-03,5,6\n", default_basis={1: "mw", 2: "piece"})
        self.assertEqual([row.basis for row in rows], ["mw", "piece"])

    def test_no_unit_unknown_unit_and_units_at_odds(self):
        self.assertEqual(self.codes("Month,Item,Quantity\n2026-03,S125,5\n"), [(2, "C", "no_unit")])
        self.assertEqual(
            self.codes("Month,Item,Quantity,Unit\n2026-03,S125,5,tons\n", default_basis="mw"),
            [(2, "D", "unknown_unit")],
        )
        self.assertEqual(self.codes("Month,Item,Quantity (kW)\n2026-03,S125,5 MW\n"), [(2, "C", "unit_conflict")])

    # numbers and dates

    def test_dates_as_people_write_them(self):
        for value, day, is_month in (
            ("2009-01", date(2009, 1, 31), True),
            ("2009/1", date(2009, 1, 31), True),
            ("200901", date(2009, 1, 31), True),
            (200901, date(2009, 1, 31), True),
            ("Jan 2009", date(2009, 1, 31), True),
            ("2009年1月", date(2009, 1, 31), True),
            ("2009-01-05", date(2009, 1, 5), False),
            ("2009.1.5", date(2009, 1, 5), False),
            (20090105, date(2009, 1, 5), False),
            ("2009年1月5日", date(2009, 1, 5), False),
            ("5 January 2009", date(2009, 1, 5), False),
            ("25/1/2009", date(2009, 1, 25), False),
            ("1/25/2009", date(2009, 1, 25), False),
            (39818, date(2009, 1, 5), False),
            (datetime(2009, 1, 5), date(2009, 1, 5), False),
        ):
            with self.subTest(value):
                (row,) = self.rows(workbook([["Date", "S125 (MW)"], [value, 1]]))
                self.assertEqual((row.date, row.is_month), (day, is_month))

    def test_date_cell_shown_as_a_month_is_the_month(self):
        def as_month(sheet):
            sheet["A2"].number_format = "mmm\\-yy"

        (row,) = self.rows(workbook([["Date", "S125 (MW)"], [date(2009, 1, 1), 1]], as_month))
        self.assertEqual((row.date, row.is_month), (date(2009, 1, 31), True))

    def test_dates_that_are_none(self):
        for value, code in (
            ("2009-13", "bad_date"),
            ("2009-02-30", "bad_date"),
            ("soon", "bad_date"),
            ("4/5/2009", "ambiguous_date"),
            (7, "bad_date"),
            (True, "bad_date"),
            ("1066-10-14", "bad_date"),
            (None, "missing"),
        ):
            with self.subTest(value):
                self.assertEqual(self.codes(workbook([["Date", "S125 (MW)"], [value, 1]])), [(2, "A", code)])

    def test_numbers_as_text(self):
        for text, number in (
            ("1.67", "1.67"),
            ("1,67", "1.67"),
            ("1,234.5", "1234.5"),
            ("1.234,5", "1234.5"),
            ("1 234", "1234"),
            ("1,234,567", "1234567"),
            ("１.５", "1.5"),
        ):
            with self.subTest(text):
                (row,) = self.rows(f"Month\tS125 (kW)\n2026-03\t{text}\n")
                self.assertEqual(row.qty, Decimal(number))

    def test_thousands_and_decimals_are_not_guessed_in_power(self):
        self.assertEqual(self.codes("Month\tS125 (MW)\n2026-03\t1,670\n"), [(2, "B", "ambiguous_number")])
        (row,) = self.rows("Month\tS125 (pcs)\n2026-03\t1,670\n")
        self.assertEqual(row.qty, 1670)

    def test_what_a_spreadsheet_computed_is_read_without_its_noise(self):
        (row,) = self.rows(workbook([["Month", "S125 (MW)"], ["2026-03", 0.1 + 0.2]]))
        self.assertEqual(row.qty, Decimal("0.3"))

    def test_numbers_that_are_none(self):
        for value, code in (
            ("abc", "bad_number"),
            ("1.2.3", "bad_number"),
            (True, "bad_number"),
            (-1, "not_positive"),
            (0, "not_positive"),
            (1e15, "too_big"),
            ("nan", "bad_number"),
            ("1e5", "bad_number"),
            (None, "missing"),
        ):
            with self.subTest(value):
                data = workbook([["Month", "Item", "MW"], ["2026-03", "S125", value]])
                self.assertEqual(self.codes(data), [(2, "C", code)])
        self.assertEqual(self.codes("Month,Item,Pieces\n2026-03,S125,1.5\n"), [(2, "C", "fraction")])

    def test_nothing_leaves_where_a_wide_table_has_a_dash_or_nought(self):
        rows = self.rows("Month,S125 (MW),M156 (MW),S156 (MW)\n2026-03,-,0,2\n")
        self.assertEqual([row.key for row in rows], [3])

    # refusals

    def test_every_mistake_is_told_at_once(self):
        self.assertEqual(
            self.codes("Month,Item,MW\n2026-03,S125,1\n2026-13,X,one\n,M156,2\n"),
            [(3, "A", "bad_date"), (3, "B", "unknown_item"), (3, "C", "bad_number"), (4, "A", "missing")],
        )

    def test_very_many_mistakes_are_counted(self):
        errors = self.errors("Month,Item,MW\n" + "never,S125,1\n" * 500)
        self.assertEqual((len(errors), errors[-1].code, errors[-1].values), (101, "more_errors", {"count": 400}))

    def test_unknown_item_names_the_known_ones(self):
        (error,) = self.errors("Month,Item,MW\n2026-03,X99,1\n")
        self.assertEqual(error.values, {"value": "X99", "names": "M156, S125, S156"})
        (error,) = self.errors("Month,S125 (MW),X99 (MW)\n2026-03,1,1\n")
        self.assertEqual((error.row, error.column, error.code), (1, "C", "unknown_item"))

    def test_two_items_of_one_name_are_not_guessed(self):
        self.assertEqual(
            self.codes("Month,Item,MW\n2026-03,s125,1\n", refs={"S125": 1, "s125 ": 2}), [(2, "B", "ambiguous_item")]
        )

    def test_missing_and_double_columns(self):
        for text, codes in (
            ("Colour,Taste\nred,sweet\n", ["no_head"]),
            ("Month,Item\n2026-03,S125\n", ["no_quantity_column"]),
            ("Month,MW\n2026-03,1\n", ["no_item_column"]),
            ("Month,Delivery date,Item,MW\n2026-03,2026-03-01,S125,1\n", ["double_column"]),
            ("Month,S125 (MW),s125 (MW)\n2026-03,1,1\n", ["double_column"]),
            ("Month,Item,MW,kW\n2026-03,S125,1,1000\n", ["double_column"]),
            ("Month,Item,MW\n", ["no_rows"]),
        ):
            with self.subTest(text):
                self.assertEqual([code for _row, _column, code in self.codes(text)], codes)

    def test_formulas_and_error_values_are_refused(self):
        data = workbook([["Month", "Item", "MW"], ["2026-03", "S125", "=1+1"], ["2026-04", "S125", "#REF!"]])
        self.assertEqual(self.codes(data), [(2, "C", "formula"), (3, "C", "error_value")])

    def test_a_month_merged_over_its_rows_holds_for_each(self):
        data = workbook(
            [["Month", "Item", "MW"], ["2026-03", "S125", 1], [None, "M156", 2]],
            lambda sheet: sheet.merge_cells("A2:A3"),
        )
        self.assertEqual(
            [(row.date, row.key) for row in self.rows(data)], [(date(2026, 3, 31), 1), (date(2026, 3, 31), 2)]
        )

    def test_a_quantity_merged_over_rows_is_refused(self):
        data = workbook(
            [["Month", "Item", "MW"], ["2026-03", "S125", 1], ["2026-03", "M156", None]],
            lambda sheet: sheet.merge_cells("C2:C3"),
        )
        self.assertEqual(self.codes(data), [(3, "C", "merged")])

    def test_two_sheets_with_a_schedule_are_not_guessed(self):
        def second(sheet):
            other = sheet.parent.create_sheet("Other")
            other.append(["Month", "Item", "MW"])

        (error,) = self.errors(workbook([["Month", "Item", "MW"], ["2026-03", "S125", 1]], second))
        self.assertEqual((error.code, error.values), ("several_sheets", {"sheets": "Plan, Other"}))

    def test_a_hidden_sheet_is_not_read(self):
        def hide(sheet):
            other = sheet.parent.create_sheet("Old")
            other.append(["Month", "Item", "MW"])
            other.sheet_state = "hidden"

        self.assertEqual(len(self.rows(workbook([["Month", "Item", "MW"], ["2026-03", "S125", 1]], hide))), 1)

    # files

    def test_what_is_no_schedule_file(self):
        for data, code in (
            (b"", "empty"),
            ("", "empty"),
            (" \n\t\n", "empty"),
            (workbook([]), "empty"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "not_workbook"),
            (b"PK\x03\x04 and then nothing", "broken"),
            (workbook([["Month"]])[:-200], "broken"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_excel"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ):
            with self.subTest(code):
                self.assertEqual([error.code for error in self.errors(data)], [code])

    def test_a_file_that_unpacks_too_far_is_not_unpacked(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", bytes(120 * 1024 * 1024))
        start = time.monotonic()
        self.assertEqual([error.code for error in self.errors(buffer.getvalue())], ["too_large"])
        self.assertLess(time.monotonic() - start, 2)

    def test_entities_are_refused(self):
        source = workbook([["Month", "Item", "MW"], ["2026-03", "S125", 1]])
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(buffer, "w") as new:
            for part in old.infolist():
                content = old.read(part)
                if part.filename.endswith("sheet1.xml"):
                    content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
                new.writestr(part.filename, content)
        self.assertEqual([error.code for error in self.errors(buffer.getvalue())], ["broken"])

    def test_fifty_thousand_rows_are_refused_soon(self):
        data = workbook([["Month", "Item", "MW"], *(["2026-03", "S125", 1] for _row in range(50_000))])
        start = time.monotonic()
        (error,) = self.errors(data)
        self.assertEqual((error.row, error.code, error.values), (50_001, "too_many_rows", {"limit": 10_000}))
        self.assertLess(time.monotonic() - start, 5)
        (error,) = self.errors("Month,Item,MW\n" + "2026-03,S125,1\n" * 50_000)
        self.assertEqual(error.code, "too_many_rows")

    def test_ten_thousand_rows_are_read_in_seconds(self):
        data = workbook([["Month", "Item", "MW"], *(["2026-03", "S125", 1] for _row in range(10_000))])
        start = time.monotonic()
        self.assertEqual(len(self.rows(data)), 10_000)
        self.assertLess(time.monotonic() - start, 10)

    def test_one_row_more_is_refused_where_it_stands(self):
        """However many rows stand above the table, in a file or pasted."""
        head = ["Month", "Item", "MW"]
        rows = [["2026-03", "S125", 1]] * 10_000
        for above in (0, 3):
            table = [*[["Schedule"]] * above, head, *rows]
            self.assertEqual(len(self.rows(workbook(table))), 10_000)
            (error,) = self.errors(workbook([*table, rows[0]]))
            self.assertEqual(
                (error.row, error.code, error.values), (above + 10_002, "too_many_rows", {"limit": 10_000})
            )
        text = "Month,Item,MW\n" + "2026-03,S125,1\n" * 10_000
        self.assertEqual(len(self.rows(text)), 10_000)
        (error,) = self.errors(text + "2026-03,S125,1\n")
        self.assertEqual((error.row, error.code), (10_002, "too_many_rows"))

    def test_a_value_far_out_is_neither_lost_nor_a_million_rows(self):
        def far(sheet):
            sheet["A1048576"] = "x"

        start = time.monotonic()
        (error,) = self.errors(workbook([["Month", "Item", "MW"], ["2026-03", "S125", 1]], far))
        self.assertEqual((error.row, error.code), (1048576, "too_many_rows"))
        self.assertLess(time.monotonic() - start, 2)

    def test_a_format_far_out_is_nothing(self):
        def far(sheet):
            sheet["A1048576"].number_format = "0.00"

        self.assertEqual(len(self.rows(workbook([["Month", "Item", "MW"], ["2026-03", "S125", 1]], far))), 1)

    def test_csv_in_the_encodings_of_excel(self):
        text = "交货期,型号,数量(MW)\n2026-03,S125,1\n"
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            with self.subTest(encoding):
                self.assertEqual(len(self.rows(text.encode(encoding))), 1)

    def test_template_is_read_by_the_parser(self):
        labels = {
            "date": "交货期",
            "item": "项目",
            "quantity": "数量",
            "unit": "单位",
            "place": "目的地",
            "warehouse": "仓库",
            "product": "产品",
            "sheet": "交货计划",
            "items_sheet": "合同项目",
        }
        data = template_workbook([("S125", "Mono 125", 20, "mw")], labels)
        self.assertEqual([error.code for error in self.errors(data)], ["no_rows"])
        book = openpyxl.load_workbook(io.BytesIO(data))
        book.worksheets[0].append([date(2026, 3, 1), "S125", 1.67, "MW", "上海", None])
        self.assertEqual([list(row) for row in book["合同项目"].values][1], ["S125", "Mono 125", 20, "MW"])
        buffer = io.BytesIO()
        book.save(buffer)
        (row,) = self.rows(buffer.getvalue())
        self.assertEqual((row.date, row.qty, row.basis, row.place), (date(2026, 3, 1), Decimal("1.67"), "mw", "上海"))


@tagged("post_install", "-at_install")
class TestXlsxWording(TransactionCase):
    def told(self, data, **kwargs):
        return wording.tell_all(self.env, schedule.parse(data, REFS, **kwargs).errors)

    def test_a_sentence_says_what_where_and_how(self):
        self.assertEqual(
            self.told(workbook([["Month", "Item", "MW"], ["2026-13", "X", 1]])),
            "Sheet Plan, cell A2: “2026-13” is no date. Write 2026-03-15, or 2026-03 for the whole month.\n"
            "Sheet Plan, cell B2: “X” is no item of the contract. Its items are: M156, S125, S156.",
        )
        self.assertEqual(
            self.told("Month\tItem\n2026-03\tS125\n"),
            "Row 1: No column names the quantity. Add a column Quantity, or name one MW, kW, W or Pieces.",
        )

    def test_every_code_has_its_sentence(self):
        codes = set()
        for name in ("grid", "cells", "schedule", "reader"):
            source = file_open(f"sales_manual_addon/xlsx/{name}.py").read()
            codes |= set(re.findall(r'(?:Unreadable|Unclear)\(\s*"(\w+)"', source))
            codes |= set(re.findall(r'_problem\([^"\n]*?, "(\w+)"', source))
        self.assertLess({"empty", "bad_date", "unknown_item", "no_head"}, codes)
        self.assertFalse(codes - wording.SENTENCES.keys())
