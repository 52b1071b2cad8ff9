from odoo import api, fields, models
from odoo.fields import Domain


class SalesManualPlan(models.Model):
    """Whose requests a plan collects: those of salespeople with contracts in force in its market (CMD-10)."""

    _inherit = "sales.manual.plan"

    asks_me = fields.Boolean(
        string="Asks for my requests", compute="_compute_asks_me", search="_search_asks_me",
        help="The plan is being collected, and you have a contract in force that could be on it.",
    )  # fmt: skip

    @api.depends("state", "company_id", "market")
    @api.depends_context("uid")
    def _compute_asks_me(self):
        asking = self.filtered_domain(self._asking_me())
        for plan in self:
            plan.asks_me = plan in asking

    @api.model
    def _search_asks_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._asking_me() if True in value else ~self._asking_me()

    @api.model
    def _asking_me(self):
        own = self.env["sales.manual.contract"]._read_group(
            [("user_id", "=", self.env.uid), ("state", "=", "effective")], ["company_id", "market"]
        )
        mine = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("market", "=", market) for company, market in own
        )
        return Domain("state", "=", "collecting") & mine
