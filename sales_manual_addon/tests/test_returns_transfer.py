"""Return reports on goods that left without a shipping notice: from their transfer, with the limits of any other."""

import unittest

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.control.guard import PASS, PASS_KEY
from .returns_case import ReturnsCase


class TransferMixin:
    def delivered(self, pieces=10, product=None, market="domestic", ship=True):
        """A transfer of a department's plain order that left without a notice."""
        product = product or self.module_550
        user = self.users["dom_supervisor" if market == "domestic" else "int_salesperson"]
        self.put_in_stock(self.module_550, 1000)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Buyer of ten years"}).id,
                "user_id": user.id,
                "team_id": self.team[market].id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": pieces, "price_unit": 100})
                ],
            }
        )
        order.action_confirm()
        if ship:
            self.ship(order.picking_ids)
            self.assertEqual(order.picking_ids.state, "done")
        return order.picking_ids

    def report_on(self, transfer, pieces=2, user="dom_manager", **values):
        return (
            self.env["sales.manual.return"]
            .with_user(self.users[user])
            .create(
                {
                    "transfer_id": transfer.id,
                    "description": "Cells are broken.",
                    "line_ids": [
                        Command.create({"order_line_id": transfer.sale_id.order_line[0].id, "pieces_qty": pieces})
                    ],
                    **values,
                }
            )
            .with_env(self.env)
        )

    def decided_on(self, transfer, pieces=2, decision="return"):
        report = self.report_on(transfer, pieces)
        report.with_user(self.users["dom_manager"]).action_hand_over()
        self.examine(report, decision)
        report.with_user(self.users["cmd_manager"]).action_sign()
        return report

    def send_back(self, transfer, pieces):
        """Odoo's own return, without a report."""
        dialog = self.env["stock.return.picking"].create({"picking_id": transfer.id})
        dialog.product_return_moves.quantity = pieces
        back = self.env["stock.picking"].browse(dialog.action_create_returns()["res_id"])
        self.ship(back)
        return back


