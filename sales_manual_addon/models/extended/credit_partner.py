from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..control.guard import PASS, PASS_KEY


class ResPartner(models.Model):
    """Where a company checks credit, Odoo's credit limit changes by decided requests only."""

    _inherit = "res.partner"

    credit_free_text = fields.Char(
        string="Credit", compute="_compute_credit_free_text", groups="sales_manual_addon.group_credit_read"
    )
    is_credit_checked = fields.Boolean(compute="_compute_is_credit_checked", export_string_translation=False)

    @api.depends_context("company", "lang")
    def _compute_credit_free_text(self):
        figures = self.env["sales.manual.credit.exposure"]._figures(self.env.company, self)
        for partner in self:
            row = figures.get(partner.commercial_partner_id.id)
            currency = self.env.company.currency_id
            if not row:
                partner.credit_free_text = False
            elif row["is_limited"]:
                partner.credit_free_text = currency.format(float(row["free_amount"]))
            else:
                partner.credit_free_text = currency.format(float(row["exposure_amount"]))

    @api.depends_context("company")
    def _compute_is_credit_checked(self):
        self.is_credit_checked = self.env.company.credit_check != "off"

    def _credit_passed(self):
        """These customers, allowed to change their limit. Never hand the result to code that is not ours."""
        return self.sudo().with_context(**{PASS_KEY: PASS})

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("parent_id"):
                self._check_credit_limit(vals)
        return super().create(vals_list)

    def write(self, vals):
        if "credit_limit" in vals:
            # sudo: compared, not shown; addresses follow their company
            changed = self.sudo().filtered(
                lambda partner: (
                    partner.commercial_partner_id == partner and partner.credit_limit != (vals["credit_limit"] or 0)
                )
            )
            if changed:
                changed._check_credit_limit(vals)
        return super().write(vals)

    def _check_credit_limit(self, vals):
        if (
            vals.get("credit_limit", False) is not False
            and (vals["credit_limit"] or self)
            and self.env.company.credit_check != "off"
            and self.env.context.get(PASS_KEY) is not PASS
        ):
            raise AccessError(
                self.env._(
                    "Credit limits are requested under Customers, Credit Requests, and decided by: %(posts)s.",
                    posts=self.env.company._credit_post_names("decide"),
                )
            )

    def action_open_credit_exposure(self):
        """Show what the customer owes and may owe, in the companies chosen."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_credit_exposure_action")
        action["domain"] = [("partner_id", "in", self.commercial_partner_id.ids)]
        action["context"] = {}
        return action
