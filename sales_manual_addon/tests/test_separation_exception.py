"""Exceptions: dated, asked for by one, decided on by another, ended by themselves."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, freeze_time, tagged

from .separation_case import SeparationCase


@tagged("post_install", "-at_install")
class TestSeparationException(SeparationCase):
    def test_approved_exception_allows_what_it_names(self):
        exception = self.approved()
        self.assertEqual((exception.state, exception.decided_by_id), ("approved", self.gm))
        self.give(self.user, self.maker, self.warehouse)
        self.assertFalse(self.conflicts(self.user))
        self.assertFalse(self.findings(self.user))
        with self.assertRaisesRegex(ValidationError, "Sales accountant"):
            self.give(self.user, self.ref("post_sales_accountant"))
        other = self.new_user("other")
        with self.assertRaisesRegex(ValidationError, "must be apart"):
            self.give(other, self.maker, self.warehouse)

    def test_only_requested_allows_nothing(self):
        self.request()
        with self.assertRaisesRegex(ValidationError, "must be apart"):
            self.give(self.user, self.maker, self.warehouse)

    def test_valid_on_its_last_day_and_no_longer(self):
        self.approved(date_from=self.today + timedelta(days=2))
        given = [(self.user, self.maker), (self.user, self.warehouse)]
        for days, count in ((0, 1), (1, 1), (2, 0), (30, 0), (31, 1)):
            day = self.today + timedelta(days=days)
            self.assertEqual(len(self.conflicts(self.user, given=given, day=day)), count, days)

    def test_after_its_end_it_is_a_finding(self):
        exception = self.approved()
        self.give(self.user, self.maker, self.warehouse)
        self.assertFalse(self.findings(self.user))
        with freeze_time(self.today + timedelta(days=32)):
            self.exception._cron_daily()
            self.assertEqual(exception.state, "ended")
            self.assertEqual(self.findings(self.user).separation_id, self.rule)
            self.user.write({"name": "Still there"})  # nothing unrelated is hindered

    def test_a_new_exception_closes_the_finding(self):
        self.let_loading_give(self.user, self.maker, self.warehouse)
        finding = self.findings(self.user)
        action = finding.with_user(self.administrator).action_request_exception()
        form = Form(self.exception.with_user(self.administrator).with_context(**action["context"]))
        self.assertEqual(form.user_id, self.user)
        form.date_to = self.today + timedelta(days=5)
        form.reason, form.control = "The old way", "Checked by the manager every week"
        exception = form.save()
        self.assertEqual((exception.side_a_ids, exception.side_b_ids), (self.notice_make, self.warehouse))
        exception.with_user(self.dgm).action_approve("Until the end of the week")
        self.assertFalse(self.findings(self.user))
        self.assertEqual(finding.resolution, "exception")

    def test_reminded_once_before_the_end(self):
        exception = self.approved()
        self.exception._cron_daily()
        self.assertFalse(exception.activity_ids)
        for days in (25, 26):
            with freeze_time(self.today + timedelta(days=days)):
                self.exception._cron_daily()
                self.assertEqual(exception.activity_ids.user_id, self.gm)
                self.assertEqual(len(exception.activity_ids), 1)

    def test_approvers_are_asked(self):
        exception = self.request(self.gm)
        self.assertIn(self.dgm, exception.activity_ids.user_id)
        self.assertNotIn(self.gm, exception.activity_ids.user_id)
        exception.with_user(self.dgm).action_approve("Yes")
        self.assertFalse(exception.activity_ids)
        told = exception.message_ids.filtered(lambda message: message.author_id == self.dgm.partner_id)
        self.assertEqual(told.notified_partner_ids, self.gm.partner_id, "Whoever requested is told.")

    # who requests, who decides

    def test_who_requests(self):
        for user in (self.administrator, self.manager, self.gm):
            exception = self.request(user, user_id=self.new_user(f"for_{user.id}").id)
            self.assertEqual(exception.requested_by_id, user)
        for user in (self.user, self.auditor):
            with self.assertRaises(AccessError):
                self.request(user)

    def test_a_manager_sees_his_own_requests_only(self):
        mine, other = self.request(self.manager), self.request(user_id=self.new_user("other").id)
        self.assertEqual(self.exception.with_user(self.manager).search([]), mine)
        for user in (self.administrator, self.gm, self.auditor):
            self.assertLessEqual(mine | other, self.exception.with_user(user).search([]))

    def test_who_decides(self):
        for user in (self.administrator, self.manager, self.auditor, self.user, self.env.ref("base.user_root")):
            exception = self.request(user_id=self.new_user(f"decided_{user.id}").id)
            for method in ("action_approve", "action_revoke"):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    call_kw(self.exception.with_user(user), method, [exception.ids, "Because"], {})
            if exception.with_user(user).has_access("read"):
                self.assertFalse(exception.with_user(user).can_decide)
            self.assertEqual(exception.state, "requested")

    def test_nobody_approves_his_own_request(self):
        exception = self.request(self.gm)
        self.assertFalse(exception.with_user(self.gm).can_decide)
        with self.assertRaisesRegex(UserError, "requested by you"):
            exception.with_user(self.gm).action_approve("I may")
        exception.with_user(self.gm).action_refuse("Not needed any more")
        self.assertEqual(exception.state, "refused")

    def test_nobody_approves_for_himself(self):
        exception = self.request(user_id=self.dgm.id)
        with self.assertRaisesRegex(UserError, "for yourself"):
            exception.with_user(self.dgm).action_approve("I may")
        exception.with_user(self.gm).action_approve("He may")

    def test_decided_once_with_a_reason(self):
        exception = self.request()
        for reason in (False, "", "  "):
            with self.assertRaisesRegex(UserError, "Say why"):
                exception.with_user(self.gm).action_approve(reason)
        action = exception.with_user(self.gm).with_context(reason_method="action_refuse").action_open_reason()
        dialog = self.env["sales.manual.reason"].with_user(self.gm).browse(action["res_id"])
        dialog.reason = "Somebody else is there"
        dialog.action_confirm()
        self.assertEqual((exception.state, exception.decision), ("refused", "Somebody else is there"))
        with self.assertRaisesRegex(UserError, "decided already"):
            exception.with_user(self.dgm).action_approve("Yet")

    def test_revoked(self):
        exception = self.approved()
        self.give(self.user, self.maker, self.warehouse)
        with self.assertRaises(UserError):
            exception.with_user(self.administrator).action_revoke("I want to")
        exception.with_user(self.dgm).action_revoke("He is back")
        self.assertEqual((exception.state, exception.ended_by_id), ("revoked", self.dgm))
        self.assertTrue(self.findings(self.user))
        self.assertEqual(
            exception.act_ids.sorted("id").mapped("act"), ["request", "approve", "revoke"]
        )  # fmt: skip
        with self.assertRaises(UserError):
            exception.with_user(self.dgm).action_revoke("Again")

    # bad input

    def test_bad_requests(self):
        for expected, values in (
            ("lasts a year at most", {"date_to": self.today + timedelta(days=366)}),
            ("does not reach back", {"date_from": self.today - timedelta(days=1)}),
            ("nothing that is not on that side", {"side_a_ids": [Command.set(self.marketing.ids)]}),
            ("nothing that is not on that side", {"side_b_ids": [Command.clear()]}),
            ("named twice", {"side_b_ids": [Command.set(self.warehouse.ids * 2)]}),
            ("active users of the company", {"user_id": self.env.ref("base.user_root").id}),
            ("active users of the company", {"user_id": self.env.ref("base.public_user").id}),
            ("Say why", {"reason": "   "}),
            ("Say why", {"control": "   "}),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, expected):
                self.request(**values)

    def test_without_an_end_or_with_an_end_before_its_beginning(self):
        for expected, values in (
            ("has a last day", {"date_to": False}),
            ("before it begins", {"date_to": self.today, "date_from": self.today + timedelta(days=1)}),
        ):
            with self.assertRaisesRegex(ValidationError, expected):
                self.request(**values)

    def test_a_rule_out_of_force_needs_no_exception(self):
        self.rule.write({"active": False, "change_note": "A try"})
        with self.assertRaisesRegex(ValidationError, "out of force"):
            self.request()

    def test_overlapping(self):
        self.approved()
        with self.assertRaisesRegex(ValidationError, "already"), self.env.cr.savepoint():
            self.request(date_from=self.today + timedelta(days=30), date_to=self.today + timedelta(days=40))
        self.request(date_from=self.today + timedelta(days=31), date_to=self.today + timedelta(days=40))
        self.request(side_b_ids=[Command.set(self.ref("post_sales_accountant").ids)])

    def test_too_late_to_approve(self):
        exception = self.request()
        with freeze_time(self.today + timedelta(days=40)), self.assertRaisesRegex(UserError, "last day is over"):
            exception.with_user(self.gm).action_approve("Late")

    # closed

    def test_what_was_requested_stays(self):
        exception = self.request()
        for user in (self.administrator, self.gm, self.env.ref("base.user_root")):
            for vals in (
                {"date_to": self.today + timedelta(days=300)}, {"user_id": self.gm.id}, {"control": "None"},
                {"state": "approved"}, {"decided_by_id": self.gm.id},
            ):  # fmt: skip
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    exception.with_user(user).write(vals)
            with self.assertRaises(UserError):
                exception.with_user(user).unlink()

    def test_made_approved_by_nobody(self):
        for forged in (
            {"state": "approved"}, {"decided_by_id": self.gm.id}, {"requested_by_id": self.user.id},
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                self.request(**forged)
            exceptions = self.exception.with_user(self.administrator)
            context = {f"default_{name}": value for name, value in forged.items()} | {"sales_manual_pass": True}
            made = call_kw(exceptions, "create", [[self.request_values()]], {"context": context})
            self.assertEqual(self.exception.browse(made).state, "requested")
            self.assertEqual(self.exception.browse(made).requested_by_id, self.administrator)
            self.exception.browse(made).with_user(self.administrator).action_refuse("Clean up")
