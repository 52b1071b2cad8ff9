"""Which credit notes are for what came back by a return report."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountMove(models.Model):
    _inherit = "account.move"

    return_report_id = fields.Many2one(
        "sales.manual.return", string="Return report", copy=False, index="btree_not_null", check_company=True,
        domain="[('state', '=', 'decided'), ('decision', '=', 'return'), ('company_id', '=', company_id)]",
        help="The return report whose goods the credit note is for.",
    )  # fmt: skip

    @api.model_create_multi
    def create(self, vals_list):
        self._check_return_report_read(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_return_report_read([vals])
        return super().write(vals)

    def _check_return_report_read(self, vals_list):
        # here, not in the constraint: Odoo asks constraints as superuser
        named = {vals["return_report_id"] for vals in vals_list if vals.get("return_report_id")}
        if named:
            self.env["sales.manual.return"].browse(named).check_access("read")

    @api.constrains("return_report_id")
    def _check_return_report(self):
        for entry in self.sudo().filtered("return_report_id"):  # whatever of the report the user may read
            report = entry.return_report_id
            if (
                entry.move_type != "out_refund"
                or report.decision != "return"
                or report.state != "decided"
                or entry.commercial_partner_id != report.partner_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(report)s belongs to credit notes for its customer, once it is decided to take goods back.",
                        report=report.display_name,
                    )
                )

    def action_open_return_report(self):
        """Open the return report of this credit note."""
        return self.return_report_id._get_records_action()
