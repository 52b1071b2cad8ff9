"""Credit and payment before goods: asked at issue, at the signatures and at goods issue (DOM-3, CUS-2)."""

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..models.credit.assessment import CreditRefused
from .credit_case import CreditCase


@tagged("post_install", "-at_install")
class TestCreditGate(CreditCase):
    def test_off_until_an_administrator_turns_it_on(self):
        self.limit(1)
        order = self.domestic_order(10)
        notice = self.released_notice(order)
        self.ship(order.picking_ids)
        self.assertEqual(notice.state, "shipped")
        self.assertFalse(notice.credit_check_ids)

    def test_over_the_limit_nothing_is_issued_and_the_refusal_is_kept(self):
        self.check()
        self.limit(1000)
        notice = self.make_notice(self.domestic_order(10), issue=False)
        self.assertIn("650.00 over the limit", str(notice.alerts))
        action = self.issue(notice)
        self.assertEqual((notice.state, notice.name), ("draft", False))
        self.assertIn("650.00 over the limit", action["params"]["message"])
        self.assertIn("General manager", action["params"]["message"])
        check = notice.credit_check_ids
        self.assertEqual((check.occasion, check.verdict), ("issue", "refused"))
        self.assertEqual((check.exposure_amount, check.limit_amount), (1650, 1000))
        self.assertEqual(check.user_id, self.contract_post(notice))
        self.assertIn("650.00", check.finding_text)

    def test_within_the_limit_each_step_leaves_its_check(self):
        self.check()
        self.limit(1650)
        order = self.domestic_order(10)
        notice = self.released_notice(order)
        self.ship(order.picking_ids)
        self.assertEqual(
            self.verdicts(notice),
            [("issue", "passed"), ("sign", "passed"), ("sign", "passed"), ("sign", "passed"), ("leave", "passed")],
        )

    def test_warned_only(self):
        self.check(credit="warn")
        self.limit(1000)
        notice = self.make_notice(self.domestic_order(10))
        self.assertEqual(notice.state, "signing")
        self.assertEqual(self.verdicts(notice), [("issue", "warned")])

    def test_of_one_market_only(self):
        self.check(credit_market="international")
        self.limit(0)
        self.assertEqual(self.make_notice(self.domestic_order(10)).state, "signing")

    def test_two_notices_share_one_limit(self):
        self.check()
        self.limit(1650)
        order = self.domestic_order(20)
        first, second = (self.make_notice(order, pieces=10, issue=False) for _number in range(2))
        self.issue(first)
        self.issue(second)
        self.assertEqual((first.state, second.state), ("signing", "draft"))
        self.sign_notice(first)
        self.assertEqual(first.state, "released")

    def test_two_notices_issued_in_one_call_are_both_refused(self):
        self.check()
        self.limit(1650)
        order = self.domestic_order(20)
        notices = self.env["sales.manual.notice"].union(
            *(self.make_notice(order, pieces=10, issue=False) for _number in range(2))
        )
        notices.with_user(self.contract_post(notices[0])).action_issue()
        self.assertEqual(set(notices.mapped("state")), {"draft"})
        self.assertIn("refused", notices.credit_check_ids.mapped("verdict"))

    def test_a_signature_is_refused_when_the_customer_has_come_to_owe_more(self):
        self.check()
        self.limit(2000)
        notice = self.make_notice(self.domestic_order(10))
        self.open_invoice(1000)
        action = notice.with_user(self.contract_post(notice, second=True)).action_sign()
        self.assertIn("650.00 over", action["params"]["message"])
        self.assertFalse(notice.signoff_ids.filtered(lambda act: act.act == "sign"))
        self.assertEqual(self.verdicts(notice)[-1], ("sign", "refused"))

    def test_what_was_issued_later_does_not_hold_what_came_first(self):
        self.check(credit="block")
        self.limit(1650)
        order = self.domestic_order(20)
        first = self.make_notice(order, pieces=10)
        self.check(credit="warn")
        self.make_notice(order, pieces=10)
        self.check(credit="block")
        self.sign_notice(first)
        self.assertEqual(first.state, "released")

    def test_goods_do_not_leave_when_the_customer_has_come_to_owe_more(self):
        self.check()
        self.limit(2000)
        order = self.domestic_order(10)
        notice = self.released_notice(order)
        self.open_invoice(1000)
        picking = order.picking_ids
        self.assertIn("650.00 over", picking.shipping_gate_reason)
        action = self.ship(picking)
        self.assertIn("650.00 over", action["params"]["message"])
        self.assertNotEqual(picking.state, "done")
        self.assertEqual(self.verdicts(notice)[-1], ("leave", "refused"))
        # what does not ask beforehand is stopped where goods move
        picking.move_ids.write({"quantity": 10, "picked": True})
        with self.assertRaises(CreditRefused), self.env.cr.savepoint():
            picking.move_ids._action_done()

    def test_the_dispatcher_needs_no_credit_right(self):
        self.check()
        self.limit(1650)
        order = self.domestic_order(10)
        self.released_notice(order)
        self.ship(order.picking_ids, user=self.users["dispatcher"])
        self.assertEqual(order.picking_ids.state, "done")

    def test_nothing_overdue_beyond_the_days(self):
        self.check(credit_overdue_days=10)
        self.open_invoice(100, days_ago=10)
        order = self.domestic_order(10)
        self.assertEqual(self.make_notice(order, pieces=1).state, "signing")
        self.open_invoice(100, days_ago=11)
        notice = self.make_notice(order, pieces=1, issue=False)
        self.assertIn("11 days", self.issue(notice)["params"]["message"])

    def test_less_or_a_return_is_not_asked(self):
        self.check()
        self.limit(2000)
        order = self.domestic_order(10)
        notice = self.released_notice(order)
        self.ship(order.picking_ids)
        self.open_invoice(5000)
        checks = len(notice.credit_check_ids)
        order.picking_ids.move_ids.move_line_ids.quantity = 8
        self.assertEqual(notice.shipped_qty, 8)
        self.assertEqual(len(notice.credit_check_ids), checks)

    # evidence

    def test_checks_are_kept_as_they_were(self):
        self.check()
        notice = self.make_notice(self.domestic_order(10))
        check = notice.credit_check_ids
        for act in (lambda: check.write({"verdict": "passed"}), check.unlink, check.copy):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(AccessError):
            check.sudo().with_context(sales_manual_pass=True).write({"verdict": "refused"})

    # Odoo's limit

    def test_odoos_limit_is_decided_on_not_written(self):
        accountant = self.users["sales_accountant"]
        self.env.ref("base.group_partner_manager").user_ids = [Command.link(accountant.id)]
        customer = self.customer.with_user(accountant)
        customer.credit_limit = 5
        self.check()
        with self.assertRaisesRegex(AccessError, "General manager"):
            customer.credit_limit = 1_000_000
        with self.assertRaises(AccessError):
            customer.use_partner_credit_limit = False
        with self.assertRaises(AccessError):
            customer.create({"name": "New", "credit_limit": 7})
        customer.create({"name": "Address", "parent_id": customer.id})
        customer.name = "Renamed"
        self.assertEqual(self.customer.credit_limit, 5)

    def test_settings_are_the_configurations(self):
        with self.assertRaises(AccessError):
            self.company.with_user(self.gm).sudo().with_user(self.gm).write({"credit_check": "off"})
        with self.assertRaises(ValidationError):
            self.company.write({"credit_grade_1_turnover": 1, "credit_grade_2_turnover": 2})


