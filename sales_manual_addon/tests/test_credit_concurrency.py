from odoo.tests import tagged

from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestCreditConcurrency(CommittedCase):
    """Architecture rule 16 with real connections: two who draw on one customer's credit never both get it."""

    def two_notices(self):
        """Two prepared notices of different contracts of one customer, whose limit is enough for one."""
        self.customer = self.customer.create({"name": "Customer of one test", "is_company": True})
        self.company.credit_check = "block"
        self.addCleanup(self._turn_off)
        request = self.env["sales.manual.credit.request"].with_user(self.users["cmd_manager"]).create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "amount": 1650, "reason": "Test"}
        )  # fmt: skip
        request.with_user(self.users["gm"]).action_approve("Test")
        notices = [self.make_notice(self.confirmed_order(10, "domestic"), issue=False) for _number in range(2)]
        self.commit()
        return notices

    def _turn_off(self):
        env = self.connect(self.env.ref("base.user_root"))
        self.company.with_env(env).credit_check = "off"
        env.cr.commit()  # pylint: disable=invalid-commit

    def test_the_last_credit_drawn_by_two_the_loser_starting_first(self):
        first, second = self.two_notices()
        loser = self.connect(self.users["dom_contract"])
        winner = self.connect(self.users["dom_contract_2"])
        self.act(winner, first, "action_issue")
        self.assertLoses(loser, second, "action_issue")
        self.act(loser, second, "action_issue")
        self.assertEqual((self.see(first).state, self.see(second).state), ("signing", "draft"))
        self.assertEqual(self.see(second).credit_check_ids.verdict, "refused")

    def test_the_last_credit_drawn_by_two_at_the_same_time(self):
        first, second = self.two_notices()
        winner = self.connect(self.users["dom_contract_2"])
        loser = self.connect(self.users["dom_contract"])
        first.with_env(winner).action_issue()
        self.assertLosesWhileWaiting(winner, loser, second, "action_issue")
        self.act(loser, second, "action_issue")
        self.assertEqual((self.see(first).state, self.see(second).state), ("signing", "draft"))
