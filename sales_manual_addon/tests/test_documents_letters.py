from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .documents_common import DocumentsCase


@tagged("post_install", "-at_install")
class TestPickup(DocumentsCase):
    """Pick-up orders: of released goods, until a day, to the customer's carrier (DOM-11, INT-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.orders = case.confirmed_order(100)
        cls.notice = case.released_notice(cls.orders, 60)

    def pickup(self, user="int_salesperson", **values):
        pickups = self.env["sales.manual.pickup"].with_user(self.users[user])
        return pickups.create({"notice_id": self.notice.id, "carrier": "Their truck", "plate": "S-AB 1", **values})

    def test_lists_what_may_still_leave(self):
        self.ship(self.orders.picking_ids, 20)
        pickup = self.pickup()
        pickup.action_issue()
        self.assertEqual((pickup.state, pickup.pieces_qty), ("issued", 40))
        self.assertRegex(pickup.name, r"^PU-\d{4}-\d{5}$")
        text = self.text(pickup, "int_salesperson")
        for word in ("Pick-up Order 提货单", pickup.name, self.notice.name, "Their truck", "S-AB 1",
                     self.module_550.name, "40", "Valid until 有效期至", pickup.valid_until.isoformat()):  # fmt: skip
            self.assertIn(word, text)

    def test_what_is_issued_stays(self):
        pickup = self.pickup()
        pickup.action_issue()
        self.ship(self.orders.picking_ids, 20)
        self.assertIn("60", self.text(pickup, "int_salesperson"))
        with self.refused("has been issued", UserError):
            pickup.plate = "forged"
        with self.refused("keeps its number", UserError):
            pickup.unlink()

    def test_of_one_transfer(self):
        self.ship(self.orders.picking_ids, 20)
        rest = self.orders.picking_ids.filtered(lambda picking: picking.state != "done")
        rest.move_ids.product_uom_qty = 15
        pickup = self.pickup(picking_id=rest.id)
        pickup.action_issue()
        self.assertEqual(pickup.pieces_qty, 15)
        foreign = self.confirmed_order(10).picking_ids
        with self.refused("moves nothing of this", ValidationError):
            self.pickup(picking_id=foreign.id)

    def test_refused_until_it_can_be_honoured(self):
        unsigned = self.make_notice(self.confirmed_order(10))
        for values, words in (
            ({"notice_id": unsigned.id}, "is not released"),
            ({"carrier": " "}, "Enter the carrier"),
            ({"valid_until": self.later(-1)}, "has passed"),
        ):
            with self.refused(words):
                self.pickup(**values).action_issue()

    def test_one_in_force(self):
        self.pickup().action_issue()
        with self.refused("is in force for these goods"):
            self.pickup().action_issue()

    def test_void_with_a_reason_and_with_its_notice(self):
        first, salesperson = self.pickup(), self.users["int_salesperson"]
        first.action_issue()
        dialog = self.env["sales.manual.paper.act"].with_user(salesperson).browse(first.action_open_void()["res_id"])
        dialog.reason = "Another carrier"
        dialog.action_apply()
        self.assertEqual((first.state, first.void_reason), ("void", "Another carrier"))
        self.assertIn("VOID 作废：Another carrier", self.text(first, "int_salesperson"))
        second = self.pickup()
        second.action_issue()
        self.notice.with_user(self.users["int_contract"]).action_void("Order changed")
        self.assertEqual(second.state, "void")

    def test_original_and_reprint(self):
        pickup = self.pickup()
        pickup.action_issue()
        pickup.action_print()
        self.assertIn("Original 正本", self.text(pickup, "int_salesperson"))
        with self.refused("Reprinting takes", AccessError):
            pickup.with_user(self.users["dispatcher"]).action_print()
        self.assertIn("非正本", self.text(pickup, "dispatcher"))
        self.reprint(pickup, "int_salesperson")
        self.assertIn("Reprint 2", self.text(pickup, "int_salesperson"))

    def test_who_issues(self):
        for post in ("int_salesperson_2", "int_contract", "dispatcher", "gm", "dom_supervisor"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.cr.savepoint():
                self.pickup(post)

    def test_many_goods_break_into_sheets(self):
        contract = self.effective_contract(lines=[{"entered_qty": 90}])
        notice = self.released_notice(self.make_orders(self.decompose(contract, [1] * 90)))
        pickup = self.pickup(notice_id=notice.id)
        pickup.action_issue()
        values = self.env["report.sales_manual_addon.report_pickup"]._get_report_values(pickup.ids)
        pages = values["prints"][0]["pages"]
        self.assertGreater(len(pages), 1)
        self.assertEqual(sum(len(page["lines"]) for page in pages), 90)
        content = self.env["ir.actions.report"]._render_qweb_html("sales_manual_addon.report_pickup", pickup.ids)[0]
        self.assertEqual(content.count(b"<thead>"), sum(1 for page in pages if page["lines"]), "heads repeat")


@tagged("post_install", "-at_install")
class TestPaymentNotice(DocumentsCase):
    """Payment notices: what a contract asks for and has not received, in the customer's language (DOM-11, INT-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.contract = case.effective_contract(
            milestone_ids=[
                Command.create({"name": "Deposit", "trigger": "contract", "percent": 30, "sequence": 1}),
                Command.create({"name": "Before shipment", "trigger": "before_shipment", "percent": 50, "sequence": 2}),
                Command.create({"name": "Balance", "trigger": "shipment", "percent": 20, "days": 10, "sequence": 3}),
            ]
        )
        cls.batches = case.decompose(cls.contract, [400, 600], cls.today + timedelta(days=10))
        cls.batches[1].delivery_date = cls.today + timedelta(days=60)
        cls.total = cls.contract.computed_amount

    def letter(self, user="int_salesperson", **values):
        letters = self.env["sales.manual.payment.notice"].with_user(self.users[user])
        return letters.create({"contract_id": self.contract.id, **values})

    def pay(self, amount, batch=None):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.foreign_customer.id,
                "amount": amount,
                "currency_id": self.usd.id,
                "sales_contract_id": self.contract.id,
                "contract_batch_id": batch and batch.id,
            }
        )
        payment.action_post()
        return payment

    def asked(self, letter):
        return [(line.milestone_id.name, line.batch_id.id, round(line.open_amount, 2)) for line in letter.line_ids]

    def test_milestones_that_fall_due(self):
        letter = self.letter()
        self.assertEqual((letter.partner_id, letter.currency_id), (self.foreign_customer, self.usd))
        share = round(self.total * 0.3, 2)
        before = round(self.total * 0.4 * 0.5, 2)
        self.assertEqual(
            self.asked(letter), [("Deposit", False, share), ("Before shipment", self.batches[0].id, before)]
        )
        self.assertAlmostEqual(letter.amount_open, share + before, 2)
        letter.due_until = self.later(90)
        self.assertEqual(len(letter.line_ids), 3, "the second batch too")

    def test_the_contract_opens_its_letters_or_the_first(self):
        def views(user):
            action = self.contract.with_user(self.users[user]).action_open_payment_notices()
            return [kind for _view, kind in action["views"]]

        self.assertEqual(views("int_salesperson"), ["form"])
        self.assertEqual(views("int_contract")[0], "list", "who writes none looks for them")
        self.letter()
        self.contract.invalidate_recordset()
        self.assertEqual(views("int_salesperson")[0], "list")

    def test_receipts_serve_what_is_due_first(self):
        self.pay(self.total * 0.35)
        letter = self.letter()
        self.assertEqual([name for name, _batch, _amount in self.asked(letter)], ["Before shipment"])
        self.assertAlmostEqual(letter.amount_open, self.total * (0.2 - 0.05), 2)
        self.pay(self.total * 0.15, self.batches[0])
        letter.action_refresh()
        self.assertFalse(letter.line_ids)
        with self.refused("Nothing is due"):
            letter.action_issue()

    def test_balance_after_shipment(self):
        orders = self.make_orders(self.batches[0])
        self.put_in_stock(self.module_550, 400)
        self.released_notice(orders)
        self.ship(orders.picking_ids)
        letter = self.letter()
        self.assertIn(("Balance", self.batches[0].id, round(self.total * 0.4 * 0.2, 2)), self.asked(letter))
        due = letter.line_ids.filtered(lambda line: line.milestone_id.name == "Balance").due_date
        self.assertEqual(due, self.later(10))

    def test_balance_after_the_bill_of_lading(self):
        self.contract._passed().milestone_ids[2].trigger = "bill_of_lading"
        orders = self.make_orders(self.batches[0])
        self.put_in_stock(self.module_550, 400)
        notice = self.released_notice(orders)
        self.ship(orders.picking_ids)
        self.assertNotIn("Balance", [name for name, _batch, _amount in self.asked(self.letter())])
        self.say(self.row(notice, "bl"), pieces_qty=400, date=self.later(-3))
        line = self.letter().line_ids.filtered(lambda line: line.milestone_id.name == "Balance")
        self.assertEqual(line.due_date, self.later(7))

    def test_open_invoices_where_there_are_no_milestones(self):
        orders = self.confirmed_order(10)
        self.released_notice(orders)
        self.ship(orders.picking_ids)
        move = orders.with_user(self.users["sales_accountant"])._create_invoices()
        move.action_post()
        letter = self.letter(contract_id=orders.sales_contract_id.id, due_until=self.later(90))
        self.assertEqual((letter.line_ids.move_id, letter.amount_open), (move, move.amount_residual))
        whole = self.letter(
            contract_id=False, partner_id=self.foreign_customer.id, currency_id=self.usd.id, due_until=self.later(90)
        )
        self.assertEqual(whole.line_ids.move_id, move)

    def test_figures_are_nobodys_to_type(self):
        letter = self.letter()
        line = letter.line_ids[0]
        for act in (
            lambda: line.write({"amount": 1}),
            lambda: letter.write({"line_ids": [Command.update(line.id, {"open_amount": 1})]}),
            lambda: letter.write({"amount_open": 1}),
            lambda: letter.write({"sent_date": fields.Datetime.now()}),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                act()
        line.unlink()  # what is not asked for this time
        self.assertEqual(len(letter.line_ids), 1)
        letter.action_issue()
        with self.refused("has been issued", UserError):
            letter.line_ids.unlink()

    def test_figures_of_another_day_are_not_issued(self):
        letter = self.letter()
        with freeze_time(fields.Datetime.now() + timedelta(days=2)), self.refused("of another day"):
            letter.action_issue()

    def test_sent_is_what_the_customer_got(self):
        self.foreign_customer.email = "buyer@example.com"
        letter = self.letter()
        action = letter.action_send()
        self.assertEqual(letter.state, "issued")
        self.assertRegex(letter.name, r"^PN-\d{4}-\d{5}$")
        self.assertFalse(letter.sent_date, "nothing has left yet")
        composer = self.env["mail.compose.message"].with_user(self.users["int_salesperson"])
        composer = composer.with_context(**action["context"]).create({})
        self.assertIn(self.foreign_customer, composer.partner_ids)
        composer._action_send_mail()
        self.assertTrue(letter.sent_date)
        self.assertEqual(letter.sent_to, "buyer@example.com")
        self.assertEqual(letter.print_ids.mapped("way"), ["mail"])
        message = letter.message_ids.filtered("attachment_ids")[:1]
        self.assertIn(letter.name, message.subject)

    def test_a_note_inside_is_no_letter(self):
        letter = self.letter()
        letter.action_issue()
        letter.message_post(body="Called them", attachments=[("a.txt", b"a")])
        self.assertFalse(letter.sent_date)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.contract._passed().milestone_ids[0].with_context(lang="zh_CN").name = "定金"
        letter = self.letter()
        letter.action_issue()
        self.assertIn("Deposit", self.text(letter, "int_salesperson"))
        self.foreign_customer.lang = "zh_CN"
        text = self.text(letter, "int_salesperson")
        self.assertIn("定金", text)
        self.assertNotIn("Deposit", text)

    def test_who_sends(self):
        for post in ("int_salesperson_2", "int_clerk", "int_contract", "gm", "cashier"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.cr.savepoint():
                self.letter(post)
        letter = self.letter()
        seen = {
            post for post, user in self.users.items()
            if self.env["sales.manual.payment.notice"].with_user(user).search_count([("id", "=", letter.id)])
        }  # fmt: skip
        self.assertLessEqual({"int_salesperson", "int_manager", "cashier", "gm"}, seen)
        self.assertFalse(seen & {"int_salesperson_2", "dom_supervisor", "dispatcher"})
