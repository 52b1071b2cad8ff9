"""Builders for the tests of plans: everything in one month, whose weeks are known."""

from contextlib import contextmanager
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError

from .common import SalesManualCommon

# November 2026 begins on a Sunday: W44 is one day of it, W49 too
MONTH = date(2026, 11, 1)
W44, W45, W46, W47, W48, W49 = (date(2026, 11, day) for day in (1, 2, 9, 16, 23, 30))


class PlanMixin:
    @classmethod
    def setUpClass(cls):
        freezer = freeze_time("2026-10-20 08:00:00")
        freezer.start()
        cls.addClassCleanup(freezer.stop)
        super().setUpClass()
        cls.Line = cls.env["sales.manual.plan.line"]
        cls.planner = cls.users["production_planner"]

    def batch(self, contract, day, pieces, line=None):
        """A delivery batch of the contract's first line, as the contract post makes it."""
        return (
            self.env["sales.manual.batch"]
            .with_user(self.contract_post(contract))
            .create(
                {
                    "contract_id": contract.id,
                    "delivery_date": day,
                    "warehouse_id": contract.warehouse_id.id,
                    "line_ids": [
                        Command.create({"contract_line_id": (line or contract.line_ids[0]).id, "pieces_qty": pieces})
                    ],
                }
            )
            .with_env(self.env)
        )

    def plan(self, market="international", month=MONTH, collect=True):
        """A plan of the month as its contract post makes it."""
        user = self.users["dom_contract" if market == "domestic" else "int_contract"]
        plan = self.env["sales.manual.plan"].with_user(user).create({"market": market, "month": month})
        if collect:
            plan.action_collect()
        return plan

    def cells(self, plan, name="planned_qty"):
        """{(contract line, week): figure} of a plan."""
        return {(line.contract_line_id, line.week_date): line[name] for line in plan.with_env(self.env).line_ids}

    def agreed(self, plan):
        """The plan sent, and agreed to as it is planned."""
        plan.action_send()
        plan.with_user(self.planner).action_answer_open()
        plan.with_user(self.planner).action_agree()
        return plan

    def cell(self, plan, contract_line, week):
        return plan.line_ids.filtered(lambda line: line.contract_line_id == contract_line and line.week_date == week)

    @contextmanager
    def refused(self, words, error=UserError):
        """What is done inside is refused with these words, and undone."""
        with self.assertRaisesRegex(error, words), self.cr.savepoint():
            yield


class PlanCase(PlanMixin, SalesManualCommon):
    pass
