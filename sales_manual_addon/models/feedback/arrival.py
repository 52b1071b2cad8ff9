from odoo import api, fields, models


class SalesManualDispatch(models.Model):
    """An arrival asks for the customer's opinion."""

    _inherit = "sales.manual.dispatch"
    _guarded_fields = frozenset({"feedback_id"})

    feedback_id = fields.Many2one(
        "sales.manual.feedback",
        string="Feedback report",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _arrived(self):
        result = super()._arrived()
        # sudo: reports follow from arrivals, whoever confirmed these
        self.sudo()._ask_feedback()
        return result

    def _ask_feedback(self):
        """Put these arrivals on the open reports of their contracts, and make those that are missing."""
        arrivals = self.filtered(
            lambda dispatch: dispatch.contract_id and dispatch.company_id.feedback_days > 0 and not dispatch.feedback_id
        )
        contracts = arrivals.contract_id
        if not contracts:
            return
        contracts._signoff_lock()  # of two arrivals at once one makes the report
        reports = self.env["sales.manual.feedback"]._passed()
        open_reports = reports.search([("contract_id", "in", contracts.ids), ("state", "=", "draft")])
        made = reports.create(
            [
                {
                    "contract_id": contract.id,
                    "due_date": fields.Date.add(
                        max(arrivals.filtered(lambda d, c=contract: d.contract_id == c).mapped("arrival_date")),
                        days=contract.company_id.feedback_days,
                    ),
                }
                for contract in contracts - open_reports.contract_id
            ]
        )
        by_contract = {report.contract_id: report for report in open_reports | made}
        for contract, of_contract in arrivals.grouped("contract_id").items():
            of_contract._passed().write({"feedback_id": by_contract[contract].id})
        reports.browse(made.ids)._ask()

    def action_open_feedback(self):
        return self.feedback_id._get_records_action(name=self.env._("Feedback report"))


class SalesManualContract(models.Model):
    _inherit = "sales.manual.contract"

    feedback_count = fields.Integer(string="Feedback reports", compute="_compute_feedback_count")

    @api.depends_context("uid")
    def _compute_feedback_count(self):
        counts = {
            contract.id: count
            for contract, count in self.env["sales.manual.feedback"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        }
        for contract in self:
            contract.feedback_count = counts.get(contract._origin.id, 0)

    def action_open_feedback(self):
        """Show the feedback reports of these contracts that the user may read."""
        reports = self.env["sales.manual.feedback"].search([("contract_id", "in", self.ids)])
        return reports._get_records_action(name=self.env._("Feedback reports"))