@tagged("post_install", "-at_install")
class TestReturnsTransfer(TransferMixin, ReturnsCase):
    def test_the_transfer_stands_for_the_notice(self):
        transfer = self.delivered()
        report = self.report_on(transfer)
        order = transfer.sale_id
        self.assertEqual(
            (report.partner_id, report.user_id, report.team_id, report.market, report.currency_id),
            (order.partner_id, order.user_id, order.team_id, "domestic", order.currency_id),
        )
        line = report.line_ids
        self.assertEqual((line.product_id, line.shipped_qty, line.open_qty), (self.module_550, 10, 10))
        self.assertEqual(line.amount, 200)

    def test_everything_is_offered_that_can_come_back(self):
        transfer = self.delivered()
        self.send_back(transfer, 3)
        with Form(self.env["sales.manual.return"].with_user(self.users["dom_manager"])) as form:
            form.transfer_id = transfer
            form.description = "All of it."
        report = form.record
        self.assertEqual((report.line_ids.order_line_id, report.line_ids.pieces_qty), (transfer.sale_id.order_line, 7))

    def test_never_more_than_left(self):
        transfer = self.delivered()
        first = self.report_on(transfer, 7)
        first.with_user(self.users["dom_manager"]).action_hand_over()
        second = self.report_on(transfer, 4)
        self.assertEqual(second.line_ids.open_qty, 3)
        with self.assertRaisesRegex(UserError, "1 pieces too many. 3 of 10"):
            second.with_user(self.users["dom_manager"]).action_hand_over()
        first.with_user(self.users["dom_manager"]).action_void("Withdrawn")
        self.send_back(transfer, 8)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "2 pieces too many. 2 of 10"):
            second.with_user(self.users["dom_manager"]).action_hand_over()

    def test_received_credited_and_settled(self):
        transfer = self.delivered()
        order = transfer.sale_id
        invoice = order.with_user(self.users["sales_accountant"])._create_invoices()
        invoice.action_post()
        report = self.decided_on(transfer, 4)
        self.assertEqual(report.next_step, "receive")
        [back] = self.receive(report)
        self.assertEqual((back.return_id, back.move_ids.quantity), (transfer, 4))
        self.assertEqual((report.received_qty, report.next_step), (4, "credit"))
        self.assertEqual(order.order_line.qty_delivered, 6)
        self.assertEqual(report.line_ids.open_qty, 10, "of what it asks for itself nothing is taken off twice")
        report.with_user(self.users["sales_accountant"]).action_credit()
        note = report.credit_note_ids
        self.assertEqual((note.invoice_line_ids.quantity, note.reversed_entry_id), (4, invoice))
        note.action_post()
        self.assertEqual(report.next_step, "done")

    def test_received_in_parts_and_corrected(self):
        report = self.decided_on(self.delivered(), 6)
        self.receive(report, 2)
        self.assertEqual((report.received_qty, report.next_step), (2, "receive"))
        self.receive(report)
        self.assertEqual((report.received_qty, report.next_step), (6, "credit"))
        last = report.picking_ids.sorted("id")[-1:]
        last.move_ids.quantity = 3
        self.assertEqual(report.received_qty, 5)

    def test_corrected_on_the_detailed_operations(self):
        transfer = self.delivered()
        report = self.decided_on(transfer, 6)
        [back] = self.receive(report)
        line = back.move_ids.move_line_ids
        line.quantity = 4
        self.assertEqual(report.received_qty, 4)
        line.copy({"quantity": 5})
        self.assertEqual(report.received_qty, 9)
        other = self.report_on(transfer, 2)
        self.assertEqual(other.line_ids.open_qty, 1, "what came back cannot come back once more")
        with self.assertRaisesRegex(UserError, "1 pieces too many. 1 of 10"):
            other.with_user(self.users["dom_manager"]).action_hand_over()

    def test_what_comes_back_beside_the_report_s_lines_counts(self):
        self.put_in_stock(self.unpowered, 10)
        transfer = self.delivered(ship=False)
        order = transfer.sale_id
        order.order_line = [Command.create({"product_id": self.unpowered.id, "product_uom_qty": 5, "price_unit": 9})]
        self.ship(transfer)
        asked, beside = order.order_line
        report = self.decided_on(transfer, 2)
        dialog = self.env["stock.return.picking"].create({"picking_id": transfer.id})
        dialog.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(dialog.action_create_returns()["res_id"])
        back.return_report_id = report
        self.ship(back)
        self.assertEqual(report.received_qty, 2)
        returnable = transfer._returnable_without_notice()
        self.assertEqual(returnable[transfer.id, asked.id], (10, 8))
        self.assertEqual(returnable[transfer.id, beside.id], (5, 3))

    def of_contract(self, transfer, market="domestic"):
        """The transfer's order becomes one of a contract after its goods have left."""
        contract = self.effective_contract(market, [{"product_id": self.module_550.id, "entered_qty": 10}])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET sales_contract_id = %s, team_id = NULL WHERE id = %s",
            [contract.id, transfer.sale_id.id],
        )
        self.env.invalidate_all()
        return contract

    def test_exchange_of_a_contract_order_that_left_without_a_notice(self):
        transfer = self.delivered()
        contract = self.of_contract(transfer)
        transfer.sale_id.team_id = self.team["domestic"]
        report = self.decided_on(transfer, 3, "exchange")
        self.assertEqual(report.contract_id, contract)
        maker = report.with_user(self.users["dom_contract"])
        maker.action_exchange()
        exchange = report.exchange_notice_id
        self.assertEqual((exchange.class_id.code, exchange.state, exchange.pieces_qty), ("C", "draft", 3))
        self.assertEqual(exchange.line_ids.order_line_id, transfer.sale_id.order_line)
        with self.assertRaisesRegex(UserError, "have come back"), self.cr.savepoint():
            exchange.with_user(self.users["dom_contract"]).action_issue()
        self.receive(report)
        self.assertEqual((report.received_qty, exchange.state, report.next_step), (3, "draft", "exchange"))
        exchange.with_user(self.users["dom_contract"]).action_issue()
        self.assertEqual(report.next_step, "done")

    def test_a_contract_order_is_of_its_contract_s_market(self):
        transfer = self.delivered()
        self.of_contract(transfer, "international")
        report = self.env["sales.manual.return"].new({"transfer_id": transfer.id})
        self.assertEqual(report.market, "international")

    def test_filling_in_asks_for_the_transfer(self):
        transfer, notice = self.delivered(), self.shipped_notice()
        asking = self.env["sales.manual.return"].with_user(self.users["marketing"])
        for name, record in (("transfer_id", transfer), ("notice_id", notice)):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(asking.new({name: record.id}), f"_onchange_{name}")()

    def sign_exchange(self, exchange):
        exchange.with_user(self.users["dom_contract"]).action_issue()
        signers = {
            "reason": "cmd_manager",
            "check": "int_contract",
            "warehouse": "warehouse_statistician",
            "accounting": "sales_accountant",
        }
        for code in exchange.signoff_step_ids.sorted("level").mapped("code"):
            exchange.with_user(self.users[signers[code]]).action_sign()
        self.assertEqual(exchange.state, "released")

    def exchanged(self, transfer, pieces=3):
        """A decided exchange whose goods are back; the notice made by the contract post, who reads no plain order."""
        report = self.decided_on(transfer, pieces, "exchange")
        self.receive(report)
        maker = report.with_user(self.users["dom_contract"])
        self.assertTrue(maker.can_exchange)
        maker.action_exchange()
        return report, report.exchange_notice_id.with_env(self.env)

    def test_exchange_of_a_plain_order(self):
        transfer = self.delivered()
        order_line = transfer.sale_id.order_line
        self.assertFalse(order_line.with_user(self.users["dom_contract"]).has_access("read"))
        report, exchange = self.exchanged(transfer)
        self.assertEqual((exchange.contract_id.id, exchange.line_ids.order_line_id), (False, order_line))
        self.assertEqual(exchange.create_uid, self.users["dom_contract"])
        with Form(exchange.with_user(self.users["dom_contract"])) as form, form.line_ids.edit(0) as line:
            line.pieces_qty = 2
        self.sign_exchange(exchange)
        self.assertEqual(report.next_step, "done")
        out = self.env["stock.picking"].search([("shipping_notice_id", "=", exchange.id)])
        self.ship(out)
        self.assertEqual((exchange.state, exchange.shipped_qty), ("shipped", 2))
        self.assertEqual(order_line.qty_delivered, 7, "an exchange is no further delivery of the order")

    def test_exchange_of_what_left_before_notices_were_required(self):
        transfer = self.delivered()
        transfer.picking_type_id.requires_shipping_notice = True
        _report, exchange = self.exchanged(transfer)
        self.sign_exchange(exchange)
        out = self.env["stock.picking"].search([("shipping_notice_id", "=", exchange.id)])
        with self.assertRaisesRegex(UserError, "which releases 3"), self.cr.savepoint():
            self.ship(out, 4)
        self.ship(out)
        self.assertEqual((exchange.state, exchange.shipped_qty), ("shipped", 3))

    def test_who_exchanges_what_left_without_a_notice(self):
        report = self.decided_on(self.delivered(), 3, "exchange")
        for key in ("dom_manager", "cmd_manager", "dom_supervisor", "dispatcher", "marketing"):
            with self.subTest(key), self.assertRaises(AccessError), self.cr.savepoint():
                report.with_user(self.users[key]).action_exchange()
        self.assertFalse(report.exchange_notice_id)

    def test_what_is_added_by_hand_to_a_return_counts(self):
        transfer = self.delivered()
        line = transfer.sale_id.order_line
        report = self.decided_on(transfer, 2)
        report.with_user(self.users["dispatcher"]).action_receive()
        back = report.picking_ids
        back.move_ids.copy({"origin_returned_move_id": False, "sale_line_id": False, "product_uom_qty": 3})
        back.action_confirm()
        self.ship(back)
        self.assertEqual(sum(back.move_ids.mapped("quantity")), 5)
        self.assertEqual(report.received_qty, 5)
        self.assertEqual(transfer._returnable_without_notice()[transfer.id, line.id], (10, 5))
        # without a report, by Odoo's own return
        dialog = self.env["stock.return.picking"].create({"picking_id": transfer.id})
        dialog.product_return_moves.quantity = 1
        beside = self.env["stock.picking"].browse(dialog.action_create_returns()["res_id"])
        beside.move_ids.copy({"origin_returned_move_id": False, "sale_line_id": False, "product_uom_qty": 2})
        beside.action_confirm()
        self.ship(beside)
        self.assertEqual(transfer._returnable_without_notice()[transfer.id, line.id], (10, 2))

    def test_goods_that_never_left_by_it_do_not_come_back_under_it(self):
        self.put_in_stock(self.unpowered, 10)
        for report in (self.decided_on(self.delivered(), 2), self.decided(self.shipped_notice())):
            report.with_user(self.users["dispatcher"]).action_receive()
            back = report.picking_ids
            foreign = back.move_ids.copy(
                {"product_id": self.unpowered.id, "origin_returned_move_id": False, "sale_line_id": False}
            )
            back.action_confirm()
            with self.assertRaisesRegex(UserError, "receive it by the return of its own delivery"), self.cr.savepoint():
                self.ship(back)
            foreign._action_cancel()
            foreign.unlink()
            self.ship(back)
            self.assertEqual(report.received_qty, 2)

    def of_two_orders(self, same_customer=False):
        """One transfer with the goods of two orders."""
        first, second = self.delivered(ship=False), self.delivered(4, ship=False)
        orders = first.sale_id, second.sale_id
        if same_customer:
            orders[1].partner_id = orders[0].partner_id
        second.move_ids.picking_id = first
        self.ship(first)
        self.assertEqual(len(first.move_ids.sale_line_id.order_id), 2)
        return first, *orders

    def test_of_several_orders_the_lines_say_whose_it_is(self):
        transfer, first, second = self.of_two_orders()
        self.assertEqual(transfer.sale_id, first)
        lines = [Command.create({"order_line_id": second.order_line.id, "pieces_qty": 2})]
        second.team_id = self.team["international"]
        report = self.report_on(transfer, user="int_manager", line_ids=lines)
        self.assertEqual(
            (report.partner_id, report.user_id, report.market), (second.partner_id, second.user_id, "international")
        )
        with self.assertRaisesRegex(UserError, "delivered several orders"):
            report.with_user(self.users["int_manager"]).line_ids = [
                Command.create({"order_line_id": first.order_line.id, "pieces_qty": 1})
            ]
        with self.assertRaisesRegex(UserError, f"{first.name} .*{second.name}"):
            self.report_on(
                transfer, line_ids=[
                    Command.create({"order_line_id": order.order_line.id, "pieces_qty": 1}) for order in (first, second)
                ],
            )  # fmt: skip

    def test_of_several_orders_of_one_customer(self):
        transfer, first, second = self.of_two_orders(same_customer=True)
        report = self.report_on(
            transfer, line_ids=[
                Command.create({"order_line_id": order.order_line.id, "pieces_qty": 1}) for order in (first, second)
            ],
        )  # fmt: skip
        self.assertEqual((report.partner_id, report.pieces_qty), (first.partner_id, 2))

    def test_a_transfer_under_a_notice_starts_from_the_notice(self):
        notice = self.shipped_notice()
        transfer = notice.line_ids.order_line_id.order_id.picking_ids
        with self.assertRaisesRegex(UserError, f"left under {notice.name}"):
            self.report_on(transfer)
        action = transfer.with_user(self.users["dom_manager"]).action_open_return_reports()
        self.assertEqual(action["context"], {"default_notice_id": notice.id})

    def test_the_button_of_the_transfer(self):
        transfer = self.delivered()
        action = transfer.with_user(self.users["dom_manager"]).action_open_return_reports()
        self.assertEqual(action["context"], {"default_transfer_id": transfer.id})
        report = self.report_on(transfer)
        self.assertEqual(transfer.return_report_count, 1)
        found = self.env["sales.manual.return"].search(action["domain"])
        self.assertEqual(found, report)

    def test_what_has_not_left_and_both_at_once_are_refused(self):
        waiting = self.delivered(ship=False)
        with self.assertRaisesRegex(UserError, "has not left"):
            self.report_on(waiting)
        transfer, notice = self.delivered(), self.shipped_notice()
        with self.assertRaisesRegex(UserError, "Choose one of them"):
            self.report_on(transfer, notice_id=notice.id)
        other = self.delivered().sale_id.order_line
        with self.assertRaisesRegex(UserError, "left otherwise"):
            self.report_on(transfer, line_ids=[Command.create({"order_line_id": other.id, "pieces_qty": 1})])

    def test_another_transfer_s_return_is_not_its_own(self):
        report = self.decided_on(self.delivered(), 2)
        other = self.send_back(self.delivered(), 2)
        with self.assertRaisesRegex(UserError, "brings back nothing"):
            other.return_report_id = report

    def test_of_its_department(self):
        transfer = self.delivered()
        with self.assertRaises(AccessError):
            self.report_on(transfer, user="int_manager")
        for key in ("int_salesperson", "dispatcher", "marketing"):
            with self.subTest(key), self.assertRaises(AccessError):
                self.report_on(transfer, user=key)
        report = self.report_on(transfer)
        self.assertFalse(report.with_user(self.users["int_manager"]).has_access("read"))
        self.assertTrue(report.with_user(self.users["dom_supervisor"]).has_access("read"))
        self.assertFalse(report.with_user(self.users["dom_supervisor"]).has_access("write"))

    def test_an_order_of_no_department_is_its_writer_s(self):
        transfer = self.delivered()
        transfer.sale_id.team_id = self.env["crm.team"].create({"name": "Before the departments"})
        report = self.report_on(transfer, user="int_manager")
        self.assertTrue(report.with_user(self.users["int_manager"]).has_access("write"))
        self.assertFalse(report.with_user(self.users["dom_manager"]).has_access("write"))

    def test_the_signature_is_over_the_transfer(self):
        report = self.decided_on(self.delivered())
        content = report._signoff_contents()[report.id]
        self.assertEqual(content["transfer_id"], report._signoff_ref(report.transfer_id))
        under_notice = self.decided(self.shipped_notice())
        self.assertNotIn("transfer_id", under_notice._signoff_contents()[under_notice.id])

    def test_statements_do_not_grow_with_the_lines(self):
        transfers = self.env["stock.picking"].union(*(self.delivered() for _number in range(5)))
        for transfer in transfers:
            self.send_back(transfer, 1)
        transfers._returnable_without_notice()
        counts = []
        for number in (1, 5):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(transfers[:number]._returnable_without_notice()), number)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestReturnedSerialsOfTransfers(TransferMixin, ReturnsCase):
    def test_serial_numbers_find_the_transfer(self):
        product = self._new_product("Tracked", 550, tracking="serial")
        lots = self.env["stock.lot"].create(
            [{"name": f"OLD-{number}", "product_id": product.id} for number in range(4)]
        )
        stock = self.warehouse.lot_stock_id
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(product, stock, 1, lot_id=lot)
        transfer = self.delivered(4, product)
        report = (
            self.env["sales.manual.return"].with_user(self.users["dom_manager"]).create({"serial_text": "OLD-1 OLD-3"})
        )
        report.action_find_serials()
        self.assertEqual((report.transfer_id, report.notice_id.id), (transfer, False))
        line = report.line_ids
        self.assertEqual(
            (line.pieces_qty, line.lot_ids, line.order_line_id), (2, lots[1] | lots[3], transfer.sale_id.order_line)
        )
        self.assertFalse(report._findings()[report.id][1:], "only the request is to be written")
        with self.assertRaisesRegex(UserError, "never left"):
            report.serial_text = "OLD-9"
            report.action_find_serials()

    def test_of_several_departures_the_last(self):
        product = self._new_product("Tracked", 550, tracking="serial")
        lot = self.env["stock.lot"].create({"name": "TWICE-1", "product_id": product.id})
        self.env["stock.quant"]._update_available_quantity(product, self.warehouse.lot_stock_id, 1, lot_id=lot)
        order = self.make_orders(self.decompose(self.effective_contract("domestic", [
            {"product_id": product.id, "entered_qty": 1}
        ])))  # fmt: skip
        self.released_notice(order)
        self.ship(order.picking_ids)
        back = self.send_back(order.picking_ids, 1)
        self.assertEqual(back.state, "done")
        again = self.delivered(1, product)
        report = self.env["sales.manual.return"].with_user(self.users["dom_manager"]).create({"serial_text": "TWICE-1"})
        report.action_find_serials()
        self.assertEqual((report.transfer_id, report.notice_id.id), (again, False))

    def test_a_departure_of_no_transfer_is_not_the_last(self):
        """The report's own comes first, else the last: what is of neither is no more than what it is."""
        product = self._new_product("Tracked", 550, tracking="serial")
        lot = self.env["stock.lot"].create({"name": "BARE-1", "product_id": product.id})
        self.env["stock.quant"]._update_available_quantity(product, self.warehouse.lot_stock_id, 1, lot_id=lot)
        order = self.make_orders(self.decompose(self.effective_contract("domestic", [
            {"product_id": product.id, "entered_qty": 1}
        ])))  # fmt: skip
        self.released_notice(order)
        transfer = order.picking_ids
        self.ship(transfer)
        self.send_back(transfer, 1)
        again = self.delivered(1, product)
        self.env.flush_all()
        self.cr.execute("UPDATE stock_move SET picking_id = NULL WHERE picking_id = %s", [transfer.id])
        self.env.invalidate_all()
        report = self.env["sales.manual.return"].with_user(self.users["dom_manager"]).create({"serial_text": "BARE-1"})
        report.action_find_serials()
        self.assertEqual((report.transfer_id, report.notice_id.id), (again, False))


