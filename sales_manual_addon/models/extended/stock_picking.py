from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Hooks of the shipping gate at the transfer: what it ships, and the refusal said before anything is asked."""

    _inherit = "stock.picking"

    shipping_notice_id = fields.Many2one(
        "sales.manual.notice",
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="Ships this notice only. Empty: the oldest released notices first.",
    )
    shipping_gate_reason = fields.Text(
        string="Shipping gate",
        compute="_compute_shipping_gate_reason",
        compute_sudo=False,
        help="Why this transfer cannot be validated as it stands, and who can change that.",
    )

    @api.depends("state", "shipping_notice_id", "move_ids.state", "move_ids.quantity", "move_ids.sale_line_id")
    def _compute_shipping_gate_reason(self):
        reasons = self.env["sales.manual.gate"]._reason_for(self._origin)
        for picking in self:
            picking.shipping_gate_reason = reasons.get(picking._origin)

    def button_validate(self):
        # the gate itself stands where moves become done; here it speaks before Odoo's own questions
        reasons = self.env["sales.manual.gate"]._reason_for(self)
        if reasons:
            raise UserError("\n\n".join(dict.fromkeys(reasons.values())))
        return super().button_validate()

    def _action_done(self):
        # one operation: what has left is counted when Odoo has written all of it, the transfer's own dates too
        with self.env["sales.manual.gate"]._operation(self.move_ids):
            return super()._action_done()

    def write(self, vals):
        if "shipping_notice_id" in vals:
            self._check_notice_change(vals["shipping_notice_id"])
        if "sale_id" not in vals:
            # the day of a done transfer corrected, not written for the first time
            redated = self.filtered(lambda picking: vals.get("date_done") and picking.date_done)
            result = super().write(vals)
            if "date_done" in vals:  # the last that Odoo writes before it calls carriers and tells customers
                self.env["sales.manual.gate"]._settle()
            if done := redated.move_ids.filtered(lambda move: move.state == "done"):
                self.env["sales.manual.notice"]._record_anew(done)
            return result
        with self.env["sales.manual.gate"]._operation(self.move_ids, is_rewrite=True):
            return super().write(vals)

    def _check_notice_change(self, notice_id):
        changed = self.filtered(
            lambda picking: picking.state == "done" and picking.sudo().shipping_notice_id.id != (notice_id or False)
        )
        if changed:
            raise UserError(
                self.env._(
                    "%(transfers)s: the shipping notice of a done transfer stays as it was shipped.",
                    transfers=", ".join(changed.mapped("name")),
                )
            )
