"""Returned goods: by Odoo's own return with exactly what was agreed, by serial numbers, credited by Odoo's reversal."""

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .returns_case import ReturnsCase


@tagged("post_install", "-at_install")
class TestReturnedGoods(ReturnsCase):
    def test_received_by_odoos_return(self):
        notice = self.shipped_notice(10)
        order_line = notice.line_ids.order_line_id
        report = self.decided(notice, 4)
        self.assertEqual(report.next_step, "receive")
        [transfer] = self.receive(report)
        self.assertEqual(transfer.return_id, order_line.order_id.picking_ids - transfer)
        self.assertEqual((transfer.state, transfer.move_ids.quantity), ("done", 4))
        self.assertEqual((report.received_qty, report.next_step), (4, "credit"))
        self.assertEqual(notice.line_ids.return_claimed_qty, 4)
        self.assertEqual(order_line.qty_delivered, 6)
        # the quota stays used up: what goes out for it needs a notice of its own
        self.assertEqual(self.env["sales.manual.gate"]._gross_out(order_line)[order_line.id], 10)
        with self.assertRaisesRegex(UserError, "nothing comes back|have arrived"):
            report.with_user(self.users["dispatcher"]).action_receive()

    def test_in_parts(self):
        report = self.decided(self.shipped_notice(10), 6)
        self.receive(report, 2)
        self.assertEqual((report.received_qty, report.next_step), (2, "receive"))
        transfers = report.picking_ids
        action = report.with_user(self.users["dispatcher"]).action_receive()
        rest = report.picking_ids - transfers or report.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        self.assertIn(rest.id, [action.get("res_id"), *rest.ids])
        self.assertEqual(sum(rest.move_ids.mapped("product_uom_qty")), 4)
        self.ship(rest)
        self.assertEqual((report.received_qty, report.next_step), (6, "credit"))

    def test_several_deliveries(self):
        order = self.confirmed_order(10, "domestic")
        notice = self.released_notice(order)
        self.ship(order.picking_ids, 3)
        self.ship(order.picking_ids.filtered(lambda picking: picking.state != "done"))
        report = self.decided(notice, 9)
        transfers = self.receive(report)
        self.assertEqual(sorted(transfers.move_ids.mapped("quantity")), [2, 7], "the last that left first")
        self.assertEqual((report.received_qty, report.next_step), (9, "credit"))

    def test_transfer_made_by_hand(self):
        notice = self.shipped_notice(10)
        report = self.decided(notice, 3)
        other = self.decided(self.shipped_notice(5), 1)
        delivery = notice.line_ids.order_line_id.order_id.picking_ids
        dispatcher = self.users["dispatcher"]
        dialog = self.env["stock.return.picking"].with_user(dispatcher).create({"picking_id": delivery.id})
        dialog.product_return_moves.quantity = 3
        transfer = self.env["stock.picking"].browse(dialog.action_create_returns()["res_id"])
        self.ship(transfer)
        self.assertFalse(report.received_qty)
        self.assertEqual(report.line_ids.open_qty, 7, "three of ten are back, this report asks for three of the rest")
        with self.assertRaisesRegex(UserError, "brings back nothing"):
            transfer.with_user(dispatcher).return_report_id = other
        with self.assertRaisesRegex(UserError, "brings back nothing"):
            delivery.with_user(dispatcher).return_report_id = report
        transfer.with_user(dispatcher).return_report_id = report
        self.assertEqual((report.received_qty, report.next_step), (3, "credit"))
        transfer.with_user(dispatcher).return_report_id = False
        self.assertEqual((report.received_qty, report.next_step), (0, "receive"))

    def test_returned_without_a_report_counts(self):
        notice = self.shipped_notice(10)
        delivery = notice.line_ids.order_line_id.order_id.picking_ids
        dialog = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        dialog.product_return_moves.quantity = 8
        self.ship(self.env["stock.picking"].browse(dialog.action_create_returns()["res_id"]))
        with self.assertRaisesRegex(UserError, "1 pieces too many. 2 of 10"):
            self.handed_over(notice, 3)

    def test_what_comes_back_beside_the_report_s_lines_counts(self):
        other = self._new_product("Test module 500", 500)
        for product in (self.module_550, other):
            self.put_in_stock(product, 100)
        order = self.make_orders(self.decompose(self.effective_contract("domestic", [
            {"product_id": self.module_550.id, "entered_qty": 10},
            {"product_id": other.id, "entered_qty": 5},
        ])))  # fmt: skip
        notice = self.released_notice(order)
        self.ship(order.picking_ids)
        report = self.decided(notice, 2)
        dialog = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        dialog.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(dialog.action_create_returns()["res_id"])
        back.return_report_id = report
        self.ship(back)
        self.assertEqual(report.received_qty, 2)
        self.assertEqual(sorted(notice.line_ids._returnable().values()), [3, 8])

    def test_not_void_once_goods_come_back(self):
        report = self.decided(self.shipped_notice(10), 2)
        report.with_user(self.users["dispatcher"]).action_receive()
        with self.assertRaisesRegex(UserError, "Cancel the return transfer"):
            report.with_user(self.users["dom_manager"]).action_void("Changed his mind")
        report.picking_ids.action_cancel()
        report.with_user(self.users["dom_manager"]).action_void("Changed his mind")
        self.assertEqual(report.state, "void")
        self.assertFalse(report.line_ids.notice_line_id.return_claimed_qty)
        self.assertFalse(report._signoff_verify())

    def test_who_receives(self):
        report = self.decided(self.shipped_notice(10), 2)
        for post in ("dom_manager", "sales_accountant", "warehouse_statistician", "cmd_manager"):
            with self.assertRaises(AccessError):
                report.with_user(self.users[post]).action_receive()
        rejected = self.decided(self.shipped_notice(10), 2, "reject")
        with self.assertRaisesRegex(UserError, "nothing comes back"):
            rejected.with_user(self.users["dispatcher"]).action_receive()

    # serial numbers

    def tracked_notice(self, serials):
        module = self._new_product("Test tracked module", 400, tracking="serial")
        lots = self.env["stock.lot"].create([{"name": name, "product_id": module.id} for name in serials])
        contract = self.effective_contract("domestic", [{"entered_qty": len(serials), "product_id": module.id}])
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(module, self.warehouse.lot_stock_id, 1, lot_id=lot)
        order = self.make_orders(self.decompose(contract))
        notice = self.released_notice(order)
        order.picking_ids.action_assign()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.with_user(self.users["dispatcher"]).button_validate()
        self.assertEqual(notice.state, "shipped")
        return notice, lots

    def by_serials(self, text, user="dom_manager"):
        report = (
            self.env["sales.manual.return"]
            .with_user(self.users[user])
            .create({"serial_text": text, "description": "Hot spots."})
        )
        report.action_find_serials()
        return report.with_env(self.env)

    def test_by_serial_numbers(self):
        notice, lots = self.tracked_notice([f"SN{n:03}" for n in range(6)])
        report = self.by_serials("SN001, SN004\nSN002")
        self.assertEqual((report.notice_id, report.pieces_qty), (notice, 3))
        self.assertEqual(report.line_ids.lot_ids, lots[1] + lots[2] + lots[4])
        report.with_user(self.users["dom_manager"]).action_hand_over()
        with self.assertRaisesRegex(UserError, "On another return report already: SN002"):
            self.by_serials("SN002;SN003").with_user(self.users["dom_manager"]).action_hand_over()
        self.examine(report)
        report.with_user(self.users["cmd_manager"]).action_sign()
        report.with_user(self.users["dispatcher"]).action_receive()
        moves = report.picking_ids.move_ids
        self.assertEqual(moves.lot_ids, report.line_ids.lot_ids)
        moves.with_user(self.users["dispatcher"]).picked = True
        report.picking_ids.with_user(self.users["dispatcher"]).button_validate()
        self.assertEqual(report.received_qty, 3)
        with self.assertRaisesRegex(UserError, "back in stock already: SN001"):
            self.by_serials("SN001")

    def test_wrong_serial_numbers(self):
        first, _lots = self.tracked_notice(["SA1", "SA2"])
        second, _lots = self.tracked_notice(["SB1"])
        for text, message in (
            ("", "Paste the serial numbers first"),
            ("SA1 SA1", "stand twice: SA1"),
            ("SA1 NONE1 NONE2", "never left .*: NONE1, NONE2"),
            (" ".join(f"N{n}" for n in range(9)), "N4 and 4 more"),
            ("SA1 SB1", "several shipping notices"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self.by_serials(text)
        with self.assertRaisesRegex(UserError, "never left under a shipping notice.* that you see: SA1"):
            self.by_serials("SA1", "int_manager")
        report = self.by_serials("SA1")
        with self.assertRaises(ValidationError):
            report.with_user(self.users["dom_manager"]).line_ids.lot_ids = second.delivery_ids.move_id.lot_ids
        self.assertEqual(report.notice_id, first)
        stayed = self.env["stock.lot"].create({"name": "SA9", "product_id": report.line_ids.product_id.id})
        report.with_user(self.users["dom_manager"]).line_ids.lot_ids = stayed
        with self.assertRaisesRegex(UserError, "Never left under this line: SA9"):
            report.with_user(self.users["dom_manager"]).action_hand_over()

    # credit notes

    def test_credited_by_odoos_reversal(self):
        notice = self.shipped_notice(10)
        invoice = self.invoice(notice)
        report = self.decided(notice, 3)
        accountant = report.with_user(self.users["sales_accountant"])
        with self.assertRaisesRegex(UserError, "no goods have come back"):
            accountant.action_credit()
        self.receive(report)
        action = accountant.action_credit()
        note = report.credit_note_ids
        self.assertEqual(action["res_id"], note.id)
        self.assertEqual((note.move_type, note.state, note.reversed_entry_id), ("out_refund", "draft", invoice))
        self.assertEqual(note.invoice_line_ids.quantity, 3)
        self.assertEqual(note.amount_untaxed, invoice.amount_untaxed * 3 / 10)
        self.assertEqual(report.next_step, "credit")
        accountant.action_credit()
        self.assertEqual(report.credit_note_ids, note, "pressed again it opens what there is")
        note.with_user(self.users["sales_accountant"]).action_post()
        self.assertEqual(report.next_step, "done")
        order_line = notice.line_ids.order_line_id
        self.assertEqual((order_line.qty_delivered, order_line.qty_invoiced, order_line.qty_to_invoice), (7, 7, 0))

    def test_last_invoice_first_and_never_twice(self):
        order = self.confirmed_order(10, "domestic")
        notice = self.released_notice(order)
        self.ship(order.picking_ids, 6)
        first = self.invoice(notice)
        self.ship(order.picking_ids.filtered(lambda picking: picking.state != "done"))
        second = self.invoice(notice)
        report = self.decided(notice, 5)
        self.receive(report)
        report.with_user(self.users["sales_accountant"]).action_credit()
        notes = {note.reversed_entry_id: note.invoice_line_ids.quantity for note in report.credit_note_ids}
        self.assertEqual(notes, {second: 4, first: 1})
        again = self.decided(notice, 5)
        self.receive(again)
        again.with_user(self.users["sales_accountant"]).action_credit()
        self.assertEqual(again.credit_note_ids.mapped("reversed_entry_id"), first)
        self.assertEqual(again.credit_note_ids.invoice_line_ids.quantity, 5)

    def test_nothing_invoiced_nothing_credited(self):
        notice = self.shipped_notice(10)
        report = self.decided(notice, 3)
        self.receive(report)
        report.with_user(self.users["sales_accountant"]).action_credit()
        self.assertFalse(report.credit_note_ids)
        self.assertEqual(report.next_step, "done")
        self.assertEqual(self.invoice(notice).invoice_line_ids.quantity, 7)

    def test_credit_note_named_by_hand(self):
        notice = self.shipped_notice(10)
        invoice = self.invoice(notice)
        report = self.decided(notice, 10)
        self.receive(report)
        accountant = self.users["sales_accountant"]
        with self.assertRaises(ValidationError):
            invoice.with_user(accountant).return_report_id = report
        note = invoice._reverse_moves([{"invoice_date": fields.Date.today()}])
        note.with_user(accountant).return_report_id = report
        note.action_post()
        self.assertEqual(report.next_step, "done")
        with self.assertRaises(ValidationError):
            note.with_user(accountant).return_report_id = self.decided(self.shipped_notice(market="international"), 1)

    def test_who_credits(self):
        notice = self.shipped_notice(10)
        self.invoice(notice)
        report = self.decided(notice, 3)
        self.receive(report)
        for post in ("dom_manager", "dispatcher", "cmd_manager", "sales_statistician", "auditor"):
            with self.assertRaises(AccessError):
                report.with_user(self.users[post]).action_credit()

    # analysis

    def test_share_of_what_was_shipped(self):
        notice = self.shipped_notice(10)
        self.decided(notice, 2)
        self.write_report(notice, 5)  # not handed over
        domain = [("product_id", "=", self.module_550.id), ("partner_id", "=", notice.partner_id.id)]
        self.env.flush_all()
        analysis = self.env["sales.manual.return.analysis"].with_user(self.users["dom_manager"])
        [row] = analysis._read_group(
            domain, ["product_id"], ["shipped_qty:sum", "pieces_qty:sum", "decided_qty:sum", "share:avg"]
        )
        self.assertEqual(row[1:], (10, 2, 2, 20.0))
        causes = dict(analysis._read_group(domain, ["cause"], ["pieces_qty:sum"]))
        self.assertEqual(causes, {"material": 2, False: 0})
        self.assertFalse(analysis.with_user(self.users["int_manager"]).search_count(domain))
        self.assertTrue(analysis.search(domain)[:1].action_open_source()["res_id"])
