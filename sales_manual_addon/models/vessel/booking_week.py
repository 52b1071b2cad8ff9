from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .booking import OPEN_STATES

SIDES = {
    "planning": "sales_manual_addon.group_vessel_planning",
    "export": "sales_manual_addon.group_vessel_export",
}


class SalesManualVesselBooking(models.Model):
    """The weekly confirmation: production planning and import/export each say that a booking stands (CMD-13)."""

    _inherit = "sales.manual.vessel.booking"

    can_confirm_week = fields.Boolean(compute="_compute_week_sides", export_string_translation=False)
    planning_user_id = fields.Many2one("res.users", string="Planning", compute="_compute_week_sides")
    export_user_id = fields.Many2one("res.users", string="Import/export", compute="_compute_week_sides")

    @api.depends("confirmation_ids.void_date", "state")
    @api.depends_context("uid")
    def _compute_week_sides(self):
        for booking in self:
            given = booking._given()
            booking.planning_user_id = given.get("planning")
            booking.export_user_id = given.get("export")
            booking.can_confirm_week = not booking._week_refusal()

    def _given(self):
        """{side: user} of the confirmations that hold."""
        # sudo: who confirmed is for everyone who reads the booking
        rows = self.sudo().confirmation_ids.filtered(lambda row: not row.void_date)
        return {row.side: row.user_id.sudo(self.env.su) for row in rows}

    def _my_side(self):
        """The side this user can still confirm, or False."""
        given = self._given()
        return next((s for s, group in SIDES.items() if s not in given and self.env.user.has_group(group)), False)

    def _week_refusal(self):
        """Why the user cannot confirm this booking for the week, or False. The one predicate of button and guard."""
        if self.state not in OPEN_STATES:
            return self.env._(
                "%(booking)s is in state %(state)s: there is nothing to confirm for the week.",
                booking=self.display_name,
                state=self._state_label(),
            )
        side = self._my_side()
        if not side:
            return self.env._(
                "%(booking)s: neither post that you hold has to confirm it now. It waits for: %(posts)s.",
                booking=self.display_name,
                posts=self._open_posts() or self.env._("nobody"),  # a list of posts
            )
        if self.env.user in self._given().values():
            return self.env._(
                "%(booking)s: you have confirmed it for one post already; the other post is another person's.",
                booking=self.display_name,
            )
        return False

    def action_confirm_week(self):
        """Confirm these bookings for the week as the post the user holds; who and when is recorded.

        :raise AccessError: the user holds neither post
        :raise UserError: confirmed already by this post, by this user for the other one, or loaded meanwhile
        """
        if not any(self.env.user.has_group(group) for group in SIDES.values()):
            raise AccessError(
                self.env._("The week's vessels are confirmed by production planning and by import/export.")
            )
        self.check_access("read")
        # sudo: confirming takes the row of the booking, which this post does not write otherwise
        self.sudo()._take()
        self.invalidate_recordset()
        rows = []
        for booking in self:
            if refusal := booking._week_refusal():
                raise UserError(refusal)
            rows.append(
                {
                    "booking_id": booking.id,
                    "company_id": booking.company_id.id,
                    "side": booking._my_side(),
                    "user_id": self.env.uid,
                    "date": fields.Datetime.now(),
                }
            )
        # sudo: nobody has a right to these rows, the act writes them
        confirmations = self.env["sales.manual.vessel.confirmation"].sudo()
        confirmations.flush_model()  # what became void just now no longer stands in the index
        confirmations._passed().create(rows)
        return True

    def _content_changed(self, *names):
        """What the posts confirmed has changed: ``names`` are fields of the booking."""
        if names:
            self.filtered(lambda booking: booking.state in OPEN_STATES)._void_confirmations(names)

    def _void_confirmations(self, names):
        # sudo: a change makes the word of both posts void, whoever changes
        rows = self.sudo().confirmation_ids.filtered(lambda row: not row.void_date)
        if not rows:
            return
        rows._passed().write(
            {
                "void_date": fields.Datetime.now(),
                "void_user_id": self.env.uid,
                "changed_names": ",".join(names),
            }
        )
        for booking in rows.booking_id:
            labels = ", ".join(self._fields[name]._description_string(self.env) for name in names)
            booking.message_post(
                body=self.env._("The week's confirmation is void, changed: %(fields)s", fields=labels),
                author_id=self.env.user.partner_id.id,
            )

    def _open_posts(self):
        """The posts that have not confirmed, as text."""
        given = self._given()
        labels = dict(self.env["sales.manual.vessel.confirmation"]._fields["side"]._description_selection(self.env))
        return ", ".join(labels[side] for side in SIDES if side not in given)
