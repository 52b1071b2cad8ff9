"""What is exempt when the gate is turned on leaves without a notice, and nothing else does."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.sales_manual_addon.models.control.guard import PASS, PASS_KEY

from .exemption_common import ExemptionCommon


@tagged("post_install", "-at_install")
class TestExemptOrderLine(ExemptionCommon):
    """An order line that was open: as many pieces as were open, by whatever route, and not one more."""

    def setUp(self):
        super().setUp()
        self.order = self.plain_order((self.product, 10))
        self.line = self.order.order_line

    def test_all_that_is_open_is_exempt_and_leaves(self):
        exemption = self.turn_on()
        self.assertTrue(self.out_type.requires_shipping_notice)
        self.assertEqual(exemption.order_line_id, self.line)
        self.assertEqual((exemption.pieces_qty, exemption.base_qty, exemption.left_qty), (10, 0, 10))
        self.assertEqual((exemption.document_name, exemption.partner_id), (self.order.name, self.customer))
        self.assertEqual((exemption.create_uid, exemption.reason), (self.configurator, "Open before"))
        self.assertFalse(self.order.picking_ids.shipping_gate_reason)
        self.validate(self.order.picking_ids)
        self.assertEqual(self.gross(self.line), 10)
        self.assertEqual((self.left(exemption), exemption.state), (0, "used"))

    def test_an_order_made_after_it_needs_a_notice(self):
        self.turn_on()
        later = self.plain_order((self.product, 10))
        self.assert_refused(self.validate, later.picking_ids, text="Make a shipping notice")

    def test_one_piece_more_is_refused(self):
        self.turn_on()
        self.line.product_uom_qty = 11
        self.assert_refused(self.validate, self.open_picking(self.order), text="11 pieces would have left")
        self.validate(self.open_picking(self.order), 10)
        rest = self.open_picking(self.order)
        self.assertEqual(sum(rest.move_ids.mapped("product_uom_qty")), 1)
        text = self.assert_refused(self.validate, rest, 1)
        self.assertIn("10 are exempt, 0 of them have not left yet", text)
        self.assertEqual(self.gross(self.line), 10)

    def test_what_left_before_does_not_use_it_up(self):
        self.validate(self.order.picking_ids, 4)
        exemption = self.turn_on()
        self.assertEqual((exemption.pieces_qty, exemption.base_qty), (6, 4))
        self.assert_refused(self.validate, self.open_picking(self.order), 7)
        self.validate(self.open_picking(self.order), 6)
        self.assertEqual((self.gross(self.line), self.left(exemption)), (10, 0))

    def test_backorders_keep_it(self):
        exemption = self.turn_on()
        for pieces, left in ((3, 7), (3, 4), (4, 0)):
            self.validate(self.open_picking(self.order), pieces)
            self.assertEqual(self.left(exemption), left)
        self.line.product_uom_qty = 12
        self.assert_refused(self.validate, self.open_picking(self.order), 1)

    def test_a_split_and_a_merge_keep_it(self):
        exemption = self.turn_on()
        move = self.order.picking_ids.move_ids
        split = move.create(move._split(6))
        split._action_confirm(merge=False)
        self.validate(split.picking_id, 2)
        self.assertEqual(self.left(exemption), 6)
        rest = self.open_picking(self.order)
        rest.move_ids._merge_moves()
        self.assert_refused(self.validate, rest, 7)
        for move in rest.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        rest.with_context(skip_backorder=True)._action_done()
        self.assertEqual((self.gross(self.line), self.left(exemption)), (10, 0))

    def test_by_another_type_of_the_warehouse(self):
        """The order that was open leaves by whatever operation it was to leave by."""
        other = self.out_type.copy({"name": "Other deliveries", "sequence_code": "OTHER"})
        self.order.picking_ids.picking_type_id = other
        exemption = self.turn_on(picking_type_ids=[Command.set(self.out_type.ids)])
        self.assertFalse(other.requires_shipping_notice)
        self.assert_refused(self.validate, self.order.picking_ids, 11)
        self.validate(self.order.picking_ids, 10)
        self.assertEqual(self.left(exemption), 0)

    def test_what_comes_back_gives_nothing_back(self):
        exemption = self.turn_on()
        self.validate(self.order.picking_ids)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=self.order.picking_ids.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 4
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.validate(returned, 4)
        self.assertEqual(self.left(exemption), 0)
        again = self.manual_transfer((self.product, 4))
        again.move_ids.sale_line_id = self.line
        self.assert_refused(self.validate, again, 4)

    def test_a_correction_downwards_gives_back_what_has_not_left(self):
        exemption = self.turn_on()
        self.validate(self.order.picking_ids)
        done = self.order.picking_ids.move_line_ids.with_user(self.stock_user)
        done.quantity = 7
        self.assertEqual(self.left(exemption), 3)
        self.assert_refused(done.write, {"quantity": 11})
        done.quantity = 10
        self.assertEqual(self.left(exemption), 0)

    def test_with_a_notice_over_the_rest(self):
        """A notice is over what is not exempt; what leaves uses the exemption first, then the notice."""
        exemption = self.turn_on()
        self.line.product_uom_qty = 15
        notice = self.env["sales.manual.notice"].with_user(self.contract_user)
        too_many = self.release(self.line, 6, state="draft")
        self.assertEqual(too_many._over_order(), {too_many.line_ids: (16, 15)})
        too_many.with_context(**{PASS_KEY: PASS}).unlink()
        self.assertFalse(notice.search([("line_ids.order_line_id", "=", self.line.id)]))
        released = self.release(self.line, 5)
        self.validate(self.open_picking(self.order), 8)
        self.assertEqual((released.line_ids.shipped_qty, self.left(exemption)), (0, 2))
        self.validate(self.open_picking(self.order), 7)
        self.assertEqual((released.line_ids.shipped_qty, self.left(exemption), released.state), (5, 0, "shipped"))
        self.line.product_uom_qty = 16
        self.assert_refused(self.validate, self.open_picking(self.order), 1)

    def test_contract_orders_are_never_exempt(self):
        contract_order = self.make_order((self.product, 10))
        exemptions = self.turn_on()
        self.assertEqual(exemptions.order_line_id, self.line)
        self.assert_refused(self.validate, contract_order.picking_ids, 1)

    def test_a_kit_confirmed_before_is_counted_in_kits(self):
        if "mrp.bom" not in self.env:
            self.skipTest("kits come with manufacturing")
        kit, part = self.new_product("Kit"), self.new_product("Part")
        self.put_in_stock(part, 100)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [Command.create({"product_id": part.id, "product_qty": 3})],
            }
        )
        order = self.plain_order((kit, 5))
        self.assertEqual(order.picking_ids.move_ids.product_id, part)
        exemption = self.turn_on().filtered(lambda row: row.order_line_id == order.order_line)
        self.assertEqual((exemption.product_id, exemption.pieces_qty), (kit, 5))
        self.assert_refused(self.validate, order.picking_ids, 16)
        self.validate(order.picking_ids, 15)
        self.assertEqual((order.order_line.qty_delivered, self.left(exemption)), (5, 0))

    def test_delivery_in_several_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.plain_order((self.other_product, 10))
        exemption = self.turn_on().filtered(lambda row: row.order_line_id == order.order_line)
        self.assertEqual(exemption.pieces_qty, 10)
        self.validate(order.picking_ids.filtered(lambda picking: picking.state == "assigned"), 10)
        self.assertEqual(self.left(exemption), 10)
        self.validate(self.open_picking(order), 10)
        self.assertEqual((order.order_line.qty_delivered, self.left(exemption)), (10, 0))

    def test_parts_of_a_unit(self):
        weight = self.new_product("Cable", uom_id=self.env.ref("uom.product_uom_kgm").id)
        self.put_in_stock(weight, 50)
        order = self.plain_order((weight, 12.5))
        exemption = self.turn_on().filtered(lambda row: row.product_id == weight)
        self.assertEqual(exemption.pieces_qty, 12.5)
        self.assert_refused(self.validate, order.picking_ids, 12.75)
        self.validate(order.picking_ids, 12.5)
        self.assertEqual(self.left(exemption), 0)


@tagged("post_install", "-at_install")
class TestExemptTransfer(ExemptionCommon):
    """A transfer without an order that was open: it and its backorders."""

    def setUp(self):
        super().setUp()
        self.transfer = self.manual_transfer((self.product, 10), (self.other_product, 5))

    def test_it_leaves_and_nothing_more(self):
        exemptions = self.turn_on()
        self.assertEqual(exemptions.picking_id, self.transfer)
        self.assertEqual(
            {row.product_id: row.pieces_qty for row in exemptions}, {self.product: 10, self.other_product: 5}
        )
        self.transfer.move_ids.filtered(lambda move: move.product_id == self.product).write(
            {"quantity": 11, "picked": True}
        )
        text = self.assert_refused(self.validate, self.transfer)
        self.assertIn("10 are exempt", text)
        self.transfer.move_ids.filtered(lambda move: move.product_id == self.product).quantity = 10
        self.validate(self.transfer)
        self.assertEqual(self.at_customers(), 10)
        self.assertEqual(exemptions.mapped("left_qty")[0], 0)

    def test_backorders_keep_it(self):
        exemptions = self.turn_on()
        of_product = exemptions.filtered(lambda row: row.product_id == self.product)
        self.validate(self.transfer, 3)
        self.assertEqual(self.left(of_product), 7)
        backorder = self.env["stock.picking"].search([("backorder_id", "=", self.transfer.id)])
        self.assert_refused(self.validate, backorder, 8)
        backorder.move_ids.filtered(lambda move: move.product_id == self.other_product).quantity = 2
        backorder.move_ids.filtered(lambda move: move.product_id == self.product).write({"quantity": 7, "picked": True})
        self.validate(backorder)
        self.assertEqual(self.left(of_product), 0)
        self.assertEqual(self.at_customers(), 10)

    def test_what_has_left_counts_wherever_the_record_is_put(self):
        """Taking what is done off the transfer, or off its backorders, gives nothing back."""
        self.turn_on()
        self.validate(self.transfer, 5)
        backorder = self.env["stock.picking"].search([("backorder_id", "=", self.transfer.id)])
        other = self.manual_transfer((self.product, 1))
        done = self.transfer.move_ids.filtered(lambda move: move.state == "done" and move.product_id == self.product)
        self.assert_refused(done.with_user(self.stock_user).write, {"picking_id": other.id})
        self.assert_refused(self.validate, backorder, 6)

    def test_what_is_added_to_the_done_transfer_counts(self):
        self.turn_on()
        self.validate(self.transfer)
        self.assert_refused(
            self.env["stock.move"].with_user(self.stock_user).create,
            {
                "product_id": self.product.id,
                "picking_id": self.transfer.id,
                "product_uom_qty": 1,
                "quantity": 1,
                "picked": True,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "state": "done",
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "picking_id": self.transfer.id,
                            "quantity": 1,
                            "location_id": self.stock.id,
                            "location_dest_id": self.customers.id,
                            "company_id": self.company.id,
                        }
                    )
                ],
            },
        )
        line = self.transfer.move_line_ids.filtered(lambda row: row.product_id == self.product)
        self.assert_refused(line.with_user(self.stock_user).write, {"quantity": 11})

    def test_another_transfer_is_not_exempt(self):
        self.turn_on()
        self.assert_refused(self.validate, self.manual_transfer((self.product, 1)), 1)

    def test_two_transfers_of_one_exemption_in_one_call(self):
        self.turn_on()
        self.validate(self.transfer, 5)
        backorder = self.env["stock.picking"].search([("backorder_id", "=", self.transfer.id)])
        second = self.manual_transfer((self.product, 5))
        second.backorder_id = self.transfer
        backorder.move_ids.filtered(lambda move: move.product_id != self.product).unlink()
        for picking in backorder | second:
            self.set_done(picking, 5)
        both = (backorder | second).with_user(self.stock_user)
        self.assert_refused(both._action_done)
        self.assert_refused(both.button_validate)

    def test_a_transfer_of_a_contract_order_is_not_exempt(self):
        _line, picking = self.order_with_release(10, 0)
        picking.move_ids.copy({"picking_id": picking.id, "sale_line_id": False, "product_uom_qty": 4})
        self.assertFalse(self.turn_on().filtered(lambda row: row.picking_id == picking))


@tagged("post_install", "-at_install")
class TestExemptionEnds(ExemptionCommon):
    """An exemption ends with its last day, or when it is revoked; what has left stays counted."""

    def setUp(self):
        super().setUp()
        self.order = self.plain_order((self.product, 10))
        self.today = self.company._sales_manual_today()
        self.transfer = self.manual_transfer((self.other_product, 10))

    def exempt(self, **values):
        exemptions = self.turn_on(**values)
        return exemptions.filtered("order_line_id"), exemptions.filtered("picking_id")

    def after(self, days):
        return freeze_time(fields.Datetime.now() + timedelta(days=days))

    def test_the_last_day_counts(self):
        of_line, of_transfer = self.exempt(until_date=self.today)
        self.validate(self.order.picking_ids, 4)
        self.validate(self.transfer, 4)
        self.assertEqual((of_line.state, of_transfer.state), ("live", "live"))
        with self.after(1):
            self.env.invalidate_all()
            self.assertEqual((of_line.state, of_transfer.state), ("expired", "expired"))
            text = self.assert_refused(self.validate, self.open_picking(self.order), 1)
            self.assertIn("The exemption of 10 ended on", text)
            self.assertIn("with 6 not yet left", text)
            rest = self.env["stock.picking"].search([("backorder_id", "=", self.transfer.id)])
            self.assertIn("The exemption of 10 ended on", self.assert_refused(self.validate, rest, 1))
        self.assertEqual((self.left(of_line), self.left(of_transfer)), (6, 6))

    def test_after_its_end_notices_release_what_they_release(self):
        of_line, _of_transfer = self.exempt(until_date=self.today)
        self.validate(self.order.picking_ids, 4)
        with self.after(1):
            self.env.invalidate_all()
            notice = self.release(self.order.order_line, 3)
            self.assert_refused(self.validate, self.open_picking(self.order), 4)
            self.validate(self.open_picking(self.order), 2)
            self.validate(self.open_picking(self.order), 1)
            self.assertEqual((notice.line_ids.shipped_qty, self.left(of_line)), (3, 6))
            self.assert_refused(self.validate, self.open_picking(self.order), 1)
        self.assertEqual(self.gross(self.order.order_line), 7)

    def test_after_its_end_a_done_quantity_is_corrected_downwards_only(self):
        _of_line, of_transfer = self.exempt(until_date=self.today)
        self.validate(self.transfer, 4)
        done = self.transfer.move_line_ids.with_user(self.stock_user)
        with self.after(1):
            self.env.invalidate_all()
            done.quantity = 3
            self.assert_refused(done.write, {"quantity": 5})
        self.assertEqual(self.left(of_transfer), 6)

    def test_revoked(self):
        of_line, of_transfer = self.exempt()
        self.validate(self.order.picking_ids, 4)
        (of_line | of_transfer).with_user(self.configurator)._revoke("Sold to another")
        self.env.invalidate_all()
        self.assertEqual((of_line.state, of_line.revoke_reason, of_line.revoked_by_id), (
            "revoked", "Sold to another", self.configurator
        ))  # fmt: skip
        text = self.assert_refused(self.validate, self.open_picking(self.order), 1)
        self.assertIn("revoked", text)
        self.assertIn("Sold to another", text)
        self.assertIn("Sold to another", self.assert_refused(self.validate, self.transfer, 1))
        self.assertEqual((self.left(of_line), self.left(of_transfer)), (6, 10))

    def test_revoking_asks_for_a_reason_and_the_right(self):
        of_line, _of_transfer = self.exempt()
        for user in (self.stock_manager, self.sales_manager, self.contract_user):
            with self.assertRaises(AccessError):
                of_line.with_user(user)._revoke("Because")
        with self.assertRaisesRegex(UserError, "Say why"):
            of_line.with_user(self.configurator)._revoke(" ")
        of_line.with_user(self.configurator)._revoke("Because")
        with self.assertRaisesRegex(UserError, "nothing is left"):
            of_line.with_user(self.configurator)._revoke("Because")

    def test_revoked_in_its_dialog(self):
        of_line, of_transfer = self.exempt()
        action = (of_line | of_transfer).with_user(self.configurator).action_open_revoke()
        dialog = Form(
            self.env["sales.manual.exemption.revoke"].with_user(self.configurator).with_context(**action["context"])
        )
        dialog.reason = "Not needed"
        dialog.save().action_revoke()
        self.env.invalidate_all()
        self.assertEqual(set((of_line | of_transfer).mapped("state")), {"revoked"})

    def test_what_was_exempted_once_more_adds_up(self):
        """Given again after it ended: what is open then, on top of what has left."""
        self.exempt(until_date=self.today)
        self.validate(self.order.picking_ids, 4)
        with self.after(1):
            self.env.invalidate_all()
            again, of_transfer = self.exempt()
            self.assertEqual((again.pieces_qty, again.base_qty), (6, 0))
            self.assertEqual(of_transfer.pieces_qty, 10)
            self.assertFalse(self.turn_on())
            self.assert_refused(self.validate, self.open_picking(self.order), 7)
            self.validate(self.open_picking(self.order), 6)
            self.validate(self.transfer, 10)
            self.assertEqual((self.left(again), self.left(of_transfer)), (0, 0))


@tagged("post_install", "-at_install")
class TestExemptionIsADecision(ExemptionCommon):
    """Nobody makes, changes or deletes an exemption but by the dialog, and only who configures opens that."""

    def setUp(self):
        super().setUp()
        self.order = self.plain_order((self.product, 10))

    def test_rows_are_closed(self):
        exemption = self.turn_on()
        values = exemption.copy_data()[0] | {"pieces_qty": 1000, "left_qty": 1000}
        for user in (
            self.stock_manager,
            self.sales_manager,
            self.admin,
            self.configurator,
            self.env.ref("base.user_root"),
        ):
            rows = exemption.with_user(user)
            with self.subTest(user=user.login):
                for function, args in (
                    (rows.create, [values]),
                    (rows.with_context(sales_manual_pass=True).create, [values]),
                    (rows.write, [{"pieces_qty": 1000}]),
                    (rows.write, [{"left_qty": 9}]),
                    (rows.write, [{"until_date": False}]),
                    (rows.unlink, []),
                ):
                    with self.assertRaises(AccessError):
                        function(*args)
        with self.assertRaises(AccessError):
            exemption._passed().write({"pieces_qty": 1000})

    def test_only_who_configures(self):
        for user in (self.stock_manager, self.sales_manager, self.contract_user, self.plain):
            with self.assertRaises(AccessError):
                self.start(user)
            with self.assertRaises(AccessError):
                self.env["sales.manual.gate"].with_user(user)._turn_on(
                    self.warehouse, self.out_type, self.env["stock.warehouse"],
                    is_direct_free=False, reason="Mine", until_date=False,
                )  # fmt: skip
        self.assertFalse(self.out_type.requires_shipping_notice)

    def test_dialogs_are_their_user_s_own(self):
        start = self.start()
        start.action_choose()
        with self.assertRaises(AccessError):
            start.with_user(self.admin).action_turn_on()
        with self.assertRaises(AccessError):
            start.candidate_ids.with_user(self.admin).action_leave_out()

    def test_a_reason_is_asked_for_where_something_is_exempt(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.turn_on(reason=False)

    def test_a_last_day_gone_by_is_refused(self):
        with self.assertRaisesRegex(UserError, "passed already"):
            self.turn_on(until_date=self.company._sales_manual_today() - timedelta(days=1))

    def test_types_of_another_warehouse_are_refused(self):
        other = self.new_warehouse("Second", "SEC")
        with self.assertRaisesRegex(UserError, "and no others"):
            self.turn_on(picking_type_ids=[Command.set((self.out_type | other.out_type_id).ids)])
        with self.assertRaisesRegex(UserError, "Only other warehouses"):
            self.turn_on(free_warehouse_ids=[Command.set(self.warehouse.ids)])

    def test_order_deleted_after_it_was_cancelled(self):
        """An exemption stands in no way of what Odoo allows; it stays on record."""
        exemption = self.turn_on()
        self.order._action_cancel()
        self.order.unlink()
        self.env.invalidate_all()
        self.assertFalse(exemption.order_line_id)
        self.assertTrue(exemption.document_name)
