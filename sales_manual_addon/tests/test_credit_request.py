"""Requests for limits, and overrides of notices that are held: who asks, who decides, what ends them."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .credit_case import CreditCase


@tagged("post_install", "-at_install")
class TestCreditRequest(CreditCase):
    def ask(self, user="dom_manager", **values):
        return self.requests.with_user(self.users[user]).create(
            {"partner_id": self.customer.id, "kind": "limit", "amount": 100, "reason": "Test", **values}
        )

    def test_requested_by_one_decided_by_another(self):
        request = self.ask()
        self.assertEqual((request.state, request.requested_by_id), ("requested", self.users["dom_manager"]))
        self.assertIn(self.gm, request.activity_ids.user_id)
        for user in ("dom_manager", "cmd_manager", "dgm", "sales_accountant"):
            with self.assertRaises(UserError):
                request.with_user(self.users[user]).action_approve("Mine")
        request.with_user(self.gm).action_approve("Good customer")
        self.assertEqual((request.state, request.decided_by_id, self.customer.credit_limit), ("approved", self.gm, 100))
        self.assertFalse(request.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "decided already"):
            request.with_user(self.gm).action_refuse("Again")

    def test_nobody_decides_on_his_own(self):
        self.company.credit_decider_ids = self.env.ref("sales_manual_addon.post_cmd_manager")
        request = self.ask("cmd_manager")
        with self.assertRaisesRegex(UserError, "requested by you"):
            request.with_user(self.cmd).action_approve("Mine")

    def test_settings_name_others(self):
        self.company.credit_decider_ids = self.env.ref("sales_manual_addon.post_dgm")
        request = self.ask()
        with self.assertRaises(UserError):
            request.with_user(self.gm).action_approve("No more")
        request.with_user(self.users["dgm"]).action_approve("As named")
        self.assertEqual(request.state, "approved")

    def test_refused_and_withdrawn_change_nothing(self):
        refused, withdrawn = self.ask(), self.ask()
        refused.with_user(self.gm).action_refuse("Too much")
        withdrawn.action_refuse("Not needed")
        self.assertEqual((refused.state, withdrawn.state), ("refused", "withdrawn"))
        self.assertEqual(self.customer.credit_limit, 0)

    def test_what_was_requested_stays(self):
        request = self.ask()
        for vals in ({"amount": 9}, {"state": "approved"}, {"decided_by_id": self.gm.id}, {"reason": "Else"}):
            with self.assertRaises(UserError):
                request.sudo().write(vals)
        with self.assertRaises(UserError):
            request.sudo().unlink()
        with self.assertRaises(AccessError):
            self.ask(state="approved")
        with self.assertRaises(AccessError):
            self.ask(requested_by_id=self.gm.id)

    def test_what_cannot_be_requested(self):
        today = self.company._sales_manual_today()
        for values in (
            {"amount": -1},
            {"kind": "temporary"},
            {"kind": "temporary", "date_from": today, "date_to": fields.Date.subtract(today, days=1)},
            {"kind": "days", "days": -1},
            {"amount": float("nan")},
            {"reason": " "},
        ):
            with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                self.ask(**values)
            self.assertNotIsInstance(caught.exception, TypeError)
        with self.assertRaisesRegex(UserError, "on the shipping notice"):
            self.ask(kind="override")

    def test_everybody_sees_their_own(self):
        request = self.ask()
        self.assertEqual(self.requests.with_user(self.users["dom_manager"]).search([]), request)
        self.assertFalse(self.requests.with_user(self.users["int_manager"]).search([]))
        self.assertIn(request, self.requests.with_user(self.cmd).search([]))
        self.assertIn(request, self.requests.with_user(self.users["auditor"]).search([]))
        stranger = new_test_user(self.env, login="credit_stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.requests.with_user(stranger).search([])


@tagged("post_install", "-at_install")
class TestCreditOverride(CreditCase):
    def held_notice(self, pieces=10):
        self.check()
        self.limit(1000)
        self.order = self.domestic_order(20)
        return self.make_notice(self.order, pieces=pieces, issue=False)

    def propose(self, notice):
        notice.with_user(self.cmd).action_propose_override("Payment is announced")
        return notice.credit_request_ids[:1]

    def approved(self, notice):
        override = self.propose(notice)
        override.with_user(self.gm).action_approve("Once")
        return override

    def test_proposed_decided_and_gone_through_to_goods_issue(self):
        notice = self.held_notice()
        self.assertTrue(notice.with_user(self.cmd).can_propose_override)
        self.assertFalse(notice.with_user(self.contract_post(notice)).can_propose_override)
        override = self.propose(notice)
        self.assertEqual((override.exposure_amount, override.limit_amount, override.notice_amount), (1650, 1000, 1650))
        self.issue(notice)
        self.assertEqual(notice.state, "draft", "proposed is not decided")
        override.with_user(self.gm).action_approve("Once")
        self.issue(notice)
        self.assertIn("Once", str(notice.alerts))
        self.sign_notice(notice)
        self.ship(self.order.picking_ids, pieces=10)
        self.assertEqual(notice.state, "shipped")
        self.assertEqual({check.verdict for check in notice.credit_check_ids}, {"refused", "overridden"})
        self.assertEqual(notice.credit_check_ids[:1].override_id, override)

    def test_who_proposes(self):
        notice = self.held_notice()
        for post in ("dom_contract", "gm", "sales_accountant", "dom_manager"):
            with self.assertRaises(UserError):
                notice.with_user(self.users[post]).action_propose_override("Please")
        with self.assertRaises(UserError):
            notice.with_user(self.cmd).action_propose_override(" ")
        self.propose(notice)
        with self.assertRaisesRegex(UserError, "proposed already"):
            self.propose(notice)
        with self.assertRaises(UserError):
            notice.credit_request_ids.with_user(self.cmd).action_approve("Mine")

    def test_nothing_to_override(self):
        notice = self.held_notice(pieces=1)
        with self.assertRaisesRegex(UserError, "not held"):
            self.propose(notice)

    def test_expires_when_the_amount_changes(self):
        notice = self.held_notice()
        override = self.approved(notice)
        notice.line_ids.pieces_qty = 11
        self.assertEqual(override.state, "expired")
        self.issue(notice)
        self.assertEqual(notice.state, "draft")

    def test_expires_when_the_departure_changes(self):
        notice = self.held_notice()
        override = self.approved(notice)
        notice.transport_note = "By road"
        self.assertEqual(override.state, "approved")
        notice.ship_date = fields.Date.add(notice.ship_date, days=1)
        self.assertEqual(override.state, "expired")

    def test_expires_when_the_customer_changes(self):
        notice = self.held_notice()
        override = self.approved(notice)
        notice.partner_id = self.env["res.partner"].create({"name": "Office", "parent_id": self.customer.id})
        self.assertEqual(override.state, "expired")

    def test_expires_when_the_notice_is_void(self):
        notice = self.held_notice()
        override = self.approved(notice)
        self.issue(notice)
        notice.with_user(self.contract_post(notice)).action_void("Not wanted")
        self.assertEqual(override.state, "expired")

    def test_a_change_behind_our_back_is_not_covered(self):
        notice = self.held_notice()
        override = self.approved(notice)
        self.env.flush_all()
        self.env.cr.execute("UPDATE sales_manual_notice SET amount = amount + 1 WHERE id = %s", [notice.id])
        self.env.invalidate_all()
        self.assertEqual(override.state, "approved")
        self.assertFalse(self.requests._override_of(notice))

    def test_prepayment_is_overridden_too(self):
        contract = self.effective_contract(
            "domestic", [{"entered_qty": 10}],
            milestone_ids=[Command.create({"name": "Deposit", "trigger": "contract", "percent": 100})],
        )  # fmt: skip
        order = self.make_orders(self.decompose(contract))
        self.check(credit="off", prepayment="block")
        notice = self.make_notice(order, issue=False)
        override = self.approved(notice)
        self.assertEqual(override.missing_amount, 1650)
        self.issue(notice)
        self.assertEqual(notice.state, "signing")
