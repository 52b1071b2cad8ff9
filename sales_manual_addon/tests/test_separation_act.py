"""Who is in conflict cannot act by the powers concerned, whatever groups say."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestSeparationAct(SalesManualCommon):
    def give_as_loading(self, user, post):
        """Give a post as a module does while it loads, past the refusal."""
        self.patch(self.env.registry, "ready", False)
        user.write({"group_ids": [Command.link(self.env.ref(f"sales_manual_addon.post_{post}").id)]})
        self.env.registry.ready = True
        self.env.cr.flush()

    def allow(self, user, rule, power_a, power_b, days=10):
        separation = self.env.ref(f"sales_manual_addon.separation_{rule}")
        exception = self.env["sales.manual.separation.exception"].create(
            {
                "separation_id": separation.id,
                "user_id": user.id,
                "side_a_ids": [Command.set(self.env.ref(f"sales_manual_addon.{power_a}").ids)],
                "side_b_ids": [Command.set(self.env.ref(f"sales_manual_addon.{power_b}").ids)],
                "date_to": separation._today() + timedelta(days=days),
                "reason": "One person only",
                "control": "The manager looks every week",
            }
        )
        exception.with_user(self.users["gm"]).action_approve("For these days")
        return exception

    def test_signing(self):
        notice = self.sign_notice(self.make_notice(self.confirmed_order()), until="warehouse")
        signer = self.users["warehouse_statistician"]
        document = notice.with_user(signer)
        waiting = [("is_waiting_for_me", "=", True), ("id", "=", notice.id)]
        self.assertTrue(document.can_sign)
        self.give_as_loading(signer, "int_contract")
        document.invalidate_recordset()
        self.assertFalse(document.can_sign)
        self.assertFalse(document.search(waiting))
        with self.assertRaisesRegex(UserError, "must be apart"):
            document.action_sign()
        with self.assertRaisesRegex(UserError, "must be apart"):
            document.action_reject("Something is wrong")
        exception = self.allow(signer, "notice", "group_notice_make", "post_warehouse_statistician")
        document.invalidate_recordset()
        self.assertTrue(document.can_sign)
        self.assertEqual(document.search(waiting), notice)
        with freeze_time(exception.date_to + timedelta(days=2)):
            with self.assertRaisesRegex(UserError, "must be apart"):
                document.action_sign()
        document.action_sign()
        self.assertIn(signer, notice.signoff_ids.user_id)

    def test_making_a_notice(self):
        maker = self.users["int_contract"]
        orders = self.confirmed_order()
        notice = self.make_notice(orders, pieces=3, issue=False)
        self.give_as_loading(maker, "sales_accountant")
        with self.assertRaisesRegex(UserError, "must be apart"):
            notice.with_user(maker).action_issue()
        maker.write({
            "group_ids": [Command.unlink(self.env.ref("sales_manual_addon.post_sales_accountant").id)]
        })  # fmt: skip
        notice.with_user(maker).action_issue()
        self.assertEqual(notice.state, "signing")

    def test_sending_a_contract_to_review(self):
        contract = self.make_contract()
        self.give_as_loading(contract.user_id, "archivist")
        with self.assertRaisesRegex(UserError, "must be apart"):
            contract.with_user(contract.user_id).action_submit()

    def test_other_powers_of_the_user_are_left(self):
        """A conflict stops the powers that are in conflict and no others."""
        user = self.users["int_contract_2"]
        notice = self.make_notice(self.confirmed_order(), pieces=3)
        self.give_as_loading(user, "production_planner")  # demand ordered / answered: the whole post is concerned
        with self.assertRaisesRegex(UserError, "must be apart"):
            notice.with_user(user).action_sign()
        planner = self.users["production_planner"]
        self.assertFalse(self.env["sales.manual.separation"].with_user(planner)._groups_refused())

    def test_conflicts_are_asked_once_for_many_documents(self):
        orders = self.confirmed_order(20)
        notices = self.env["sales.manual.notice"].concat(*(self.make_notice(orders, pieces=2) for _number in range(3)))
        signer = self.users["int_contract_2"]
        asked = []
        separation = type(self.env["sales.manual.separation"])
        conflicts = separation._conflicts
        self.patch(separation, "_conflicts", lambda *args, **kwargs: asked.append(1) or conflicts(*args, **kwargs))
        self.env["sales.manual.separation"]._forget_conflicts()
        notices.with_user(signer).action_sign()
        self.assertEqual(len(asked), 1)
