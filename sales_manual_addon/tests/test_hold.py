"""An order or contract changed after the signatures holds the notice: until it is re-checked nothing leaves."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.control.guard import PASS, PASS_KEY
from .common import SalesManualCommon
from .tolerance_common import ToleranceMixin


class HoldCase(ToleranceMixin, SalesManualCommon):
    def setUp(self):
        super().setUp()
        self.order = self.confirmed_order(10)
        self.notice = self.released_notice(self.order)
        self.picking = self.order.picking_ids

    def amend(self, values, user="int_contract", order=None):
        """As an amendment changes the lines of a contract order."""
        line = (order or self.order).order_line.with_user(self.users[user]).sudo()
        line = line.with_context(**{PASS_KEY: PASS})
        line.order_id.locked = False
        line.write(values)
        line.order_id.locked = True

    def recheck(self, user="int_contract_2"):
        self.notice.with_user(self.users[user]).action_recheck("Compared with the order")


@tagged("post_install", "-at_install")
class TestHold(HoldCase):
    def test_a_changed_order_holds_its_released_notice(self):
        self.amend({"product_uom_qty": 12})
        self.assertTrue(self.notice.held_since)
        self.assertEqual(self.notice.held_by_id, self.users["int_contract"])
        self.assertEqual(self.notice.state, "released", "released is one-way")
        self.assertIn("10 → 12", self.notice.hold_reason)
        act = self.notice.signoff_ids.sorted("chain_index")[-1:]
        self.assertEqual((act.act, act.user_id), ("hold", self.users["int_contract"]))
        self.assertIn("10 → 12", act.reason_text)
        self.assertFalse(self.notice._signoff_verify())

    def test_nothing_leaves_and_the_warehouse_reads_why(self):
        self.amend({"product_uom_qty": 12})
        with self.assertRaisesRegex(UserError, "(?s)Held: changed by Test int_contract.*10 → 12.*re-checked by: Inter"):
            self.ship(self.picking)
        dispatcher = self.picking.with_user(self.users["dispatcher"])
        self.picking.move_ids.quantity = 10
        self.assertIn("10 → 12", Form(dispatcher).shipping_gate_reason)
        self.assertIn("10 → 12", self.notice.with_user(self.users["dispatcher"]).alerts["0"]["message"])
        with self.assertRaisesRegex(UserError, "Held"):  # by the model as well
            self.picking.move_ids.write({"quantity": 10, "picked": True})
            self.picking.with_user(self.users["dispatcher"])._action_done()

    def test_said_before_anything_is_reserved(self):
        self.picking.do_unreserve()
        self.amend({"price_unit": 99})
        reason = self.picking.with_user(self.users["dispatcher"]).shipping_gate_reason
        self.assertIn("price changed", reason)
        self.assertNotIn("99", reason, "what it costs is not the warehouse's to read")

    def test_after_the_recheck_the_goods_leave(self):
        self.amend({"price_unit": 99})
        self.assertIn("price", self.notice.hold_reason)
        self.recheck()
        self.assertFalse(self.notice.held_since)
        self.ship(self.picking, 10)
        self.assertEqual((self.notice.state, self.notice.shipped_qty), ("shipped", 10))
        self.assertIn("recheck", self.notice.signoff_ids.mapped("act"))
        self.assertFalse(self.notice._signoff_verify())

    def test_who_changed_it_does_not_recheck_it(self):
        self.amend({"product_uom_qty": 12})
        for user, message in (
            ("int_contract", "somebody else"),
            ("dom_contract", "re-checked by|access"),
            ("gm", "re-checked by"),
            ("warehouse_statistician", "re-checked by"),
            ("dispatcher", "re-checked by"),
        ):
            with self.subTest(user=user), self.assertRaisesRegex((UserError, AccessError), f"(?i){message}"):
                self.recheck(user)
        self.assertTrue(self.notice.held_since)
        self.assertTrue(self.notice.with_user(self.users["int_contract_2"]).can_recheck)

    def test_superuser_and_missing_reason_do_not_recheck(self):
        self.amend({"product_uom_qty": 12})
        with self.assertRaisesRegex(UserError, "re-checked by"):
            self.notice.action_recheck("By nobody")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.notice.with_user(self.users["int_contract_2"]).action_recheck(" ")

    def test_an_order_lowered_below_the_notice_is_not_rechecked(self):
        self.amend({"product_uom_qty": 8})
        with self.assertRaisesRegex(UserError, "too many"):
            self.recheck()
        self.notice.with_user(self.users["int_contract"]).action_void("Order lowered")
        self.assertEqual(self.notice.state, "void")

    def test_what_no_longer_fits_is_said_with_the_hold(self):
        self.amend({"price_unit": 99})
        self.assertFalse(self.notice.misfit, "another price fits")
        self.assertEqual(len(self.notice.alerts), 1)
        self.amend({"product_uom_qty": 8})
        for user in ("int_contract_2", "int_contract", "warehouse_statistician"):
            notice = self.notice.with_user(self.users[user])
            held, misfit = (notice.alerts[key] for key in ("0", "1"))
            self.assertIn("Held: changed by", held["message"])
            self.assertEqual(misfit["level"], "danger")
            self.assertEqual(misfit["message"], notice.misfit)
            self.assertIn("10 pieces on open notices, 8 ordered", notice.misfit)
            self.assertIn("Make it void and a new notice", notice.misfit)
            self.assertNotIn("Lower the line", notice.misfit, "a released notice does not change")
            self.assertEqual(len(notice.alerts), 2, "said once")
        with self.assertRaisesRegex(UserError, "10 pieces on open notices, 8 ordered"):
            self.recheck()
        self.amend({"product_uom_qty": 10})
        self.assertFalse(self.notice.misfit)
        self.recheck()

    def test_of_a_notice_under_way_the_rest_is_closed_short(self):
        self.ship(self.picking, 4)
        self.amend({"product_uom_qty": 8})
        self.assertIn("Close it short", self.notice.misfit)

    def test_what_no_longer_fits_the_batch(self):
        self.amend({"product_uom_qty": 12})
        self.assertIn("12 pieces ordered, 10 in the batch", self.notice.misfit)

    def test_no_tolerance_lets_a_held_notice_pass(self):
        self.delivery_rules(percent=100, mode="warn")
        self.amend({"price_unit": 99})
        with self.assertRaisesRegex(UserError, "Held"):
            self.ship(self.picking, 1)

    def test_what_left_before_stays_and_another_notice_is_not_held(self):
        order = self.confirmed_order(10)
        notice = self.released_notice(order, 7)
        self.ship(order.picking_ids, 4)
        self.amend({"price_unit": 99}, order=order)
        other = self.released_notice(order, 3)
        self.assertFalse(other.held_since)

        def rest():
            return order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))

        with self.assertRaisesRegex(UserError, "Held"), self.env.cr.savepoint():
            self.ship(rest(), 4)
        self.ship(rest(), 3)
        self.assertEqual((notice.shipped_qty, other.shipped_qty), (4, 3))
        with self.assertRaisesRegex(UserError, "Held"), self.env.cr.savepoint():
            self.ship(rest(), 1)

    def test_nothing_is_held_by_what_stays_the_same(self):
        self.amend({"product_uom_qty": 10, "price_unit": self.order.order_line.price_unit})
        self.amend({"name": "Another wording"})
        self.assertFalse(self.notice.held_since)

    def test_another_address_or_warehouse_holds_too(self):
        other = self.env["res.partner"].create({"name": "Test other place", "parent_id": self.foreign_customer.id})
        order = self.order.with_context(**{PASS_KEY: PASS})
        order.write({"partner_shipping_id": other.id, "incoterm_location": "Ningbo"})
        self.assertIn("Test other place", self.notice.hold_reason)
        self.assertIn("Ningbo", self.notice.hold_reason)
        self.assertEqual(len(self.notice.hold_changes), 2)

    def test_a_shipped_notice_is_not_held(self):
        self.ship(self.picking)
        self.amend({"product_uom_qty": 12})
        self.assertFalse(self.notice.held_since)

    def test_changed_contract(self):
        contract = self.notice.contract_id
        contract._hold_notices()
        self.assertIn(contract.name, self.notice.hold_reason)
        self.assertTrue(self.notice.held_since)

    def test_searched_as_blocked(self):
        self.amend({"price_unit": 99})
        self.assertEqual(self.notice.blocked_by, "held")
        notices = self.env["sales.manual.notice"]
        self.assertIn(self.notice, notices.search([("blocked_by", "=", "held")]))
        self.assertIn(self.notice, notices.search([("blocked_by", "!=", False)]))
        self.recheck()
        self.assertNotIn(self.notice, notices.search([("blocked_by", "=", "held")]))

    def test_worded_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.amend({"product_uom_qty": 12})
        self.assertIn("10 → 12", self.notice.with_context(lang="zh_CN").hold_reason)

    def test_guarded(self):
        maker = self.users["int_contract"]
        for values in ({"held_since": False}, {"hold_changes": False}, {"held_by_id": False}):
            with self.assertRaises(AccessError):
                self.notice.with_user(maker).write(values)


@tagged("post_install", "-at_install")
class TestHoldQueries(HoldCase):
    def test_a_quotation_costs_nothing(self):
        order = self.make_orders(self.decompose(self.effective_contract()), confirm=False)
        order.mapped("state")
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.assertFalse(order._notices_to_hold())

    def test_one_change_holds_many_notices_at_once(self):
        counts = []
        for number in (2, 8):
            order = self.confirmed_order(number * 2)
            for _index in range(number):
                self.released_notice(order, 1)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.amend({"product_uom_qty": number * 2 + 1}, order=order)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            held = (
                self.env["sales.manual.notice.line"].search([("order_line_id", "in", order.order_line.ids)]).notice_id
            )
            self.assertTrue(all(held.mapped("held_since")))
        self.assertLessEqual(counts[1], counts[0] + 12)  # the write of each notice's own row

    def test_what_no_longer_fits_is_read_of_many_at_once(self):
        orders = self.env["sale.order"].union(*(self.confirmed_order(2) for _number in range(8)))
        notices = self.env["sales.manual.notice"].union(*(self.released_notice(order) for order in orders))
        for order in orders:
            self.amend({"product_uom_qty": 1}, order=order)
        counts = []
        for number in (1, 8):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            shown = notices[:number].with_user(self.users["int_contract_2"])
            self.assertTrue(all(notice.misfit for notice in shown))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