@tagged("post_install", "-at_install")
class TestPaymentMilestones(CreditCase):
    def contract(self, *milestones, pieces=10, batches=1, **values):
        contract = self.effective_contract(
            "domestic",
            [{"entered_qty": pieces}],
            milestone_ids=[Command.create({"name": f"Stage {i}", **m}) for i, m in enumerate(milestones, 1)],
            **values,
        )
        self.put_in_stock(self.module_550, pieces * 3)
        self.decompose(contract, [pieces // batches] * batches)
        self.check(credit="off", prepayment="block")
        return contract, [self.make_orders(batch) for batch in contract.batch_ids.sorted("number")]

    def held(self, order):
        """What the maker reads who issues a notice over the order; None where it goes through."""
        notice = self.make_notice(order, issue=False)
        action = self.issue(notice)
        return action["params"]["message"] if isinstance(action, dict) else None

    def test_deposit_and_balance_before_goods(self):
        contract, (order,) = self.contract(
            {"trigger": "contract", "percent": 30}, {"trigger": "before_shipment", "percent": 70}
        )
        text = self.held(order)
        self.assertIn("Stage 1", text)
        self.assertIn("495.00 missing", text)
        self.assertIn("1,155.00 missing", text)
        self.assertIn("General manager", text)
        self.pay(1000, contract=contract)
        text = self.held(order)
        self.assertNotIn("Stage 1", text)
        self.assertIn("650.00 missing", text)
        self.pay(650, contract=contract)
        self.assertIsNone(self.held(order))

    def test_an_amount_in_the_place_of_a_share(self):
        contract, (order,) = self.contract({"trigger": "contract", "amount": 200, "percent": 0})
        self.assertIn("200.00 missing", self.held(order))
        self.pay(200, contract=contract)
        self.assertIsNone(self.held(order))
        with self.assertRaises(ValidationError):
            self.make_contract("domestic", milestone_ids=[Command.create({"name": "x", "amount": 5, "percent": 5})])
        with self.assertRaises(ValidationError):
            self.make_contract("domestic", milestone_ids=[Command.create({"name": "x"})])

    def test_what_was_paid_for_a_batch_serves_that_batch(self):
        contract, (first, second) = self.contract({"trigger": "before_shipment", "percent": 100}, batches=2)
        batches = contract.batch_ids.sorted("number")
        self.pay(825, batch=batches[1])
        self.assertIn("825.00 missing", self.held(first))
        self.assertIsNone(self.held(second))
        self.pay(825, contract=contract)
        self.assertIsNone(self.held(first))

    def test_one_receipt_serves_one_notice(self):
        contract, (first, second) = self.contract({"trigger": "before_shipment", "percent": 100}, batches=2)
        self.pay(825, contract=contract)
        self.assertIsNone(self.held(first))
        self.assertIn("825.00 missing", self.held(second))

    def test_only_posted_payments_that_name_the_contract_count(self):
        contract, (order,) = self.contract({"trigger": "contract", "percent": 10})
        self.pay(165)
        self.assertIn("165.00 missing", self.held(order))
        payment = self.pay(165, contract=contract)
        self.assertIsNone(self.held(order))
        payment.action_draft()
        payment.action_cancel()
        notice = order.order_line.contract_batch_line_id.batch_id.notice_ids.filtered(lambda n: n.state == "signing")
        action = notice.with_user(self.contract_post(notice, second=True)).action_sign()
        self.assertIn("165.00 missing", action["params"]["message"])

    def test_paid_back_counts_no_more(self):
        contract, (order,) = self.contract({"trigger": "contract", "percent": 10})
        self.pay(165, contract=contract)
        self.pay(65, contract=contract, payment_type="outbound")
        self.assertIn("65.00 missing", self.held(order))

    def test_after_shipment_the_days_run(self):
        contract, (first, second) = self.contract({"trigger": "shipment", "percent": 100, "days": 5}, batches=2)
        self.assertIsNone(self.held(first))
        notice = contract.notice_ids
        self.sign_notice(notice)
        self.ship(first.picking_ids)
        self.assertEqual(notice.state, "shipped")
        self.env.flush_all()
        delivery = notice.delivery_ids
        for days, is_held in ((5, False), (6, True)):
            day = fields.Date.subtract(self.env.company._sales_manual_today(), days=days)
            self.env.cr.execute("UPDATE sales_manual_notice_delivery SET day = %s WHERE id = %s", [day, delivery.id])
            self.env.invalidate_all()
            shortages = contract._payment_shortages(self.make_notice(second, issue=False))
            self.assertEqual([round(shortage["missing"]) for shortage in shortages], [825] if is_held else [])

    def test_a_payment_names_a_contract_of_its_own_customer(self):
        contract, _orders = self.contract({"trigger": "contract", "percent": 10})
        with self.assertRaisesRegex(ValidationError, "comes from its customer"):
            self.pay(10, partner=self.foreign_customer, contract=contract)
        other = self.effective_contract("domestic")
        batch = self.decompose(other)
        with self.assertRaisesRegex(ValidationError, "another contract"):
            self.pay(10, contract=contract, contract_batch_id=batch.id)

    def test_a_payment_registered_on_invoices_names_their_contract(self):
        order = self.domestic_order(10)
        self.released_notice(order)
        self.ship(order.picking_ids)
        invoice = self.invoice(order)
        action = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()  # fmt: skip
        self.assertEqual(action.sales_contract_id, order.sales_contract_id)

    def test_receipts_are_never_used_twice(self):
        """Conservation: what milestones take is no more than what was received, whatever was paid for what."""
        contract, orders = self.contract(
            {"trigger": "contract", "percent": 20}, {"trigger": "before_shipment", "percent": 80}, batches=2
        )
        batches = contract.batch_ids.sorted("number")
        received = 0
        for amount, batch in ((100, None), (400, batches[0]), (50, batches[1]), (333.33, None), (700, batches[1])):
            received += amount
            self.pay(amount, contract=contract, batch=batch)
            for order in orders:
                notice = self.make_notice(order, issue=False)
                demands = contract._payment_demands(notice)
                short = contract._payment_shortages(notice)
                used = sum(d.amount for d in demands) - sum(s["missing"] for s in short)
                self.assertLessEqual(round(used, 2), round(received, 2))
                self.assertTrue(all(s["missing"] > 0 for s in short))
                notice.unlink()
