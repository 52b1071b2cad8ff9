"""What the customer is told, and what he confirms: signed for, day, differences, transit losses (DOM-12)."""

import base64
from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .dispatch_common import DispatchCase


@tagged("post_install", "-at_install")
class TestConfirmation(DispatchCase):
    def mails(self, dispatch):
        """Those to the customer, not the notices of activities."""
        mails = self.env["mail.mail"].sudo().search([("model", "=", dispatch._name), ("res_id", "=", dispatch.id)])
        return mails.filtered(lambda mail: self.customer in mail.recipient_ids)

    def test_to_customer_and_clerk_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("sales_manual_addon.mail_template_dispatch")
        template.with_context(lang="zh_CN").subject = "贵司货物已发出 {{ object.name }}"
        self.customer.lang = "zh_CN"
        dispatch = self.let_out(self.shipped())
        dispatch.with_user(self.dispatcher).action_confirm_dispatch()
        mail = self.mails(dispatch)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.customer | self.clerk.partner_id)
        self.assertIn("贵司货物已发出", mail.subject)
        for text in ("沪A12345", "Wang", "Test module 550", "10"):
            self.assertIn(text, mail.body_html)
        self.assertEqual(dispatch.confirmed_by_id, self.dispatcher)
        self.assertTrue(dispatch.confirmed_date)

    def test_by_itself_where_wanted(self):
        self.company.dispatch_mail_is_automatic = True
        dispatch = self.let_out(self.shipped())
        self.assertTrue(dispatch.confirmed_date)
        self.assertEqual(len(self.mails(dispatch)), 1)

    def test_without_address(self):
        self.customer.email = False
        dispatch = self.let_out(self.shipped())
        with self.assertRaisesRegex(UserError, "Test domestic customer: no e-mail"):
            dispatch.with_user(self.dispatcher).action_confirm_dispatch()
        self.company.dispatch_mail_is_automatic = True
        other = self.let_out(self.shipped())  # leaves all the same, and says so
        self.assertFalse(other.confirmed_date)
        self.assertIn("no e-mail address", str(other.message_ids.mapped("body")))

    def test_not_before_it_left(self):
        dispatch = self.gate_pass(self.shipped())
        with self.assertRaisesRegex(UserError, "Loading"):
            dispatch.with_user(self.dispatcher).action_confirm_dispatch()


@tagged("post_install", "-at_install")
class TestArrival(DispatchCase):
    def test_the_clerk_of_the_department_is_asked(self):
        dispatch = self.let_out(self.shipped(), expected_date=self.today + timedelta(days=2))
        activity = dispatch.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.clerk, self.today + timedelta(days=2)))
        abroad = self.let_out(self.shipped(market="international"))
        self.assertEqual(abroad.activity_ids.user_id, self.users["int_clerk"])

    def test_a_clerk_of_another_company_is_not_told(self):
        team = self.team["domestic"]
        team.company_id = False
        abroad = self._new_user("a_clerk", "dom_clerk")
        other = self.env["res.company"].create({"name": "Test other company"})
        abroad.write({"name": "A first", "company_ids": [Command.set(other.ids)], "company_id": other.id})
        team.member_ids += abroad
        dispatch = self.let_out(self.shipped())
        self.assertEqual(dispatch.activity_ids.user_id, self.clerk)
        self.assertEqual(dispatch.confirmation_partner_ids, self.customer | self.clerk.partner_id)

    def test_everything_arrived(self):
        dispatch = self.arrived(self.let_out(self.shipped()))
        self.assertEqual((dispatch.state, dispatch.loss_qty, dispatch.damaged_qty), ("arrived", 0, 0))
        self.assertEqual((dispatch.arrival_confirmed_by_id, dispatch.arrival_date), (self.clerk, self.today))
        self.assertFalse(dispatch.activity_ids)

    def test_differences_stand_with_their_cause_and_the_salesperson_hears(self):
        dispatch = self.let_out(self.shipped())
        with (
            self.assertRaisesRegex(UserError, "10 pieces left, 8 were received, 1 of them damaged"),
            self.env.cr.savepoint(),
        ):
            self.arrived(dispatch, received=8, damaged_qty=1)
        self.arrived(dispatch, received=8, damaged_qty=1, difference_note="Accident")
        self.assertEqual((dispatch.loss_qty, dispatch.damaged_qty), (2, 1))
        self.assertEqual(dispatch.activity_ids.user_id, self.users["dom_supervisor"])
        losses = self.env["sales.manual.dispatch.line"].search(
            [("loss_qty", "!=", 0), ("dispatch_id", "=", dispatch.id)]
        )
        self.assertEqual((losses.carrier_id, losses.difference_note), (self.carrier, "Accident"))

    def test_more_received_than_left(self):
        dispatch = self.arrived(self.let_out(self.shipped()), received=11, difference_note="Counted twice")
        self.assertEqual(dispatch.loss_qty, -1)

    def test_impossible_arrivals(self):
        dispatch = self.let_out(self.shipped()).with_user(self.clerk)
        for values, message in (
            ({"signed_by": "Zhao"}, "day of arrival"),
            ({"signed_by": " ", "arrival_date": self.today}, "who signed"),
            ({"signed_by": "Zhao", "arrival_date": self.today + timedelta(days=1)}, "between then and today"),
            ({"signed_by": "Zhao", "arrival_date": self.today - timedelta(days=9)}, "between then and today"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
                dispatch.write(values)
                dispatch.action_confirm_arrival()
        for values in ({"received_qty": -1}, {"received_qty": 2.5}, {"damaged_qty": "many"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                dispatch.line_ids.write(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            dispatch.line_ids.write({"received_qty": 3, "damaged_qty": 4})
            dispatch.env.flush_all()

    def test_only_once_and_not_while_loading(self):
        dispatch = self.gate_pass(self.shipped())
        with self.assertRaisesRegex(UserError, "Loading"):
            dispatch.with_user(self.clerk).action_confirm_arrival()
        dispatch.with_user(self.dispatcher).action_leave()
        self.arrived(dispatch)
        with self.assertRaisesRegex(UserError, "At customer"):
            dispatch.with_user(self.clerk).action_confirm_arrival()
        with self.assertRaisesRegex(UserError, "At customer"):
            dispatch.with_user(self.dispatcher).action_void("Too late")

    def test_reopened(self):
        dispatch = self.arrived(self.let_out(self.shipped()))
        dispatch.with_user(self.clerk).action_reopen("Counted again")
        self.assertEqual(dispatch.state, "left")
        self.arrived(dispatch, received=9, difference_note="One short")
        self.assertEqual(dispatch.loss_qty, 1)

    def test_return_copy_can_come_later(self):
        dispatch = self.arrived(self.let_out(self.shipped()))
        dispatch.with_user(self.clerk).write(
            {"return_copy": base64.b64encode(b"%PDF-1.4 signed"), "return_copy_name": "回单.pdf"}
        )
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [("res_model", "=", dispatch._name), ("res_id", "=", dispatch.id), ("res_field", "=", "return_copy")]
            )
        )
        self.assertEqual(attachment.raw, b"%PDF-1.4 signed")
        self.assertEqual(self.dispatches.search([("return_copy", "!=", False), ("id", "=", dispatch.id)]), dispatch)

    def test_of_the_own_department(self):
        dispatch = self.let_out(self.shipped())
        with self.assertRaises(AccessError):
            self.arrived(dispatch, clerk=self.users["int_clerk"])
        self.assertEqual(dispatch.state, "left")
