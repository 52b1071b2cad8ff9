"""A plan as a workbook, out and in: read whole or not at all, mistakes named by row and column."""

import base64
import io
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..xlsx.plan import parse
from .plan_common import W45, W46, W47, PlanCase

HEAD = "Contract\tItem\tWeek from\tRequested\tPlanned\tPromised\tAgreed\tRemark"


@tagged("post_install", "-at_install")
class TestPlanSheet(PlanCase):
    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract(lines=[{"ref": "S1"}, {"ref": "S2", "product_id": self.module_220.id}])
        self.first, self.second = self.contract.line_ids
        self.batch(self.contract, date(2026, 11, 3), 100)
        self.batch(self.contract, date(2026, 11, 10), 200, self.second)
        self.plan = self.plan()

    def read_in(self, data, user=None):
        """The dialog after a file was read by the user: the maker, where none is named."""
        data = data if isinstance(data, bytes) else data.encode()
        wizard = (
            self.env["sales.manual.plan.import"]
            .with_user(user or self.plan.env.user)
            .create({"plan_id": self.plan.id, "file": base64.b64encode(data), "file_name": "plan.csv"})
        )
        wizard.action_read()
        self.env.invalidate_all()
        return wizard

    def rows(self, *rows):
        return "\n".join([HEAD, *("\t".join(map(str, (self.contract.name, *row))) for row in rows)])

    def workbook(self):
        [sheet] = load_workbook(io.BytesIO(base64.b64decode(self.plan.file))).worksheets
        return sheet

    def test_out(self):
        sheet = self.workbook()
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        self.assertIn("2026-11", sheet.cell(1, 1).value)
        self.assertEqual(rows[0][:6], ["Customer", "Contract", "Item", "Product", "Week from", "Week"])
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows[1][1:3] + rows[1][5:7], [self.contract.name, "S1", "W45 2–8/11", 100])
        self.assertIsNone(rows[1][11], "no answer is no nought")
        mine = self.plan.with_user(self.users["int_salesperson_2"])
        self.assertEqual(len(list(load_workbook(io.BytesIO(base64.b64decode(mine.file))).active.iter_rows())), 2)

    def test_what_went_out_comes_back_and_changes_nothing(self):
        before = self.cells(self.plan)
        wizard = self.read_in(base64.b64decode(self.plan.file))
        self.assertFalse(wizard.problems)
        self.assertEqual(self.cells(self.plan), before)

    def test_planning_fills_in_its_columns(self):
        self.plan.action_send()
        book = load_workbook(io.BytesIO(base64.b64decode(self.plan.file)))
        sheet = book.active
        heads = {cell.value: cell.column for cell in sheet[2]}
        sheet.cell(3, heads["Promised"]).value = 70
        sheet.cell(3, heads["Agreed"]).value = 90
        sheet.cell(3, heads["Planned"]).value = 1
        sheet.cell(3, heads["Planning's remark"]).value = "Two lines stand still"
        out = io.BytesIO()
        book.save(out)
        wizard = self.read_in(out.getvalue(), self.planner)
        self.assertFalse(wizard.problems)
        line = self.cell(self.plan, self.first, W45)
        self.assertEqual((line.promised_qty, line.agreed_qty, line.planned_qty), (70, 90, 100))
        self.assertEqual((line.answer, line.answer_user_id), ("Two lines stand still", self.planner))
        self.assertFalse(self.cell(self.plan, self.second, W46).is_answered)

    def test_a_row_of_another_week_adds_a_line(self):
        self.read_in(self.rows(("S1", "2026-11-18", "", 40, "", "", "later")))
        line = self.cell(self.plan, self.first, W47)
        self.assertEqual((line.planned_qty, line.note), (40, "later"))

    def test_salespeople_bring_their_requests(self):
        self.read_in(self.rows(("S1", "2026-11-02", 120, 999, "", "", "")), self.contract.user_id)
        self.assertEqual(self.cell(self.plan, self.first, W45).planned_qty, 120)

    def test_mistakes_are_named_and_nothing_is_written(self):
        before = self.cells(self.plan)
        wizard = self.read_in(
            self.rows(
                ("S1", "2026-11-02", "", 77, "", "", ""),
                ("S9", "2026-11-02", "", 1, "", "", ""),
                ("S1", "2026-12-02", "", 1, "", "", ""),
                ("S1", "2026-11-03", "", 2, "", "", ""),
            )
            + "\nX-1\tS1\t2026-11-02\t\t1"
        )
        problems = wizard.problems.splitlines()
        self.assertEqual(len(problems), 4)
        for words, problem in zip(
            ("Row 3, column B: “s9”", "Row 4, column C: 2026-12-02", "Row 5, column B: “s1” is there twice", "Row 6"),
            problems,
            strict=True,
        ):
            self.assertIn(words, problem)
        self.assertEqual(self.cells(self.plan), before)

    def test_cells_that_hold_no_pieces(self):
        for text, words in (
            ("12.5", "whole number"), ("-3", "less than nought"), ("abc", "no number"), ("9999999999999", "too large"),
        ):  # fmt: skip
            with self.subTest(text):
                wizard = self.read_in(self.rows(("S1", "2026-11-02", "", text, "", "", "")))
                self.assertIn(words, wizard.problems)
                self.assertIn("Row 2, column E", wizard.problems)

    def test_other_files(self):
        for data, words in (
            ("a\tb\n1\t2", "No row names"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
            (b"PK\x03\x04", "damaged"), (f"{self.contract.name}\t1", "No row names"),
            (HEAD.split("\tRequested")[0] + "\nA\tB\tC", "may enter"),
        ):  # fmt: skip
            with self.subTest(words):
                self.assertIn(words, self.read_in(data).problems)

    def test_what_the_model_refuses_leaves_nothing_written(self):
        rows = self.rows(("S1", "2026-11-02", "", 50, "", "", ""), ("S1", "2026-11-18", "", 960, "", "", ""))
        with self.refused("are left"):
            self.read_in(rows)
        self.assertEqual(self.cell(self.plan, self.first, W45).planned_qty, 100)

    def test_who_reads_in(self):
        with self.refused("nothing in"):
            self.read_in(self.rows(), self.planner)
        with self.refused("", AccessError):
            self.read_in(self.rows(), self.users["gm"])
        self.agreed(self.plan)
        with self.refused("nothing in"):
            self.read_in(self.rows())

    def test_chinese_heads(self):
        table = parse("合同\t项目\t周起始日\t已计划\t备注\nA-1\tS1\t2026-11-02\t1,200\t加急", ("planned_qty", "note"))
        self.assertFalse(table.errors)
        [row] = table.rows
        self.assertEqual((row.item, row.date, row.values), ("s1", W45, {"planned_qty": 1200, "note": "加急"}))
