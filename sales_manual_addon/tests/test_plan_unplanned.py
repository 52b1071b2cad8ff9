"""What leaves without being on the month's plan: shown with it and set apart, and nobody is asked to agree (CMD-10)."""

import base64
import io
from datetime import date

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.tests import tagged

from .plan_common import W46, PlanCase


@tagged("post_install", "-at_install")
class TestUnplanned(PlanCase):
    def setUp(self):
        super().setUp()
        self.planned = self.effective_contract()
        self.batch(self.planned, date(2026, 11, 3), 100)
        self.plan = self.agreed(self.plan())
        self.put_in_stock(self.module_550, 3000)
        self.contract = self.effective_contract()
        self.line = self.contract.line_ids
        # due in December, so that the plan of November does not have it
        self.orders = self.make_orders(self.batch(self.contract, date(2026, 12, 3), 90))

    def rows(self, user=None, plan=None):
        """(contract line, on notices, shipped) of what the user finds beside the plan."""
        self.env.flush_all()
        found = self.env["sales.manual.plan.unplanned"].with_user(user or self.env.user)
        found = found.search([("plan_id", "=", (plan or self.plan).id)])
        return [(row.contract_line_id.with_env(self.env), row.noticed_qty, row.shipped_qty) for row in found]

    def early_notice(self, orders, pieces):
        """A notice of November over goods of which the batch is in December."""
        notice = self.make_notice(orders, pieces, issue=False)
        maker = self.contract_post(notice)
        notice.with_user(maker).ship_date = date(2026, 11, 6)
        notice.with_user(maker).action_issue()
        return notice

    def ship_early(self, pieces=60, shipped=40):
        """A notice of November is signed, and part of it leaves."""
        with freeze_time("2026-11-05 08:00:00"):
            self.sign_notice(self.early_notice(self.orders, pieces))
            if shipped:
                self.ship(self.orders.picking_ids, shipped)
        self.env.invalidate_all()

    def test_what_is_on_the_plan_is_not_among_them(self):
        self.assertEqual(self.rows(), [])
        self.assertEqual((self.plan.unplanned_count, self.plan.unplanned_qty), (0, 0))

    def test_an_open_notice_and_what_left(self):
        self.ship_early(shipped=0)
        self.assertEqual(self.rows(), [(self.line, 60, 0)])
        with freeze_time("2026-11-06 08:00:00"):
            self.ship(self.orders.picking_ids, 40)
        self.env.invalidate_all()
        self.assertEqual(self.rows(), [(self.line, 60, 40)])
        self.assertEqual((self.plan.unplanned_count, self.plan.unplanned_qty), (1, 40))
        self.assertEqual(self.plan.shipped_qty, 0, "the plan's own figure is that of its lines")

    def test_a_void_notice_is_none(self):
        with freeze_time("2026-11-05 08:00:00"):
            notice = self.early_notice(self.orders, 60)
            self.assertEqual(self.rows(), [(self.line, 60, 0)])
            notice.with_user(self.contract_post(self.contract)).action_void("Wrong")
        self.assertEqual(self.rows(), [])

    def test_nobody_is_asked_to_agree(self):
        plan = self.env["sales.manual.plan"].browse(self.plan.action_new_version()["res_id"])
        plan = plan.with_user(self.plan.env.user)
        self.ship_early()
        self.assertEqual(self.rows(), [], "a plan that was replaced has none")
        self.assertEqual(self.rows(plan=plan), [(self.line, 60, 40)])
        plan.action_send()
        plan.with_user(self.planner).action_agree()
        self.assertEqual(plan.state, "agreed")

    def test_taken_into_the_plan_it_is_there_no_more(self):
        self.ship_early()
        plan = self.env["sales.manual.plan"].browse(self.plan.action_new_version()["res_id"])
        self.Line.with_user(self.contract.user_id).create(
            {"plan_id": plan.id, "contract_line_id": self.line.id, "week_date": W46, "requested_qty": 40}
        )
        self.assertEqual(self.rows(plan=plan), [])
        [line] = plan.line_ids.filtered(lambda line: line.contract_line_id == self.line)
        self.assertEqual((line.noticed_qty, line.shipped_qty), (60, 40))

    def test_another_month_and_market_are_not_this_plan_s(self):
        self.ship_early(40, 40)
        december = self.plan.copy({"month": date(2026, 12, 1)})
        domestic = self.plan.with_user(self.users["dom_contract"]).create(
            {"market": "domestic", "month": date(2026, 11, 1)}
        )
        self.assertEqual(self.rows(plan=december), [])
        self.assertEqual(self.rows(plan=domestic), [])

    def test_read_as_the_plan_s_lines(self):
        self.ship_early()
        for key, count in (
            ("int_contract", 1), ("production_planner", 1), ("gm", 1), ("auditor", 1), ("int_salesperson", 1),
            ("int_manager", 1), ("dom_contract", 0), ("dom_supervisor", 0), ("int_salesperson_2", 0),
        ):  # fmt: skip
            with self.subTest(key):
                user = self.users[key]
                self.assertEqual(len(self.rows(user)), count)
                self.assertEqual(self.plan.with_user(user).unplanned_qty, 40 * count)
        self.assertEqual(self.contract.user_id, self.users["int_salesperson"])

    def test_set_apart_in_the_grid(self):
        self.ship_early()
        page = self.plan.grid_page()
        self.assertEqual([row["id"] for row in page["rows"]], [self.planned.line_ids.id])
        unplanned = page["unplanned"]
        self.assertEqual((unplanned["count"], unplanned["noticed_qty"], unplanned["shipped_qty"]), (1, 60, 40))
        [row] = unplanned["rows"]
        self.assertEqual((row["contract"], row["shipped_qty"]), (self.contract.name, 40))
        self.assertFalse(self.plan.grid_page(0, self.planned.name)["unplanned"]["rows"])

    def test_set_apart_in_the_workbook_and_not_read_back(self):
        self.ship_early()
        data = self.plan.file
        _plan, sheet = load_workbook(io.BytesIO(base64.b64decode(data))).worksheets
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
        self.assertEqual([(row[1], *row[4:]) for row in rows], [(self.contract.name, 0, 0, 60, 40)])
        again = self.env["sales.manual.plan"].browse(self.plan.action_new_version()["res_id"])
        wizard = self.env["sales.manual.plan.import"].with_user(self.plan.env.user)
        wizard = wizard.create({"plan_id": again.id, "file": data, "file_name": "plan.xlsx"})
        before = self.cells(again)
        wizard.action_read()
        self.assertFalse(wizard.problems)
        self.assertEqual(self.cells(again), before)

    def test_statements_do_not_grow_with_the_rows(self):
        self.ship_early()
        self.plan.grid_page()  # what a session reads once
        counts = []
        for number in (0, 8):
            for _number in range(number):
                contract = self.effective_contract()
                with freeze_time("2026-11-05 08:00:00"):
                    self.early_notice(self.make_orders(self.batch(contract, date(2026, 12, 3), 10)), 10)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.plan.grid_page()["unplanned"]["count"], 1 + number)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