@tagged("post_install", "-at_install")
class TestReturnedKits(TransferMixin, ReturnsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mrp.bom" not in cls.env or "bom_line_id" not in cls.env["stock.move"]._fields:
            raise unittest.SkipTest("kits need the manufacturing app")
        cls.kit = cls._new_product("Test kit", 1100)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": cls.module_550.id, "product_qty": 2}),
                    Command.create({"product_id": cls.unpowered.id, "product_qty": 5}),
                ],
            }
        )

    def test_a_kit_comes_back_in_its_parts(self):
        for product in (self.module_550, self.unpowered):
            self.put_in_stock(product, 100)
        contract = self.effective_contract("domestic", [{"product_id": self.kit.id, "entered_qty": 10}])
        order = self.make_orders(self.decompose(contract))
        notice = self.released_notice(order)
        self.ship(order.picking_ids)
        self.assertEqual(notice.shipped_qty, 10)
        report = self.decided(notice, 3)
        [back] = self.receive(report)
        self.assertEqual(
            {move.product_id: move.quantity for move in back.move_ids}, {self.module_550: 6, self.unpowered: 15}
        )
        self.assertEqual((report.received_qty, report.next_step), (3, "credit"))

    def test_a_kit_of_which_nothing_is_on_record_is_not_offered(self):
        self.put_in_stock(self.unpowered, 100)
        transfer = self.delivered(4, self.kit)
        if transfer.sale_id.order_line.shipping_kit_ratio:
            report = self.decided_on(transfer, 1)
            [back] = self.receive(report)
            self.assertEqual(sorted(back.move_ids.mapped("quantity")), [2, 5])
        else:
            with self.assertRaisesRegex(UserError, "parts of a kit.*Return the parts in Inventory"):
                self.report_on(transfer)

    def test_said_where_kits_are_looked_for(self):
        self.put_in_stock(self.unpowered, 100)
        transfer = self.delivered(4, self.kit, ship=False)
        order = transfer.sale_id
        order.order_line = [Command.create({"product_id": self.module_220.id, "product_uom_qty": 5, "price_unit": 9})]
        self.put_in_stock(self.module_220, 5)
        self.ship(transfer)
        order.order_line.with_context(**{PASS_KEY: PASS}).shipping_kit_ratio = False
        reports = self.env["sales.manual.return"].with_user(self.users["dom_manager"])
        answer = reports.new({"transfer_id": transfer.id})._onchange_transfer_id()
        self.assertIn("Test kit left as parts of a kit", answer["warning"]["message"])
        report = self.report_on(
            transfer, line_ids=[Command.create({"order_line_id": order.order_line[1].id, "pieces_qty": 1})]
        )
        self.assertIn("Test kit", str(report.with_user(self.users["dom_manager"]).alerts))
