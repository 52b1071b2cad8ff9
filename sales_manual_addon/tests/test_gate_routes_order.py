from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateOrder(GateCommon):
    """Routes through the order: what ties goods to their contract order is not undone."""

    def test_order_deleted_after_shipping_does_not_empty_the_moves(self):
        line, _picking = self.order_with_release(20, 10)
        self.ship(line, 10)
        order = line.order_id.with_user(self.contract_user).sudo()
        self.assert_refused(order.unlink)
        self.assert_refused(order.write, {"state": "cancel"})
        self.env.cr.execute("UPDATE sale_order SET state = 'cancel' WHERE id = %s", [order.id])
        self.env.invalidate_all()
        self.assert_refused(order.with_user(self.sales_manager).unlink, error=AccessError)
        self.assert_refused(order.unlink, text="stays on record")
        self.assert_refused(line.with_user(self.sales_manager).unlink)
        self.assertEqual(self.gross(line), 10)

    def test_line_deleted(self):
        order = self.make_order((self.product, 10), (self.other_product, 5), confirm=False)
        self.assert_refused(order.order_line[0].with_user(self.salesman).unlink)
        self.assert_refused(
            order.with_user(self.salesman).write, {"order_line": [Command.delete(order.order_line[0].id)]}
        )
        self.assert_refused(order.with_user(self.salesman).write, {"order_line": [Command.clear()]})
        self.assertEqual(len(order.order_line), 2)

    def test_line_moved_to_another_order(self):
        line, _picking = self.order_with_release(10, 0)
        other = self.plain_order((self.product, 1), confirm=False)
        self.assert_refused(line.with_user(self.salesman).write, {"order_id": other.id})
        self.assert_refused(other.order_line.with_user(self.salesman).write, {"order_id": line.order_id.id})
        self.assertEqual(len(line.order_id.order_line), 1)

    def test_contract_of_the_order_cleared_or_changed(self):
        line, _picking = self.order_with_release(10, 0)
        for user in (self.salesman, self.sales_manager, self.stock_user, self.admin, self.env.ref("base.user_root")):
            for value in (False, self.make_contract().id):
                with self.subTest(user=user.login, value=value):
                    self.assert_refused(
                        line.order_id.with_user(user).write, {"sales_contract_id": value}, error=AccessError
                    )
        self.assertTrue(line.order_id.sales_contract_id)

    def test_plain_order_cannot_be_given_a_contract(self):
        order = self.plain_order((self.product, 1), confirm=False)
        contract = self.make_contract()
        self.assert_refused(order.with_user(self.admin).write, {"sales_contract_id": contract.id}, error=AccessError)
        for context in ({}, {"default_sales_contract_id": contract.id}):
            with self.subTest(context=context):
                self.assert_refused(
                    self.env["sale.order"].with_user(self.admin).with_context(**context).create,
                    {
                        "partner_id": self.customer.id,
                        **({} if context else {"sales_contract_id": contract.id}),
                    },
                    error=AccessError,
                )

    def test_content_of_a_contract_line_is_the_batch_s(self):
        order = self.make_order((self.product, 10), confirm=False)
        line = order.order_line.with_user(self.salesman)
        tax = self.env["account.tax"].search(
            [("company_id", "=", self.company.id), ("type_tax_use", "=", "sale")], limit=1
        )
        for values in (
            {"product_id": self.other_product.id},
            {"product_uom_qty": 100},
            {"product_uom_id": self.dozen.id},
            {"price_unit": 1},
            {"discount": 50},
            {"tax_ids": [Command.set(tax.ids)]},
            {"name": "Something else"},
            {"is_downpayment": True},
            {"contract_batch_line_id": False},
            {"shipping_kit_ratio": {"1": 1000}},
            {"shipping_sent_qty": 1},
            {"qty_delivered": 10},
        ):
            with self.subTest(values=values):
                self.assert_refused(line.write, values)
                self.assert_refused(
                    order.with_user(self.salesman).write, {"order_line": [Command.update(line.id, values)]}
                )
        self.assertEqual((line.product_uom_qty, line.price_unit), (10, 100))

    def test_plain_line_cannot_be_given_what_the_contract_room_writes(self):
        contract_line, _picking = self.order_with_release(10, 0)
        line = self.plain_order((self.product, 1), confirm=False).order_line
        batch_line = contract_line.contract_batch_line_id
        self.assert_refused(line.with_user(self.salesman).write, {"contract_batch_line_id": batch_line.id})
        self.assert_refused(line.with_user(self.salesman).write, {"shipping_kit_ratio": {"1": 9}})
        self.assert_refused(
            self.env["sale.order.line"].with_user(self.salesman).create,
            {"order_id": line.order_id.id, "product_id": self.product.id, "contract_batch_line_id": batch_line.id},
        )

    def test_goods_are_not_added_to_a_contract_order(self):
        order = self.make_order((self.product, 10))
        for values in (
            {"product_id": self.other_product.id, "product_uom_qty": 5},
            {"product_id": self.product.id, "product_uom_qty": 5},
        ):
            with self.subTest(values=values):
                self.assert_refused(
                    self.env["sale.order.line"].with_user(self.salesman).create, {"order_id": order.id, **values}
                )
                self.assert_refused(order.with_user(self.salesman).write, {"order_line": [Command.create(values)]})
        self.assertEqual(len(order.order_line), 1)

    def test_sections_notes_and_services_are_added(self):
        order = self.make_order((self.product, 10), confirm=False)
        service = self.env["product.product"].create({"name": "Freight", "type": "service"})
        order.with_user(self.salesman).write(
            {
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Goods"}),
                    Command.create({"display_type": "line_note", "name": "As agreed"}),
                    Command.create({"product_id": service.id, "product_uom_qty": 1, "price_unit": 10}),
                ]
            }
        )
        self.assertEqual(len(order.order_line), 4)
        order.order_line.filtered(lambda line: line.product_id == service).with_user(self.salesman).price_unit = 12

    def test_service_line_does_not_turn_into_goods(self):
        order = self.make_order((self.product, 10), confirm=False)
        service = self.env["product.product"].create({"name": "Freight", "type": "service"})
        order.write({"order_line": [Command.create({"product_id": service.id})]})
        line = order.order_line.filtered(lambda line: line.product_id == service)
        self.assert_refused(line.with_user(self.salesman).write, {"product_id": self.other_product.id})

    def test_customer_of_a_contract_order_is_the_contract_s(self):
        order = self.make_order((self.product, 10), confirm=False)
        other = self.env["res.partner"].create({"name": "Other"})
        self.assert_refused(order.with_user(self.salesman).write, {"partner_id": other.id})
        self.assertEqual(order.partner_id, self.customer)

    def test_copy_of_a_contract_order_is_a_plain_quotation(self):
        order = self.make_order((self.product, 10))
        copy = order.with_user(self.salesman).copy()
        self.assertFalse(copy.sales_contract_id)
        self.assertFalse(copy.order_line.contract_batch_line_id)
        self.assertEqual(copy.state, "draft")


