from odoo import api, fields, models
from odoo.fields import Domain

# what keeps a notice that is not released from going on: reasons that a list can be searched by, as codes of its alerts
REASONS = [
    ("not_effective", "Contract not in force"),
    ("expired", "Validity of the contract ended"),
    ("not_started", "Contract not valid yet"),
    ("order_state", "Order not confirmed"),
    ("signature_void", "Signature void"),
]


class SalesManualNotice(models.Model):
    """What blocks notices, for lists and counts: the alerts of the form word the same one by one."""

    _inherit = "sales.manual.notice"

    blocked_by = fields.Selection(REASONS, compute="_compute_blocked_by", search="_search_blocked_by")

    @api.depends("state", "contract_id", "line_ids.order_line_id", "signoff_step_ids.state")
    def _compute_blocked_by(self):
        blockers = self.filtered(lambda notice: notice._origin and notice.state in ("draft", "signing"))._blockers()
        for notice in self:
            found = ()
            if notice.id in blockers:
                found = {finding["code"] for finding in notice._findings(blockers[notice.id])}
            notice.blocked_by = next((code for code, _label in REASONS if code in found), False)

    @api.model
    def _search_blocked_by(self, operator, value):
        """Notices with one of these reasons, whichever they are shown by first; ``False``: with none."""
        if operator != "in":
            return NotImplemented
        domains = self._blocked_domains()
        asked = Domain.OR(domains[code] for code in value if code in domains)
        if False in value:
            asked |= ~Domain.OR(domains.values())
        return asked

    @api.model
    def _blocked_domains(self):
        """{reason: notices it blocks}. Contracts, orders, signatures are looked at whoever asks, as the alerts do."""
        today = self.env.company._sales_manual_today()

        def of_contract(*condition):
            return Domain("contract_id", "any!", Domain(*condition))

        under_way = Domain("state", "in", ("draft", "signing"))
        return {
            "not_effective": under_way & of_contract("state", "!=", "effective"),
            "expired": under_way & of_contract("end_date", "<", today),
            "not_started": under_way & of_contract("start_date", ">", today),
            "order_state": under_way
            & Domain(
                "line_ids",
                "any!",
                Domain("order_line_id", "any!", Domain("order_id", "any!", Domain("state", "!=", "sale"))),
            ),
            "signature_void": Domain("state", "=", "signing")
            & Domain(
                "signoff_step_ids",
                "any!",
                Domain("state", "in", ("ready", "waiting")) & Domain("signoff_ids", "any!", Domain("act", "=", "void")),
            ),
        }
