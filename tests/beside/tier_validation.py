"""Beside stock_picking_tier_validation: a transfer needs their reviews and our signatures, by whichever way it goes."""

from contextlib import suppress

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from odoo.addons.sales_manual_addon.tests.common import SalesManualCommon

OURS = "shipping notices release"
THEIRS = "validat"


@tagged("post_install", "-at_install")
class TestBesideTierValidation(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reviewer = new_test_user(
            cls.env, login="beside_reviewer", groups="base.group_user,stock.group_stock_user", name="Beside reviewer"
        )
        cls.plain = new_test_user(cls.env, login="beside_plain", groups="base.group_user", name="Beside plain")
        cls.tier = cls.env["tier.definition"].create({
            "name": "Beside: every outgoing transfer",
            "model_id": cls.env["ir.model"]._get_id("stock.picking"),
            "review_type": "individual",
            "reviewer_id": cls.reviewer.id,
            "definition_domain": "[('picking_type_code', '=', 'outgoing')]",
        })

    def transfer(self, is_released=False):
        order = self.confirmed_order()
        if is_released:
            self.released_notice(order)
        picking = order.picking_ids
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        return picking

    def review(self, pickings):
        pickings.with_user(self.users["dispatcher"]).request_validation()
        for picking in pickings:
            picking.with_user(self.reviewer).validate_tier()
        self.assertEqual(set(pickings.mapped("validation_status")), {"validated"})

    def validate(self, pickings):
        self.env.invalidate_all()  # they keep whether a review is needed for as long as a request lasts
        return pickings.with_user(self.users["dispatcher"]).with_context(skip_backorder=True).button_validate()

    def assert_ours(self, function, *args):
        with self.assertRaisesRegex(UserError, OURS), self.env.cr.savepoint():
            function(*args)
        self.env.invalidate_all()

    def assert_theirs(self, function, *args):
        with self.assertRaisesRegex(ValidationError, THEIRS), self.env.cr.savepoint():
            function(*args)
        self.env.invalidate_all()

    def test_the_button_asks_for_both(self):
        picking = self.transfer()
        self.assert_ours(self.validate, picking)
        self.released_notice(picking.sale_id)
        self.assert_theirs(self.validate, picking)
        self.review(picking)
        self.validate(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.sale_id.sales_contract_id.notice_ids.state, "shipped")

    def test_their_review_alone_opens_nothing_of_ours(self):
        picking = self.transfer()
        self.review(picking)
        self.assert_ours(self.validate, picking)
        self.assertNotEqual(picking.state, "done")

    def test_ours_holds_where_theirs_is_not_asked(self):
        """Their check is the button's; what is done beside the button passes ours all the same."""
        picking = self.transfer()
        self.assert_ours(picking.with_user(self.users["dispatcher"]).with_context(cancel_backorder=False)._action_done)
        self.assert_ours(picking.move_ids.with_user(self.users["dispatcher"])._action_done)
        self.assert_ours(picking.move_ids.write, {"state": "done"})
        self.review(picking)
        self.assert_ours(picking.with_context(cancel_backorder=False)._action_done)
        self.assertNotEqual(picking.state, "done")

    def test_two_transfers_in_one_call(self):
        released, unreleased = self.transfer(is_released=True), self.transfer()
        both = released | unreleased
        self.assert_ours(self.validate, both)
        self.review(both)
        self.assert_ours(self.validate, both)
        self.assertNotIn("done", both.mapped("state"))
        self.released_notice(unreleased.sale_id)
        self.validate(both)
        self.assertEqual(set(both.mapped("state")), {"done"})

    def test_two_released_transfers_without_a_review_stay(self):
        both = self.transfer(is_released=True) | self.transfer(is_released=True)
        # they ask several records for one value; what counts is that nothing leaves
        with suppress(ValidationError, ValueError), self.env.cr.savepoint():
            self.validate(both)
        self.env.invalidate_all()
        self.assertNotIn("done", both.mapped("state"))

    def test_notice_and_signatures_go_on_while_a_review_is_open(self):
        picking = self.transfer()
        picking.with_user(self.users["dispatcher"]).request_validation()
        notice = self.released_notice(picking.sale_id)
        self.assertEqual(picking.validation_status, "pending")
        self.assertFalse(notice._signoff_verify())
        self.assert_theirs(self.validate, picking)
        picking.with_user(self.reviewer).validate_tier()
        self.validate(picking)
        self.assertEqual((picking.state, notice.state), ("done", "shipped"))
        self.assertFalse(notice._signoff_verify())

    def test_a_forged_review_does_not_open_the_gate(self):
        """Any internal user may write their review rows over RPC."""
        picking = self.transfer()
        review = {
            "model": "stock.picking", "res_id": picking.id, "definition_id": self.tier.id, "status": "approved",
            "sequence": 1, "done_by": self.reviewer.id,
        }
        call_kw(self.env["tier.review"].with_user(self.plain), "create", [review], {})
        picking.invalidate_recordset()
        self.assertEqual(picking.validation_status, "validated")
        self.assert_ours(self.validate, picking)
        context = {"skip_validation_check": True, "skip_check": True, "skip_backorder": True}
        self.assert_ours(picking.with_context(**context).button_validate)
        self.released_notice(picking.sale_id, pieces=4)
        self.assert_ours(self.validate, picking)

    def test_a_review_row_that_names_our_documents_opens_nothing(self):
        order = self.confirmed_order()
        notice = self.make_notice(order)
        for document in (notice, notice.contract_id, notice.signoff_step_ids[0]):
            review = {"model": document._name, "res_id": document.id, "status": "approved"}
            call_kw(self.env["tier.review"].with_user(self.plain), "create", [review], {})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(notice.state, "signing")
        self.assertFalse(notice._signoff_verify())
        self.assert_ours(self.ship, order.picking_ids)

    def test_plain_transfers_need_theirs_alone(self):
        self.put_in_stock(self.module_550, 10)
        order = self.env["sale.order"].create({
            "partner_id": self.customer.id,
            "order_line": [Command.create({"product_id": self.module_550.id, "product_uom_qty": 2})],
        })
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 2, "picked": True})
        self.assert_theirs(self.validate, picking)
        self.review(picking)
        self.validate(picking)
        self.assertEqual(picking.state, "done")
