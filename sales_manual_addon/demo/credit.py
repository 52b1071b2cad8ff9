from datetime import timedelta

from odoo import api, models


class SalesManualDemo(models.AbstractModel):
    """Credit of the demo: what would be held is warned of, limits granted, one temporary limit to decide."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_credit(self):
        """Make the credit of the demo; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(lang=self._user("gm").lang)
        company.write(
            {
                "credit_check": "block",
                "prepayment_check": "warn",
                "credit_market": "international",
                "credit_overdue_days": 30,
                "credit_grade_1_turnover": 10_000_000,
                "credit_grade_2_turnover": 1_000_000,
            }
        )
        self._credit_granted(
            "partner_ceeg_shanghai", "limit", 60_000_000, self.env._("Framework of the year, paid monthly.")
        )
        self._credit_granted("partner_los_angeles", "limit", 500_000, self.env._("First contract paid on time."))
        self._credit_granted(
            "partner_los_angeles", "insured", 300_000, self.env._("Insured with the export credit insurer.")
        )
        self._credit_granted("partner_singapore", "limit", 100_000, self.env._("A new customer."))
        today = company._sales_manual_today()
        self._credit_request(
            "partner_singapore", "temporary", 400_000, self.env._("Two deliveries of the contract leave this month."),
            date_from=today, date_to=today + timedelta(days=45),
        )  # fmt: skip
        self.env["sales.manual.credit"]._propose_grades(company)

    def _credit_granted(self, partner, kind, amount, reason):
        request = self._credit_request(partner, kind, amount, reason)
        request.with_user(self._user("gm")).action_approve(self.env._("As proposed."))

    def _credit_request(self, partner, kind, amount, reason, **values):
        return (
            self.env["sales.manual.credit.request"]
            .with_user(self._user("cmd_manager"))
            .create(
                {
                    "partner_id": self._demo_id(partner),
                    "company_id": self.env.company.id,
                    "kind": kind,
                    "amount": amount,
                    "reason": reason,
                    **values,
                }
            )
        )
