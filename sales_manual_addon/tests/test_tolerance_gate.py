from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from .gate_common import GateCommon
from .tolerance_common import ToleranceMixin


class ToleranceGateCase(ToleranceMixin, GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["product.category"].create({"name": "Test modules"})
        cls.deeper = cls.env["product.category"].create({"name": "Test deeper", "parent_id": cls.category.id})
        cls.product.categ_id = cls.deeper

    def two_lines(self, first=100, second=100):
        """Two lines of one product on one order, nothing released."""
        return self.make_order((self.product, first), (self.product, second)).order_line

    def ship_lines(self, pieces):
        """Ship {order line: pieces} by the model, all in the order's open transfer."""
        order = next(iter(pieces)).order_id
        picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        for move in picking.move_ids:
            move.quantity = pieces.get(move.sale_line_id, 0)
            move.picked = bool(move.quantity)
        picking.with_user(self.stock_user).with_context(cancel_backorder=False)._action_done()
        return picking.move_ids.filtered(lambda move: move.state == "done")


@tagged("post_install", "-at_install")
class TestToleranceGate(ToleranceGateCase):
    """Deliveries beyond notice and order: three limits, each against its own parent (architecture, Gates)."""

    def test_without_a_rule_nothing_exceeds(self):
        line, _picking = self.order_with_release(100, 90)
        text = self.assert_refused(self.ship, line, 91)
        self.assertNotIn("olerance", text)
        self.ship(line, 90)

    def test_share_is_rounded_down_and_the_floor_counts_once(self):
        self.delivery_rules(percent=2.9)
        line, _picking = self.order_with_release(100, 100)
        text = self.assert_refused(self.ship, line, 103)
        self.assertIn("2.9 %", text)
        self.assertIn("2 pieces more", text)
        self.ship(line, 102)
        self.assertEqual(self.gross(line), 102)

    def test_share_that_floats_do_not_hit(self):
        rule = self.rule("delivery_over_notice", percent=29)
        self.assertEqual([rule._size(pieces) for pieces in (0, 1, 3, 4, 100, 300)], [0, 0, 0, 1, 29, 87])

    def test_second_row_of_the_same_product_gains_nothing(self):
        self.delivery_rules(pieces=3)
        lines = self.two_lines()
        for line in lines:
            self.release(line, 100)
        self.assert_refused(self.ship_lines, {lines[0]: 102, lines[1]: 102})
        self.ship_lines({lines[0]: 102, lines[1]: 50})
        text = self.assert_refused(self.ship_lines, {lines[1]: 52})
        self.assertIn("102 pieces would have left", text)
        self.ship_lines({lines[1]: 51})
        self.assertEqual((self.gross(lines[0]), self.gross(lines[1])), (102, 101))

    def test_less_on_one_row_gives_nothing_to_the_other(self):
        self.delivery_rules(pieces=3)
        lines = self.two_lines()
        for line in lines:
            self.release(line, 100)
        self.assert_refused(self.ship_lines, {lines[0]: 104, lines[1]: 50})

    def test_parallel_notices_have_one_floor(self):
        self.delivery_rules(pieces=3)
        line = self.make_order((self.product, 100)).order_line
        first, second = self.release(line, 50), self.release(line, 50)
        self.assert_refused(self.ship, line, 104)
        picking = line.order_id.picking_ids
        picking.shipping_notice_id = first
        self.assert_refused(self.validate, picking, 54)
        self.validate(picking, 53)
        rest = line.order_id.picking_ids - picking
        rest.shipping_notice_id = second
        self.assert_refused(self.validate, rest, 51)
        self.validate(rest, 50)
        self.assertEqual((first.shipped_qty, second.shipped_qty), (53, 50))

    def test_order_holds_whatever_the_notice_allowed(self):
        self.rule("delivery_over_notice", percent=10)
        line = self.make_order((self.product, 100)).order_line
        self.release(line, 95)
        text = self.assert_refused(self.ship, line, 101)
        self.assertIn("100 are ordered", text)
        self.rule("delivery_over_order", pieces=2)
        self.assert_refused(self.ship, line, 103)
        self.ship(line, 102)

    def test_notice_holds_whatever_the_order_allowed(self):
        self.rule("delivery_over_order", percent=50)
        line, _picking = self.order_with_release(100, 90)
        self.assert_refused(self.ship, line, 91, text="notices release 90")

    def test_tolerances_do_not_compound(self):
        self.rule("notice_over_order", percent=10)
        self.delivery_rules(percent=10)
        line = self.make_order((self.product, 100)).order_line
        self.release(line, 110)  # as the notice's own tolerance lets it be issued
        text = self.assert_refused(self.ship, line, 111)
        self.assertIn("100 are ordered", text)
        self.ship(line, 110)

    def test_a_floor_opens_nothing_without_a_notice(self):
        self.delivery_rules(pieces=5, mode="warn")
        line = self.make_order((self.product, 100)).order_line
        for state in ("draft", "signing", "void"):
            self.release(line, 10, state=state)
        self.assert_refused(self.ship, line, 1)
        self.release(line, 10)
        self.ship(line, 15)

    def test_another_row_released_opens_within_the_tolerance_only(self):
        self.delivery_rules(pieces=5)
        lines = self.two_lines()
        self.release(lines[0], 100)
        self.assert_refused(self.ship_lines, {lines[1]: 6})
        self.ship_lines({lines[1]: 5})

    # which rule

    def test_class_before_category_before_company(self):
        Tolerance = self.env["sales.manual.tolerance"]
        self.rule("delivery_over_notice", pieces=1)
        line = self.make_order((self.product, 100)).order_line
        self.release(line, 100)
        key = Tolerance._key(type("Item", (), {"line": line, "notice": self.env["sales.manual.notice"]}))

        def held():
            return Tolerance._verdicts("delivery_over_notice", [key])[key].tolerance

        self.assertEqual(held(), 1)
        self.rule("delivery_over_notice", pieces=2, company_id=self.company.id)
        self.assertEqual(held(), 2)
        self.rule("delivery_over_notice", pieces=3, categ_id=self.category.id)
        self.assertEqual(held(), 3)
        deepest = self.rule("delivery_over_notice", pieces=4, categ_id=self.deeper.id)
        self.assertEqual(held(), 4)
        by_class = self.rule("delivery_over_notice", pieces=5, class_id=self.notice_class.id)
        self.assertEqual(held(), 5)
        by_class.action_archive()
        deepest.action_archive()
        self.assertEqual(held(), 3)

    def test_rule_of_another_company_category_or_class_is_none(self):
        other = self.env["res.company"].create({"name": "Test other company"})
        for values in (
            {"company_id": other.id},
            {"categ_id": self.env["product.category"].create({"name": "Test other"}).id},
            {"class_id": self.env.ref("sales_manual_addon.notice_class_a").id},
        ):
            self.delivery_rules(pieces=50, **values)
        line, _picking = self.order_with_release(100, 100)
        self.assert_refused(self.ship, line, 101)

    def test_of_several_classes_the_strictest(self):
        other_class = self.notice_class.copy({"code": "B8"})
        self.delivery_rules(pieces=10, class_id=self.notice_class.id)
        strict = self.delivery_rules(pieces=2, mode="warn", class_id=other_class.id)
        line = self.make_order((self.product, 100)).order_line
        self.release(line, 50)
        notice = self.release(line, 50)
        notice.with_context(**self.passed("sales.manual.notice").env.context).class_id = other_class
        self.assert_refused(self.ship, line, 103)
        strict.action_archive()  # a class without a rule gives nothing
        self.assert_refused(self.ship, line, 101)
        strict.action_unarchive()
        self.ship(line, 102)

    # modes

    def test_warn_lets_go_and_leaves_note_and_activity(self):
        self.delivery_rules(percent=1, mode="warn")
        line, _picking = self.order_with_release(100, 100)
        notice = line.env["sales.manual.notice.line"].search([("order_line_id", "=", line.id)]).notice_id
        notice.with_context(**self.passed("sales.manual.notice").env.context).write(
            {"prepared_by_id": self.contract_user.id}
        )
        self.ship(line, 101)
        self.assertFalse(notice.activity_ids, "within the tolerance nothing is said")
        moves = line.move_ids.filtered(lambda move: move.state == "done")
        moves.move_line_ids.with_user(self.stock_user).quantity = 105
        self.assertEqual(self.gross(line), 105)
        self.assertEqual(notice.activity_ids.user_id, self.contract_user)
        self.assertIn("which only warns", str(notice.message_ids.mapped("body")))
        self.assertIn("which only warns", str(line.order_id.message_ids.mapped("body")))
        self.assertIn("105 pieces have left", str(notice.alerts))
        self.assertEqual(notice.line_ids.shipped_qty, 105)

    def test_whoever_looks_after_the_notice_now_is_asked(self):
        self.delivery_rules(percent=1, mode="warn")
        line, _picking = self.order_with_release(100, 100)
        notice = line.env["sales.manual.notice.line"].search([("order_line_id", "=", line.id)]).notice_id
        gone = self._new_user("gone", "sales_manual_addon.post_dom_contract")
        notice.with_context(**self.passed("sales.manual.notice").env.context).write({"prepared_by_id": gone.id})
        gone.active = False
        self.notice_class.maker_post_ids.user_ids.filtered(lambda user: user != self.contract_user).active = False
        # a task of one's own says nothing of what has left
        notice.with_user(self.contract_user).sudo().activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.contract_user.id, summary="Own", automated=False
        )
        self.ship(line, 101)
        moves = line.move_ids.filtered(lambda move: move.state == "done")
        for pieces in (105, 106):
            moves.move_line_ids.with_user(self.stock_user).quantity = pieces
        asked = notice.activity_ids.filtered("automated")
        self.assertEqual((len(asked), asked.user_id), (1, self.contract_user))

    def test_approve_goes_as_far_as_approved_for_that_product_and_order(self):
        self.delivery_rules(pieces=1, mode="approve")
        line, picking = self.order_with_release(100, 100)
        other, _picking = self.order_with_release(100, 100)
        text = self.assert_refused(self.validate, picking, 102)
        self.assertIn("special approval", text)
        self.assertIn(self.env.ref("sales_manual_addon.post_cmd_manager").name, text)
        self.approved(line, "delivery_over_notice", 4)
        self.assert_refused(self.ship, line, 102, text="100 are ordered")
        self.approved(line, "delivery_over_order", 4)
        self.assert_refused(self.ship, line, 106)
        self.ship(line, 105)
        self.assert_refused(self.ship, other, 102)

    def test_approval_counts_under_its_rule_only(self):
        rules = self.delivery_rules(mode="approve", pieces=0)
        line, _picking = self.order_with_release(100, 100)
        for kind in ("delivery_over_notice", "delivery_over_order"):
            self.approved(line, kind, 5)
        rules.write({"mode": "forbid"})
        self.assert_refused(self.ship, line, 101)
        rules.write({"mode": "approve"})
        self.ship(line, 105)

    # afterwards

    def test_rule_lowered_later_lets_corrections_downwards_pass(self):
        rules = self.delivery_rules(pieces=10)
        line, picking = self.order_with_release(100, 100)
        picking.shipping_notice_id = (
            self.env["sales.manual.notice.line"].search([("order_line_id", "=", line.id)]).notice_id
        )
        self.validate(picking, 110)
        rules.action_archive()
        done = picking.move_ids.move_line_ids.with_user(self.stock_user)
        done.quantity = 106
        self.assert_refused(setattr, done, "quantity", 107)
        done.quantity = 100
        self.assert_refused(setattr, done, "quantity", 101)
        self.assertEqual(self.gross(line), 100)

    def test_closed_short_gives_no_tolerance_any_more(self):
        self.delivery_rules(pieces=5)
        line, _picking = self.order_with_release(100, 100)
        done = self.ship(line, 60)
        notice = self.env["sales.manual.notice.line"].search([("order_line_id", "=", line.id)]).notice_id
        notice.line_ids.with_context(**self.passed("sales.manual.notice").env.context).closed_qty = 40
        self.assert_refused(self.ship, line, 1)
        done.move_line_ids.with_user(self.stock_user).quantity = 50  # and opened again
        self.assert_refused(self.ship, line, 11)
        self.ship(line, 10)
        self.release(line, 40)
        self.assert_refused(self.ship, line, 46)
        self.ship(line, 45)
        self.assertEqual(self.gross(line), 105)

    def test_returns_give_nothing_back(self):
        self.delivery_rules(pieces=5)
        line, _picking = self.order_with_release(100, 100)
        done = self.ship(line, 105)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=done.picking_id.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 20
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.validate(back, 20)
        more = done.picking_id.copy()
        more.move_ids.sale_line_id = line
        more.action_confirm()
        self.assert_refused(self.validate, more, 1)
        self.release(line, 15)  # goods that came back leave again under a notice of their own, within what is ordered
        self.validate(more, 15)
        self.assertEqual(self.gross(line), 120)

    def test_order_lowered_after_the_notice_holds_the_goods(self):
        self.out_type.requires_shipping_notice = True
        order = self.plain_order((self.product, 100))
        notice = self.release(order.order_line, 100)
        order.order_line.product_uom_qty = 80
        self.assert_refused(self.ship, order.order_line, 80, text="re-checked by")
        notice._action_void("The order was lowered")
        self.release(order.order_line, 80)
        self.assert_refused(self.ship, order.order_line, 81)
        self.ship(order.order_line, 80)

    def test_units_in_dozens(self):
        self.delivery_rules(percent=10)
        line = self.make_order((self.product, 2, self.dozen)).order_line
        self.release(line, 24)
        self.assert_refused(self.ship, line, 27)
        self.ship(line, 26)
        self.assertEqual(self.gross(line), 26)

    def test_kits_count_by_kits(self):
        if "mrp.bom" not in self.env:
            self.skipTest("kits come with manufacturing")
        kit = self.new_product("Test kit")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [(0, 0, {"product_id": self.product.id, "product_qty": 2})],
            }
        )
        self.delivery_rules(pieces=1)
        line = self.make_order((kit, 10)).order_line
        self.release(line, 10)
        self.assert_refused(self.ship, line, 23)
        self.ship(line, 22)
        self.assertEqual(self.gross(line), 11)

    def test_button_says_the_same_as_the_gate(self):
        self.delivery_rules(pieces=3)
        lines = self.two_lines()
        for line in lines:
            self.release(line, 100)
        picking = lines.order_id.picking_ids
        self.ship_lines({lines[0]: 102, lines[1]: 10})
        rest = lines.order_id.picking_ids - picking
        for move in rest.move_ids:
            move.quantity = 92 if move.sale_line_id == lines[1] else 0
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertIn("102 pieces would have left", rest.shipping_gate_reason)
        rest.move_ids.filtered(lambda move: move.sale_line_id == lines[1]).quantity = 91
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(rest.shipping_gate_reason)

    # what it costs

    @contextmanager
    def statements_on(self, table):
        found, execute = [], Cursor.execute

        def listen(cursor, query, params=None, log_exceptions=True):
            if table in str(getattr(query, "code", query)):
                found.append(query)
            return execute(cursor, query, params, log_exceptions)

        with patch.object(Cursor, "execute", listen):
            yield found

    def test_a_transfer_within_its_notice_asks_no_tolerance(self):
        self.delivery_rules(pieces=3)
        line, picking = self.order_with_release(100, 100)
        with self.statements_on("sales_manual_tolerance") as asked:
            self.validate(picking, 100)
            self.env.flush_all()
        self.assertFalse(asked)
        other, picking = self.order_with_release(100, 100)
        with self.statements_on("sales_manual_tolerance") as asked:
            self.validate(picking, 101)
        self.assertTrue(asked, "what listens hears nothing")
        self.assertEqual((self.gross(line), self.gross(other)), (100, 101))

    def test_fifty_transfers_beyond_cost_as_many_statements_as_two(self):
        self.delivery_rules(pieces=1)
        costs = []
        for count in (2, 50):
            orders = self.env["sale.order"].union(*(self.make_order((self.product, 1)) for _number in range(count)))
            for line in orders.order_line:
                self.release(line, 1)
            for move in orders.picking_ids.move_ids:
                move.quantity = 3
            pickings = self.env["stock.picking"].browse(orders.picking_ids.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            pickings.mapped("move_ids.move_line_ids.quantity")
            before = self.env.cr.sql_log_count
            reasons = pickings.mapped("shipping_gate_reason")
            costs.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(list(filter(None, reasons))), count)
        self.assertLessEqual(costs[1] - costs[0], 3)
