from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """Forwarders: routes, dated rates, and how they have done (IMP-3)."""

    _inherit = "res.partner"

    is_forwarder = fields.Boolean(string="Forwarder", index="btree_not_null", help="Books space on vessels for us.")
    vessel_rate_ids = fields.One2many(
        "sales.manual.vessel.rate",
        "forwarder_id",
        string="Routes and rates",
        groups="sales_manual_addon.group_vessel_make,sales_manual_addon.group_scope_all",
    )
    vessel_booking_count = fields.Integer(
        string="Vessels", compute="_compute_vessel_bookings", groups="sales_manual_addon.group_user"
    )
    vessel_score = fields.Float(
        string="Score",
        digits=(5, 1),
        compute="_compute_vessel_bookings",
        aggregator=None,
        groups="sales_manual_addon.group_vessel_make,sales_manual_addon.group_scope_all",
    )

    @api.depends_context("company", "uid")
    def _compute_vessel_bookings(self):
        bookings, scores = self.env["sales.manual.vessel.booking"], self.env["sales.manual.vessel.score"]
        counts = dict(
            bookings._read_group([("forwarder_id", "in", self.ids)], ["forwarder_id"], ["__count"])
            if bookings.has_access("read")
            else []
        )
        found = {}
        if scores.has_access("read"):
            rows = scores.search([("forwarder_id", "in", self.ids), ("company_id", "=", self.env.company.id)])
            found = {row.forwarder_id: row.score for row in rows}
        for partner in self:
            partner.vessel_booking_count = counts.get(partner._origin, 0)
            partner.vessel_score = found.get(partner._origin, 0.0)

    def write(self, vals):
        if "is_forwarder" in vals and not vals["is_forwarder"]:
            self._check_no_vessels()
        return super().write(vals)

    def _check_no_vessels(self):
        """A forwarder with vessels under way stays one."""
        # sudo: what is booked counts whoever edits the contact
        booked = (
            self.env["sales.manual.vessel.booking"]
            .sudo()
            .search([("forwarder_id", "in", self.ids), ("state", "not in", ("arrived", "cancelled"))], limit=3)
        )
        if booked:
            raise UserError(
                self.env._(
                    "%(partners)s: vessels are booked there (%(bookings)s). The mark goes once they have arrived.",
                    partners=", ".join(booked.forwarder_id.mapped("name")),
                    bookings=", ".join(booked.mapped("name")),
                )
            )

    def action_open_vessel_bookings(self):
        """Show the bookings at this forwarder."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_vessel_booking_action")
        action["domain"] = [("forwarder_id", "in", self.ids)]
        action["context"] = {"default_forwarder_id": self.id if len(self) == 1 else False}
        return action
