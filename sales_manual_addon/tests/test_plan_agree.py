"""Agreeing to a plan with production planning, its versions, and what is carried over (CMD-10)."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .plan_common import MONTH, W44, W45, W46, W47, PlanCase


@tagged("post_install", "-at_install")
class TestAgree(PlanCase):
    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract()
        self.line = self.contract.line_ids
        self.batch(self.contract, date(2026, 11, 3), 100)
        self.batch(self.contract, date(2026, 11, 10), 200)
        self.plan = self.plan()
        self.seen = self.plan.with_user(self.planner)

    def test_line_by_line(self):
        self.plan.action_send()
        first, second = self.seen.line_ids
        first.agreed_qty = 100
        self.assertEqual((first.promised_qty, first.is_answered, first.answer_user_id), (100, True, self.planner))
        self.assertFalse(first.is_short)
        first.promised_qty = 60
        self.assertEqual((first.agreed_qty, first.is_short), (100, True))
        with self.refused("1 lines have no answer"):
            self.seen.action_agree()
        second.promised_qty = 150
        self.assertEqual(second.agreed_qty, 150)
        self.seen.action_agree()
        self.assertEqual((self.plan.state, self.plan.agreed_user_id), ("agreed", self.planner))
        with self.refused("Agreed"):
            first.agreed_qty = 90

    def test_the_rest_as_planned(self):
        self.plan.action_send()
        self.seen.line_ids[0].agreed_qty = 10
        self.seen.action_answer_open()
        self.assertEqual(self.seen.line_ids.mapped("agreed_qty"), [10, 200])
        self.seen.action_agree()
        self.assertEqual(self.seen.agreed_qty, 210)

    def test_a_change_of_the_plan_asks_planning_again(self):
        self.plan.action_send()
        self.seen.action_answer_open()
        self.cell(self.plan, self.line, W45).planned_qty = 90
        self.assertEqual(self.seen.line_ids.mapped("is_answered"), [False, True])
        self.plan.action_recall()
        self.batch(self.contract, date(2026, 11, 11), 5)
        self.plan.action_collect()
        self.assertEqual(self.seen.line_ids.mapped("is_answered"), [False, False])

    def test_planning_writes_its_answer_and_nothing_else(self):
        line = self.seen.line_ids[0]
        with self.refused("Collecting"):
            line.agreed_qty = 5
        self.plan.action_send()
        for name in ("planned_qty", "requested_qty", "note"):
            with self.subTest(name), self.refused("", AccessError):
                line.write({name: 1})
        with self.refused("", AccessError):
            self.seen.note = "x"
        with self.refused("", AccessError):
            line.copy({"week_date": W47})
        with self.refused("", AccessError):
            self.seen.action_new_version()

    def test_who_agrees(self):
        self.plan.action_send()
        for key in ("int_contract", "int_contract_2", "dom_contract", "gm", "cmd_manager", "auditor"):
            with self.subTest(key), self.refused("", AccessError):
                self.plan.with_user(self.users[key]).action_agree()
            with self.subTest(key), self.refused("", AccessError):
                self.plan.line_ids.with_user(self.users[key]).write({"agreed_qty": 1})

    def test_the_maker_does_not_agree(self):
        maker = self.users["int_contract"]
        maker.group_ids += self.env.ref("sales_manual_addon.group_plan_agree")
        self.plan.action_send()
        with self.refused("prepared by you", AccessError):
            self.plan.action_answer_open()
        with self.refused("prepared by you", AccessError):
            self.plan.line_ids[0].agreed_qty = 1
        self.plan.with_user(self.planner).action_answer_open()

    def test_another_market_is_not_planned(self):
        with self.refused("", AccessError):
            self.plan.with_user(self.users["dom_contract"]).action_collect()
        with self.refused("", AccessError):
            self.plan.with_user(self.users["dom_contract"]).action_send()

    def test_one_open_plan_of_a_month_and_nothing_sent_is_deleted(self):
        with mute_logger("odoo.sql_db"), self.refused("version_unique", IntegrityError):
            self.env["sales.manual.plan"].with_user(self.users["int_contract_2"]).create(
                {"market": "international", "month": date(2026, 11, 20)}
            )
            self.env.flush_all()
        self.plan.action_send()
        with self.refused("on record"):
            self.plan.unlink()

    def test_an_empty_plan_is_not_sent(self):
        empty = self.plan.copy({"month": date(2027, 9, 1)})
        with self.refused("plans nothing"):
            empty.action_send()


@tagged("post_install", "-at_install")
class TestVersions(PlanCase):
    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract()
        self.line = self.contract.line_ids
        self.batch(self.contract, date(2026, 11, 3), 100)
        self.batch(self.contract, date(2026, 11, 10), 200)
        self.first = self.plan()

    def next_version(self):
        return (
            self.env["sales.manual.plan"]
            .browse(self.first.action_new_version()["res_id"])
            .with_user(self.first.env.user)
        )

    def test_a_version_begins_with_what_was_agreed_and_asks_for_changes_only(self):
        self.first.action_send()
        self.first.with_user(self.planner).action_answer_open()
        self.cell(self.first, self.line, W46).with_user(self.planner).agreed_qty = 150
        self.first.with_user(self.planner).action_agree()
        second = self.next_version()
        self.assertEqual((self.first.state, second.version, second.state), ("closed", 2, "collecting"))
        self.assertEqual(second.previous_id, self.first)
        self.assertEqual(self.cells(second), {(self.line, W45): 100, (self.line, W46): 150})
        self.assertEqual(second.difference_qty, 0)
        self.cell(second, self.line, W45).planned_qty = 80
        self.batch(self.contract, date(2026, 11, 18), 40)
        second.action_collect()
        self.assertEqual(
            self.cells(second, "difference_qty"), {(self.line, W45): -20, (self.line, W46): 0, (self.line, W47): 40}
        )
        second.action_send()
        self.assertEqual(
            second.line_ids.sorted("week_date").mapped("is_answered"), [False, True, False], "what is new and changed"
        )
        second.with_user(self.planner).action_answer_open()
        second.with_user(self.planner).action_agree()
        self.assertEqual((second.state, second.agreed_qty, second.difference_qty), ("agreed", 270, 20))

    def test_a_closed_version_stays(self):
        self.agreed(self.first)
        self.next_version()
        line = self.first.line_ids[0]
        with self.refused("Replaced"):
            line.planned_qty = 1
        with self.refused("Replaced"):
            line.with_user(self.planner).agreed_qty = 1
        with self.refused("Replaced"):
            self.first.action_new_version()
        with self.refused("on record"):
            self.first.unlink()

    def test_only_what_is_agreed_has_a_next_version(self):
        with self.refused("Collecting"):
            self.first.action_new_version()


@tagged("post_install", "-at_install")
class TestCarriedOver(PlanCase):
    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract()
        self.line = self.contract.line_ids
        self.put_in_stock(self.module_550, 1000)

    def ship_pieces(self, batch, pieces, moment):
        with freeze_time(moment):
            notice = self.released_notice(self.make_orders(batch), pieces)
            self.ship(notice.line_ids.order_line_id.move_ids.picking_id, pieces)

    def test_agreed_and_not_shipped_comes_into_the_next_plan_marked(self):
        batch = self.batch(self.contract, date(2026, 10, 27), 300)
        self.agreed(self.plan(month=date(2026, 10, 1)))
        self.ship_pieces(batch, 180, "2026-10-29 08:00:00")
        self.batch(self.contract, date(2026, 11, 10), 50)
        plan = self.plan()
        self.assertEqual(self.cells(plan, "carried_qty"), {(self.line, W44): 120, (self.line, W46): 0})
        self.assertEqual(self.cells(plan), {(self.line, W44): 120, (self.line, W46): 50})

    def test_what_moved_into_the_month_is_marked_where_it_is(self):
        batch = self.batch(self.contract, date(2026, 10, 27), 300)
        self.agreed(self.plan(month=date(2026, 10, 1)))
        batch.with_user(self.contract_post(self.contract)).delivery_date = date(2026, 11, 12)
        plan = self.plan()
        self.assertEqual(self.cells(plan), {(self.line, W46): 300})
        self.assertEqual(self.cells(plan, "carried_qty"), {(self.line, W46): 300})

    def test_a_request_that_was_agreed_is_carried_over_without_a_batch(self):
        october = self.plan(month=date(2026, 10, 1), collect=False)
        self.Line.with_user(self.contract.user_id).create(
            {
                "plan_id": october.id, "contract_line_id": self.line.id, "week_date": date(2026, 10, 28),
                "requested_qty": 90,
            }
        )  # fmt: skip
        self.agreed(october)
        plan = self.plan()
        self.assertEqual(self.cells(plan), {(self.line, W44): 90})
        plan.action_collect()
        self.assertEqual(self.cells(plan), {(self.line, W44): 90}, "collecting twice carries over once")

    def test_of_the_latest_version(self):
        self.batch(self.contract, date(2026, 10, 27), 300)
        october = self.agreed(self.plan(month=date(2026, 10, 1)))
        version = self.env["sales.manual.plan"].browse(october.action_new_version()["res_id"])
        version = version.with_user(october.env.user)
        version.line_ids.planned_qty = 200
        self.agreed(version)
        self.assertEqual(set(self.cells(self.plan(), "carried_qty").values()), {200})


@tagged("post_install", "-at_install")
class TestFigures(PlanCase):
    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract()
        self.line = self.contract.line_ids
        self.put_in_stock(self.module_550, 3000)
        self.batches = self.batch(self.contract, date(2026, 11, 3), 100) | self.batch(
            self.contract, date(2026, 11, 10), 200
        )
        self.plan = self.plan()

    def figures(self):
        self.env.invalidate_all()
        return [(line.noticed_qty, line.shipped_qty) for line in self.plan.line_ids.sorted("week_date")]

    def test_noticed_and_shipped_fill_the_weeks_in_turn(self):
        self.agreed(self.plan)
        with freeze_time("2026-11-05 08:00:00"):
            orders = self.make_orders(self.batches)
            notice = self.make_notice(orders)
            notice.line_ids.write({"pieces_qty": 80})
            self.assertEqual(self.figures(), [(100, 0), (60, 0)])
            self.sign_notice(notice)
            self.ship(orders.picking_ids, 60)
        self.assertEqual(self.figures(), [(100, 100), (60, 20)])
        self.assertEqual((self.plan.noticed_qty, self.plan.shipped_qty), (160, 120))

    def test_what_is_shipped_without_being_agreed_stands_at_the_last_week(self):
        self.plan.action_send()
        self.plan.line_ids.with_user(self.planner).write({"agreed_qty": 10})
        with freeze_time("2026-11-05 08:00:00"):
            orders = self.make_orders(self.batches)
            self.released_notice(orders)
            self.ship(orders.picking_ids)
        self.assertEqual(self.figures(), [(10, 10), (290, 290)])

    def test_a_void_notice_and_another_month_do_not_count(self):
        with freeze_time("2026-10-28 08:00:00"):
            orders = self.make_orders(self.batches)
            void = self.make_notice(orders)
            void.with_user(self.contract_post(self.contract)).action_void("Wrong")
            self.released_notice(orders, 40)
            self.ship(orders.picking_ids, 40)
        self.assertEqual(self.figures(), [(0, 0), (0, 0)], "it left in October")
        self.plan.action_collect()
        self.assertEqual(self.plan.planned_qty, 300 - 80)

    def test_statements_do_not_grow_with_the_lines(self):
        counts = []
        for number in (1, 25):
            for _contract in range(number):
                self.batch(self.effective_contract(), date(2026, 11, 3), 10)
            self.plan.action_collect()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.plan.with_env(self.env).line_ids.mapped("shipped_qty")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestPeriod(PlanCase):
    def test_any_day_of_the_month_stands_for_it(self):
        plan = self.plan(month=date(2026, 11, 17), collect=False)
        self.assertEqual((plan.month, plan.period, plan.version), (MONTH, "2026-11", 1))
        with self.refused("stays what it is of"):
            plan.month = date(2026, 12, 1)
        with self.refused("", AccessError):
            plan.state = "agreed"
