"""The plan as a grid: what it shows, what is entered, in a browser and on a phone; stock and ceilings beside it."""

from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import SalesManualCommon
from .plan_common import W45, W46, W47, PlanCase


@tagged("post_install", "-at_install")
class TestPlanGrid(PlanCase):
    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract()
        self.line = self.contract.line_ids
        self.batch(self.contract, date(2026, 11, 3), 100)
        self.batch(self.contract, date(2026, 11, 10), 200)
        self.plan = self.plan()

    def test_a_page(self):
        page = self.plan.grid_page()
        self.assertEqual([week["label"] for week in page["weeks"]][0], "W44 1/11")
        self.assertEqual((page["count"], page["state"], len(page["weeks"])), (1, "collecting", 6))
        self.assertEqual([measure["name"] for measure in page["measures"]], ["planned_qty", "requested_qty"])
        [row] = page["rows"]
        self.assertEqual((row["id"], row["is_writable"]), (self.line.id, True))
        self.assertEqual({week: cell["now_qty"] for week, cell in row["cells"].items()}, {
            "2026-11-02": 100, "2026-11-09": 200,
        })  # fmt: skip
        self.assertEqual(page["totals"]["2026-11-09"]["planned_qty"], 200)

    def test_search_and_pages(self):
        for _number in range(2):
            self.batch(self.effective_contract(), date(2026, 11, 3), 10)
        self.plan.action_collect()
        self.assertEqual(self.plan.grid_page()["count"], 3)
        found = self.plan.grid_page(0, self.contract.name)
        self.assertEqual([row["id"] for row in found["rows"]], [self.line.id])
        self.assertEqual(self.plan.grid_page(2)["offset"], 2)
        self.assertEqual(len(self.plan.grid_page(2)["rows"]), 1)
        self.assertFalse(self.plan.grid_page(0, "no such thing")["rows"])

    def test_what_is_entered_is_written_at_once(self):
        page = self.plan.grid_save(
            [[self.line.id, "2026-11-02", 80], [self.line.id, "2026-11-16", 30], [self.line.id, "2026-11-23", 0]],
            "planned_qty",
        )
        self.assertEqual(self.cells(self.plan), {(self.line, W45): 80, (self.line, W46): 200, (self.line, W47): 30})
        self.assertEqual(page["totals"]["2026-11-16"]["now_qty"], 30)

    def test_planning_agrees_here_and_offers_another_week(self):
        self.plan.action_send()
        seen = self.plan.with_user(self.planner)
        self.assertEqual([m["name"] for m in seen.grid_page()["measures"]], ["agreed_qty", "promised_qty"])
        self.assertFalse(self.plan.with_user(self.users["gm"]).grid_page()["measures"])
        seen.grid_save([[self.line.id, "2026-11-02", 60], [self.line.id, "2026-11-16", 40]], "agreed_qty")
        self.assertEqual(
            self.cells(self.plan, "agreed_qty"), {(self.line, W45): 60, (self.line, W46): 0, (self.line, W47): 40}
        )
        self.assertEqual(self.cells(self.plan)[self.line, W47], 0)
        seen.grid_save([[self.line.id, "2026-11-02", 20]], "promised_qty")
        self.assertTrue(seen.grid_page()["rows"][0]["cells"]["2026-11-02"]["is_short"])

    def test_refusals(self):
        def save(cells, measure="planned_qty", user=None):
            self.plan.with_user(user or self.plan.env.user).grid_save(cells, measure)

        line = self.line.id
        for cells in (
            "x",
            [[line, "2026-11-02"]],
            [[line, "2026-12-07", 1]],
            [[line, None, 1]],
            [["a", "2026-11-02", 1]],
        ):
            with self.subTest(cells=cells), self.refused("Reload"):
                save(cells)
        with self.refused("Reload"):
            save([[line, "2026-11-02", 1]], "batch_qty")
        with self.refused("whole pieces"):
            save([[line, "2026-11-02", 1.5]])
        with self.refused("", AccessError):
            save([[line, "2026-11-02", 1]], user=self.planner)
        with self.refused("", AccessError):
            save([[line, "2026-11-02", 1]], user=self.contract.user_id)
        with self.refused("", AccessError):
            save([[line, "2026-11-02", 1]], "requested_qty", self.users["dom_supervisor"])
        other = self.effective_contract("domestic").line_ids.id
        with self.refused("", Exception):
            save([[other, "2026-11-02", 1]])
        with self.refused("are left"):
            save([[line, "2026-11-02", 10], [line, "2026-11-30", 999]])
        self.assertEqual(self.cells(self.plan), {(self.line, W45): 100, (self.line, W46): 200}, "all or nothing")

    def test_statements_do_not_grow_with_rows_nor_with_cells(self):
        counts = []
        for number in (1, 25):
            lines = self.line.browse()
            for _contract in range(number):
                contract = self.effective_contract()
                self.batch(contract, date(2026, 11, 3), 10)
                lines |= contract.line_ids
            self.plan.action_collect()
            cells = [[line.id, day, 20] for line in lines for day in ("2026-11-02", "2026-11-16")]
            self.plan.grid_save(cells[:1], "planned_qty")  # what a session reads once
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.plan.grid_save(cells[1:], "planned_qty")
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3, "rows are written by the hundred")


