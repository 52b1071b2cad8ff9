"""A plan with real connections: who comes second starts again on what the first has done."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .committed import CommittedCase
from .plan_common import PlanMixin


@tagged("post_install", "-at_install")
class TestPlanConcurrency(PlanMixin, CommittedCase):
    def make_sent_plan(self, month):
        """Of a month of each test's own: what is committed stays until the class ends."""
        contract = self.effective_contract()
        self.batch(contract, month, 100)
        self.plan = (
            self.env["sales.manual.plan"]
            .with_user(self.users["int_contract"])
            .create({"market": "international", "month": month})
        )
        self.plan.action_collect()
        self.plan.action_send()
        self.line = self.plan.line_ids.filtered(lambda line: line.contract_id == contract)
        self.commit()

    def test_planned_anew_while_planning_agrees(self):
        self.make_sent_plan(date(2026, 11, 1))
        planner, maker = self.connect(self.users["production_planner"]), self.connect(self.users["int_contract"])
        self.act(planner, self.plan, "action_answer_open")
        self.assertLoses(maker, self.line, "write", {"planned_qty": 70})
        planner = self.connect(self.users["production_planner"])
        self.act(maker, self.line, "write", {"planned_qty": 70})
        self.assertLoses(planner, self.plan, "action_agree")
        with self.assertRaisesRegex(UserError, "1 lines have no answer"):
            self.act(planner, self.plan, "action_agree")

    def test_taken_back_while_planning_agrees(self):
        self.make_sent_plan(date(2026, 12, 1))
        first = self.connect(self.users["production_planner"])
        self.act(first, self.plan, "action_answer_open")
        planner, maker = self.connect(self.users["production_planner"]), self.connect(self.users["int_contract"])
        self.act(maker, self.plan, "action_recall")
        self.assertLoses(planner, self.plan, "action_agree")
        with self.assertRaisesRegex(UserError, "Collecting"):
            self.act(planner, self.plan, "action_agree")
        self.assertEqual(self.see(self.plan).state, "collecting")
