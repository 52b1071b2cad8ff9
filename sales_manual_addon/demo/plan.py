from dateutil.relativedelta import relativedelta

from odoo import api, models


class SalesManualDemo(models.AbstractModel):
    """Shipping plans: this month's, agreed; next month's with production planning; large modules over their ceiling."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_plans(self):
        """Make the shipping plans of the demo; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(lang=self._user("int_contract").lang)
        month = company._sales_manual_today().replace(day=1)
        planner = self._user("production_planner")
        for market, poster in (("international", "int_contract"), ("domestic", "dom_contract")):
            last = self._plan(market, poster, month - relativedelta(months=1))
            if last:
                last.action_send()
                last.with_user(planner).action_answer_open()
                last.with_user(planner).action_agree()
            now = self._plan(market, poster, month)
            self._forget(now)
            # in a month's last week the next deliveries are the next month's
            if now.line_ids:
                now.action_send()
                line = now.with_user(planner).line_ids.filtered("planned_qty")[:1]
                line.agreed_qty = line.planned_qty
                line.promised_qty = line.planned_qty * 3 // 4
                line.answer = self.env._("The rest follows in the first week of next month.")
                if market == "international":
                    now.with_user(planner).action_answer_open()
                    now.with_user(planner).action_agree()
            self._plan(market, poster, month + relativedelta(months=1))

    def _forget(self, plan):
        """An export contract came after the plan was made: its goods leave unplanned."""
        late = plan.sudo().line_ids.filtered(lambda line: line.contract_id.customer_reference == "LA-2010-05")
        if plan.line_ids - late:  # in a month's last days the others are next month's, and nothing would be planned
            late._passed().write({"batch_qty": 0})
            late.unlink()

    def _plan(self, market, poster, month):
        """A plan of the month, collected; nothing where it has no line."""
        plan = self.env["sales.manual.plan"].with_user(self._user(poster)).create({"market": market, "month": month})
        plan.action_collect()
        if not plan.line_ids:
            plan.unlink()
            return plan.browse()
        return plan
