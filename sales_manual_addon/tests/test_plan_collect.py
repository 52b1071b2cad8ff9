"""Collecting a shipping plan: from batches, from the month before, from salespeople (CMD-10)."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.plan.weeks import month_weeks, week_label, week_of
from .plan_common import MONTH, W44, W45, W46, W47, W48, W49, PlanCase


@tagged("post_install", "-at_install")
class TestWeeks(PlanCase):
    def test_weeks_are_cut_off_at_the_ends_of_the_month(self):
        weeks = month_weeks(MONTH)
        self.assertEqual([first for first, _last in weeks], [W44, W45, W46, W47, W48, W49])
        self.assertEqual(
            [week_label(*week) for week in weeks],
            ["W44 1/11", "W45 2–8/11", "W46 9–15/11", "W47 16–22/11", "W48 23–29/11", "W49 30/11"],
        )

    def test_every_day_of_a_year_is_in_one_week_of_its_month(self):
        for month in range(1, 13):
            first = date(2027, month, 1)
            days = [day for start, end in month_weeks(first) for day in range(start.day, end.day + 1)]
            self.assertEqual(days, list(range(1, len(days) + 1)))
            self.assertGreaterEqual(len(days), 28)

    def test_the_last_week_of_the_year_keeps_its_iso_number(self):
        self.assertEqual(week_label(*month_weeks(date(2027, 1, 1))[0]), "W53 1–3/1")
        self.assertEqual(week_of(date(2026, 10, 30), MONTH), W44)
        self.assertEqual(week_of(date(2026, 12, 1), MONTH), W49)


@tagged("post_install", "-at_install")
class TestCollect(PlanCase):
    def test_open_batches_of_the_market_by_week(self):
        contract = self.effective_contract(lines=[{}, {"product_id": self.module_220.id}])
        first, second = contract.line_ids
        self.batch(contract, date(2026, 11, 3), 100)
        self.batch(contract, date(2026, 11, 8), 50)
        self.batch(contract, date(2026, 11, 24), 200, second)
        self.batch(contract, date(2026, 12, 1), 70)
        self.batch(contract, date(2026, 10, 21), 30)  # late by then: the first week
        self.batch(self.effective_contract("domestic"), date(2026, 11, 3), 999)
        plan = self.plan()
        self.assertEqual(self.cells(plan), {(first, W44): 30, (first, W45): 150, (second, W48): 200})
        line = self.cell(plan, first, W45)
        self.assertEqual(
            (line.batch_qty, line.partner_id, line.user_id, line.team_id, line.product_id, line.week, line.period),
            (
                150, contract.partner_id, contract.user_id, contract.team_id, first.product_id, "2026-W45", "2026-11",
            ),
        )  # fmt: skip
        self.assertAlmostEqual(line.planned_kw, 150 * 0.55)
        self.assertEqual((plan.planned_qty, plan.line_count), (380, 3))

    def test_stored_fields_are_what_the_orm_computes(self):
        contract = self.effective_contract()
        self.batch(contract, date(2026, 11, 3), 100)
        line = self.plan().line_ids.with_env(self.env)
        stored = [name for name, field in line._fields.items() if field.store and field.compute]
        self.assertIn("planned_kw", stored)
        before = {name: line[name] for name in stored}
        for name in stored:
            self.env.add_to_compute(line._fields[name], line)
        self.assertEqual({name: line[name] for name in stored}, before)

    def test_late_pieces_are_planned_this_week_in_the_current_month(self):
        contract = self.effective_contract()
        self.batch(contract, date(2026, 10, 21), 30)
        with freeze_time("2026-11-18 08:00:00"):
            self.assertEqual(self.cells(self.plan()), {(contract.line_ids, W47): 30})

    def test_drafts_and_done_contracts_are_not_planned(self):
        contract = self.effective_contract()
        self.batch(contract, date(2026, 11, 3), 10)
        contract.with_context(active_test=False)._passed().write({"state": "closed"})
        self.assertFalse(self.plan().line_ids)

    def test_collecting_again_keeps_what_was_planned_otherwise(self):
        contract = self.effective_contract()
        line = contract.line_ids
        self.batch(contract, date(2026, 11, 3), 100)
        self.batch(contract, date(2026, 11, 10), 100)
        plan = self.plan()
        self.cell(plan, line, W46).planned_qty = 40
        self.batch(contract, date(2026, 11, 4), 11)
        self.batch(contract, date(2026, 11, 11), 12)
        plan.action_collect()
        self.assertEqual(self.cells(plan), {(line, W45): 111, (line, W46): 40})
        self.assertEqual(self.cells(plan, "batch_qty"), {(line, W45): 111, (line, W46): 112})

    def test_a_batch_that_moved_away_is_planned_no_more(self):
        contract = self.effective_contract()
        batch = self.batch(contract, date(2026, 11, 3), 100)
        plan = self.plan()
        batch.with_user(self.contract_post(contract)).delivery_date = date(2026, 11, 17)
        plan.action_collect()
        self.assertEqual(self.cells(plan), {(contract.line_ids, W45): 0, (contract.line_ids, W47): 100})

    def test_what_left_within_the_month_was_planned_for_it(self):
        contract = self.effective_contract()
        line = contract.line_ids
        self.put_in_stock(self.module_550, 500)
        batch = self.batch(contract, date(2026, 11, 3), 100)
        with freeze_time("2026-11-04 08:00:00"):
            notice = self.released_notice(self.make_orders(batch), 60)
            self.ship(notice.line_ids.order_line_id.move_ids.picking_id, 60)
            plan = self.plan()
        self.assertEqual(self.cells(plan), {(line, W45): 100})
        self.assertEqual(self.cells(plan, "shipped_qty"), {(line, W45): 60})

    def test_statements_do_not_grow_with_the_batches(self):
        contract = self.effective_contract(lines=[{"entered_qty": 100000}])
        counts = []
        for number, month in ((1, date(2026, 11, 1)), (60, date(2027, 2, 1))):
            for day in range(number):
                self.batch(contract, date(month.year, month.month, day % 28 + 1), 10)
            plan = self.plan(month=month, collect=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plan.action_collect()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, "the second finds lines of late batches to mark")


@tagged("post_install", "-at_install")
class TestRequests(PlanCase):
    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract()
        self.line = self.contract.line_ids
        self.batch(self.contract, date(2026, 11, 3), 100)
        self.plan = self.plan()
        self.seller = self.contract.user_id

    def request(self, pieces, day=W46, line=None, user=None):
        return self.Line.with_user(user or self.seller).create(
            {
                "plan_id": self.plan.id,
                "contract_line_id": (line or self.line).id,
                "week_date": day,
                "requested_qty": pieces,
            }
        )

    def test_a_salesperson_requests_for_own_contracts(self):
        made = self.request(200, date(2026, 11, 12))
        self.assertEqual((made.week_date, made.planned_qty, made.batch_qty), (W46, 200, 0))
        own = self.Line.with_user(self.seller).search([("plan_id", "=", self.plan.id)])
        self.assertEqual(len(own), 2)
        own.filtered("batch_qty").requested_qty = 150
        self.assertEqual(self.cells(self.plan), {(self.line, W45): 150, (self.line, W46): 200})
        own.filtered("batch_qty").requested_qty = 0
        self.assertEqual(self.cells(self.plan)[self.line, W45], 100, "without a request the batches count")

    def test_what_was_planned_otherwise_is_not_taken_back_by_a_request(self):
        self.plan.line_ids.planned_qty = 30
        self.plan.line_ids.with_user(self.seller).requested_qty = 150
        self.assertEqual(self.cells(self.plan), {(self.line, W45): 30})

    def test_not_for_contracts_of_others(self):
        other = self.approve(self.make_contract(user="int_salesperson_2")).line_ids
        with self.refused("", AccessError):
            self.request(10, line=other)
        self.assertNotIn(other, self.plan.line_ids.contract_line_id)
        stranger = self.users["int_salesperson_2"]
        self.assertFalse(self.Line.with_user(stranger).search([("plan_id", "=", self.plan.id)]))
        with self.refused("", AccessError):
            self.plan.line_ids.with_user(stranger).write({"requested_qty": 1})

    def test_a_salesperson_neither_plans_nor_agrees(self):
        line = self.plan.line_ids.with_user(self.seller)
        for name in ("planned_qty", "promised_qty", "agreed_qty", "batch_qty", "carried_qty", "is_answered"):
            with self.subTest(name), self.refused("", AccessError):
                line.write({name: 1})
        with self.refused("", AccessError):
            self.plan.with_user(self.seller).action_collect()
        with self.refused("", AccessError):
            self.env["sales.manual.plan"].with_user(self.seller).create({"market": "international", "month": W45})

    def test_no_more_than_the_contract_has_left(self):
        with self.refused("900 are left|1000 are left|1,000", ValidationError):
            self.request(1001)
        self.request(850)
        with self.refused("are left", ValidationError):
            self.plan.line_ids.filtered("batch_qty").with_user(self.seller).requested_qty = 151

    def test_bad_input_is_refused_in_words(self):
        for pieces in (12.5, -1, "x", float("nan"), 1e18):
            with self.subTest(pieces), self.refused("", ValidationError):
                self.request(pieces)
        with self.refused("not in the month", ValidationError):
            self.request(5, date(2026, 12, 1))
        with mute_logger("odoo.sql_db"), self.refused("cell_unique", IntegrityError):
            self.request(5, date(2026, 11, 5))
        with self.refused("Choose all three", ValidationError):
            self.Line.with_user(self.seller).create({"plan_id": self.plan.id, "requested_qty": 1})

    def test_once_sent_nothing_is_requested(self):
        self.plan.action_send()
        with self.refused("With planning"):
            self.request(10)

    def test_lines_of_batches_are_set_to_nought_not_deleted(self):
        made = self.request(10)
        made.unlink()
        with self.refused("Set its planned pieces to 0"):
            self.plan.line_ids.with_user(self.seller).unlink()


@tagged("post_install", "-at_install")
class TestDeskOfRequests(PlanCase):
    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract()
        self.batch(self.contract, date(2026, 11, 3), 100)
        self.batch(self.contract, date(2026, 11, 10), 200)

    def figures(self, key="int_salesperson"):
        """(plans being collected, own lines without request) on the desk of the post's user."""
        self.env.flush_all()
        self.env.invalidate_all()
        cards = self.env["sales.manual.desk.card"].with_user(self.users[key])
        card = cards.search([("code", "=", "plan_requests")]).figures
        return card["main"] and card["main"]["number"], [line["number"] for line in card["links"]]

    def test_told_while_a_plan_collects(self):
        self.assertEqual(self.figures(), (False, []))
        plan = self.plan()
        self.assertEqual(self.figures(), (1, [2]))
        plan.line_ids[0].with_user(self.contract.user_id).requested_qty = 90
        self.assertEqual(self.figures(), (1, [1]))
        plan.action_send()
        self.assertEqual(self.figures(), (False, []))
        plan.action_recall()
        self.assertEqual(self.figures(), (1, [1]))

    def test_told_without_a_batch_in_the_month(self):
        self.plan(month=date(2027, 3, 1), collect=False)
        self.assertEqual(self.figures(), (1, []))

    def test_of_the_own_market_and_contracts(self):
        self.plan()
        self.assertEqual(self.figures("dom_supervisor"), (False, []))
        plans = self.env["sales.manual.plan"].with_user(self.users["int_salesperson_2"])
        self.assertFalse(plans.search([("asks_me", "=", True)]), "no contract in force")
        self.assertTrue(plans.search([("asks_me", "=", False)]))
        mine = plans.with_user(self.users["int_salesperson"]).search([("asks_me", "=", True)])
        self.assertEqual(mine.mapped("asks_me"), [True])