@tagged("post_install", "-at_install")
class TestContractOrderFlow(GateCommon):
    """Confirmed and cancelled by the contract posts, locked in between."""

    def test_contract_post_confirms_and_the_order_is_locked(self):
        order = self.make_order((self.product, 10), confirm=False)
        order.user_id = self.contract_user
        order.with_user(self.contract_user).action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.locked)
        self.assertEqual(order.picking_ids.move_ids.sale_line_id, order.order_line)

    def test_nobody_else_confirms(self):
        order = self.make_order((self.product, 10), confirm=False)
        for user in (self.salesman, self.sales_manager, self.admin, self.env.ref("base.user_root")):
            with self.subTest(user=user.login):
                self.assert_refused(order.with_user(user).action_confirm, error=AccessError)
                self.assert_refused(order.with_user(user).write, {"state": "sale"}, error=AccessError)
        self.assertEqual(order.state, "draft")

    def test_customer_does_not_confirm_by_signing_or_paying(self):
        order = self.make_order((self.product, 10), confirm=False)
        portal = self._new_portal()
        self.assert_refused(order.with_user(portal).sudo()._validate_order, error=AccessError)
        self.assert_refused(order.with_user(self.env.ref("base.public_user")).sudo()._validate_order, error=AccessError)

    def _new_portal(self):
        return (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": "Portal",
                    "login": "test_gate_portal",
                    "group_ids": [Command.set([self.env.ref("base.group_portal").id])],
                }
            )
        )

    def test_order_of_a_contract_not_in_force_is_not_confirmed(self):
        for state in ("draft", "review", "closed", "void"):
            with self.subTest(state=state):
                order = self.make_order((self.product, 10), confirm=False, contract=self.make_contract())
                order.sales_contract_id.with_context(**self.passed("sale.order").env.context).state = state
                self.assert_refused(self.confirm, order, text="not in force")

    def test_confirmed_order_stays_locked(self):
        order = self.make_order((self.product, 10))
        for user in (self.salesman, self.sales_manager, self.contract_user, self.admin):
            with self.subTest(user=user.login):
                self.assert_refused(order.with_user(user).sudo().action_unlock)
                self.assert_refused(order.with_user(user).sudo().write, {"locked": False})
        self.assertTrue(order.locked)

    def test_contract_post_cancels_and_the_batches_reopen(self):
        line, picking = self.order_with_release(10, 0)
        batch_line = line.contract_batch_line_id
        self.assertEqual(batch_line.order_line_id, line)
        order = line.order_id
        order.user_id = self.contract_user
        order.with_user(self.contract_user).action_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(picking.state, "cancel")
        self.assertFalse(batch_line.order_line_id)

    def test_cancelled_order_makes_its_notices_void(self):
        line, _picking = self.order_with_release(10, 0)
        released, signing, prepared = (
            self.release(line, 4),
            self.release(line, 3, "signing"),
            self.release(line, 2, "draft"),
        )
        line.order_id.with_user(self.contract_user).sudo().action_cancel()
        self.assertEqual((released.state, signing.state), ("void", "void"))
        self.assertIn(line.order_id.name, released.void_reason)
        self.assertFalse(prepared.exists())
        self.assertEqual(self.env["sales.manual.notice.line"]._released_by_order_line(line.ids).get(line.id, 0), 0)

    def test_nobody_else_cancels(self):
        order = self.make_order((self.product, 10))
        for user in (self.salesman, self.sales_manager, self.admin):
            with self.subTest(user=user.login):
                self.assert_refused(order.with_user(user).action_cancel, error=AccessError)
                self.assert_refused(order.with_user(user)._action_cancel, error=AccessError)
                self.assert_refused(order.with_user(user).write, {"state": "cancel"}, error=AccessError)
        self.assertEqual(order.state, "sale")

    def test_state_is_not_written_past_the_button(self):
        order = self.make_order((self.product, 10))
        self.assert_refused(order.with_user(self.contract_user).sudo().write, {"state": "cancel"})
        for state in ("draft", "sent"):
            self.assert_refused(order.with_user(self.contract_user).sudo().write, {"state": state})

    def test_order_is_not_cancelled_once_goods_have_left(self):
        line, _picking = self.order_with_release(10, 4)
        self.ship(line, 4)
        self.assert_refused(line.order_id.with_user(self.contract_user).sudo().action_cancel, text="goods have left")

    def test_cancelled_contract_order_does_not_come_back(self):
        line, _picking = self.order_with_release(10, 0)
        order = line.order_id.with_user(self.contract_user).sudo()
        order.action_cancel()
        self.assert_refused(order.action_draft)

    def test_wizard_for_many_cancels_contract_orders_too(self):
        order = self.make_order((self.product, 10))
        wizard = self.env["sale.mass.cancel.orders"].create({"sale_order_ids": [Command.set(order.ids)]})
        self.assert_refused(wizard.with_user(self.sales_manager).action_mass_cancel, error=AccessError)
        wizard.with_user(self.contract_user).sudo().action_mass_cancel()
        self.assertEqual(order.state, "cancel")

    def test_deleting_a_draft_contract_order_reopens_its_batches(self):
        order = self.make_order((self.product, 10), confirm=False)
        batch_line = order.order_line.contract_batch_line_id
        self.assert_refused(order.with_user(self.sales_manager).unlink, error=AccessError)
        order.with_user(self.contract_user).sudo().unlink()
        self.assertFalse(batch_line.order_line_id)

    def test_plain_order_is_as_it_was(self):
        order = self.plain_order((self.product, 10), confirm=False).with_user(self.salesman)
        order.order_line.product_uom_qty = 12
        order.action_confirm()
        self.assertFalse(order.locked)
        order.order_line.product_uom_qty = 14
        order.order_line.price_unit = 3
        order.write({"order_line": [Command.create({"product_id": self.other_product.id, "product_uom_qty": 1})]})
        order.action_cancel()
        order.action_draft()
        order.with_user(self.sales_manager).unlink()
        self.assertFalse(order.exists())