@tagged("post_install", "-at_install")
class TestStock(PlanCase):
    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract()
        self.batches = self.batch(self.contract, date(2026, 11, 3), 300)
        self.plan = self.plan()

    def supply(self):
        self.env.flush_all()
        return self.env["sales.manual.plan.supply"].search([("plan_id", "=", self.plan.id)])

    def incoming(self, pieces, day):
        supplier = self.env.ref("stock.stock_location_suppliers")
        self.env["stock.move"].create(
            {
                "product_id": self.module_550.id, "product_uom_qty": pieces, "date": day,
                "location_id": supplier.id, "location_dest_id": self.warehouse.lot_stock_id.id,
            }
        )._action_confirm()  # fmt: skip

    def test_against_stock_batches_promises_and_notices(self):
        self.put_in_stock(self.module_550, 120)
        self.incoming(50, "2026-11-30 10:00:00")
        self.incoming(40, "2026-12-01 10:00:00")
        orders = self.make_orders(self.batches)
        orders.picking_ids.action_assign()
        self.make_notice(orders, 30)
        row = self.supply()
        self.assertEqual(
            (row.wanted_qty, row.on_hand_qty, row.assigned_qty, row.noticed_qty, row.incoming_qty, row.left_qty),
            (300, 120, 120, 30, 50, 120 + 50 - 300),
        )
        [alert] = self.plan.alerts.values()
        self.assertIn("1 products are short", alert["message"])

    def test_large_modules_over_their_ceiling(self):
        large = self.env["product.category"].create({"name": "Large modules"})
        below = self.env["product.category"].create({"name": "Two metres", "parent_id": large.id})
        self.module_550.categ_id = below
        large.plan_stock_ceiling_qty = 1000
        self.put_in_stock(self.module_550, 1000)
        over = self.env["product.category"].search([("plan_over_ceiling_qty", ">", 0)])
        self.assertNotIn(large, over)
        self.put_in_stock(self.module_550, 250)
        self.env.invalidate_all()
        self.assertEqual((large.plan_on_hand_qty, large.plan_over_ceiling_qty), (1250, 250))
        self.assertIn(large, self.env["product.category"].search([("plan_over_ceiling_qty", ">", 0)]))
        self.assertIn("1,250 pieces in stock, 250 over the ceiling of 1,000", str(self.plan.alerts))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(large.with_company(other).plan_over_ceiling_qty, "each company has its own")

    def test_ceilings_are_set_by_who_configures(self):
        large = self.env["product.category"].create({"name": "Large modules"})
        keeper = new_test_user(self.env, login="test_keeper", groups="base.group_user,stock.group_stock_manager")
        with self.refused("configure", AccessError):
            large.with_user(keeper).plan_stock_ceiling_qty = 5
        with self.refused("configure", AccessError):
            large.with_user(keeper).plan_stock_ceiling_qty = 0
        with self.refused("not negative"):
            large.plan_stock_ceiling_qty = -1


class BrowserCase(HttpCase, SalesManualCommon):
    def make_plan(self):
        """A plan of next month, as a browser sees it today."""
        month = fields.Date.add(self.company._sales_manual_today().replace(day=1), months=1)
        self.contract = self.effective_contract()
        self.batch = self.env["sales.manual.batch"].with_user(self.users["int_contract"]).create(
            {
                "contract_id": self.contract.id,
                "delivery_date": month + timedelta(days=25),
                "line_ids": [
                    Command.create({"contract_line_id": self.contract.line_ids.id, "pieces_qty": 120})
                ],
            }
        )  # fmt: skip
        plan = self.env["sales.manual.plan"].with_user(self.users["int_contract"])
        plan = plan.create({"market": "international", "month": month})
        plan.action_collect()
        return plan


@tagged("post_install", "-at_install")
class TestPlanTour(BrowserCase):
    def test_planned_sent_and_agreed_in_the_grid(self):
        plan = self.make_plan()
        weeks = [first for first, _last in plan._weeks()]
        self.start_tour(
            f"/odoo/shipping-plans/{plan.id}", "sales_manual_plan_make", login=self.users["int_contract"].login
        )
        self.env.invalidate_all()
        planned = {line.week_date: line.planned_qty for line in plan.line_ids.with_env(self.env)}
        self.assertEqual((planned[weeks[0]], planned[weeks[1]]), (11, 22), "pasted")
        self.assertEqual(plan.state, "agreeing")
        self.start_tour(
            f"/odoo/shipping-plans/{plan.id}", "sales_manual_plan_agree", login=self.users["production_planner"].login
        )
        self.env.invalidate_all()
        self.assertEqual(plan.state, "agreed")
        first = plan.line_ids.with_env(self.env).filtered(lambda line: line.week_date == weeks[0])
        self.assertEqual((first.agreed_qty, first.promised_qty), (9, 9))


@tagged("post_install", "-at_install")
class TestPlanOnAPhone(BrowserCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_one_week_is_read(self):
        plan = self.make_plan()
        self.start_tour(
            f"/odoo/shipping-plans/{plan.id}/plan-grid",
            "sales_manual_plan_phone",
            login=self.users["int_contract"].login,
        )
