from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class SalesManualPlan(models.Model):
    """The way of a plan: collected by sales, agreed line by line with production planning (CMD-10)."""

    _inherit = "sales.manual.plan"

    can_make = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_answer = fields.Boolean(compute="_compute_can", export_string_translation=False)

    @api.depends("market", "state", "user_id")
    @api.depends_context("uid")
    def _compute_can(self):
        is_planner = self.env.user.has_group("sales_manual_addon.group_plan_agree")
        for plan in self:
            plan.can_make = plan._is_maker()
            plan.can_answer = is_planner and plan.state == "agreeing" and plan.user_id != self.env.user

    def action_send(self):
        """Hand the plan to production planning.

        :raises UserError: nothing is planned, or it was sent already
        """
        self._check_maker()
        self._take()
        self._check_state("collecting")
        for plan in self:
            if not plan.line_ids.filtered("planned_qty"):
                raise UserError(self.env._("%(plan)s plans nothing. Collect it, or add lines.", plan=plan.display_name))
        self._passed().write({"state": "agreeing", "sent_date": fields.Datetime.now(), "user_id": self.env.uid})
        return True

    def action_recall(self):
        """Take the plan back to collect again; answers stay where nothing changes."""
        self._check_maker()
        self._take()
        self._check_state("agreeing")
        self._passed().write({"state": "collecting"})
        return True

    def action_answer_open(self):
        """Promise and agree to every line without an answer as it is planned."""
        self._check_planner()
        for line in self._unanswered():
            line._put_answer({"promised_qty": line.planned_qty, "agreed_qty": line.planned_qty})
        return True

    def action_agree(self):
        """Agree to the plan: every line has its answer.

        :raises AccessError: not production planning, or the one who prepared it
        :raises UserError: lines without an answer
        """
        self._check_planner()
        for plan in self:
            unanswered = len(plan._unanswered())
            if unanswered:
                raise UserError(
                    self.env._(
                        "%(plan)s: %(count)s lines have no answer yet. Enter what is promised and agreed, or agree to "
                        "the rest as planned.",
                        plan=plan.display_name,
                        count=unanswered,
                    )
                )
        # sudo: production planning writes nothing else of a plan
        self.sudo()._passed().write(
            {"state": "agreed", "agreed_user_id": self.env.uid, "agreed_date": fields.Datetime.now()}
        )
        return True

    def _unanswered(self):
        """The lines that wait for production planning, whoever reads."""
        # sudo: the whole plan is agreed to
        return self.sudo().line_ids.filtered(lambda line: line.planned_qty and not line.is_answered)

    def _check_planner(self):
        """Take the plans for production planning, or raise."""
        if not self.env.user.has_group("sales_manual_addon.group_plan_agree"):
            raise AccessError(self.env._("Plans are agreed to by production planning."))
        self.check_access("read")
        self._check_not_own()
        self.sudo()._take()  # sudo: the row is taken, nothing of it is written yet
        self._check_state("agreeing")

    def _check_not_own(self):
        for plan in self:
            if plan.user_id == self.env.user:
                raise AccessError(
                    self.env._(
                        "%(plan)s was prepared by you; somebody else of production planning agrees to it.",
                        plan=plan.display_name,
                    )
                )
