from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .booking import OPEN_STATES


class SalesManualVesselBooking(models.Model):
    """The way of a booking: requested, confirmed by the forwarder, loaded, sailed, arrived; or cancelled."""

    _inherit = "sales.manual.vessel.booking"

    can_make = fields.Boolean(compute="_compute_can", export_string_translation=False)

    @api.depends_context("uid")
    def _compute_can(self):
        self.can_make = self.env.user.has_group("sales_manual_addon.group_vessel_make")

    def action_confirm(self):
        """The forwarder has confirmed: vessel, voyage and booking number stand.

        :raise UserError: wrong state, something is missing, or the departure is after a contract's latest shipment
        """
        self._act(("requested",))
        for booking in self:
            booking._passed().write({"state": "confirmed", "first_eta": booking.first_eta or booking.eta})
        return True

    def action_load(self):
        """The containers are packed and numbered; both posts have confirmed the week.

        :raise UserError: wrong state, a container without number, no goods, or a post has not confirmed
        """
        self._act(("confirmed",))
        self._passed().write({"state": "loaded"})
        return True

    def action_sail(self):
        """The vessel has left, on the day of ATD or today.

        :raise UserError: wrong state
        """
        self._act(("loaded",))
        for booking in self:
            booking._passed().write({"state": "sailed", "atd": booking.atd or booking.company_id._sales_manual_today()})
        return True

    def action_arrive(self):
        """The vessel has arrived, on the day of ATA or today.

        :raise UserError: wrong state
        """
        self._act(("sailed",))
        for booking in self:
            booking._passed().write(
                {"state": "arrived", "ata": booking.ata or booking.company_id._sales_manual_today()}
            )
        return True

    def _unload(self, reason):
        """Loaded by mistake, or rolled to another vessel: back to confirmed. ``reason`` stands in the chatter."""
        self._act(("loaded",))
        self._passed().write({"state": "confirmed", "atd": False})
        for booking in self:
            booking.message_post(body=self.env._("Unloaded: %(reason)s", reason=reason))

    def _cancel(self, reason):
        """Give the space back. What was booked on it is open again; the rows stay on record.

        :raise UserError: goods are loaded, or have left the warehouse for this vessel
        """
        self._check_maker()
        self._take()
        for booking in self:
            if booking.state == "cancelled":
                raise UserError(self.env._("%(booking)s is cancelled already.", booking=booking.display_name))
            if booking.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "%(booking)s is in state %(state)s: the goods are on board, so it cannot be cancelled. Unload "
                        "it first if they came off again.",
                        booking=booking.display_name,
                        state=booking._state_label(),
                    )
                )
            # sudo: what has left counts whoever may read the notice
            gone = booking.sudo().every_allocation_ids.notice_line_id.filtered("shipped_qty").notice_id
            if gone:
                raise UserError(
                    self.env._(
                        "%(booking)s: goods of shipping notice %(notices)s have left for this vessel. Book them on "
                        "another vessel first, then cancel.",
                        booking=booking.display_name,
                        notices=", ".join(gone.mapped("display_name")),
                    )
                )
        rows = self.sudo().every_allocation_ids  # counted whoever may read the contract
        rows._lock_parents()
        self._passed().write({"state": "cancelled", "cancel_reason": reason})
        rows._refresh_booked()
        for booking in self:
            booking._void_confirmations(("cancel_reason",))

    # guards

    def _act(self, states):
        """Take the rows, then raise unless each booking is in one of ``states`` and nothing stands against the act."""
        self._check_maker()
        self._take()
        self.invalidate_recordset(["state"])
        for booking in self:
            if booking.state not in states:
                raise UserError(
                    self.env._(
                        "Vessel booking %(booking)s is in state %(state)s: reload to see what changed.",
                        booking=booking.display_name,
                        state=booking._state_label(),
                    )
                )
            if refusals := booking._refusals():
                raise UserError(
                    "\n".join(
                        [
                            self.env._("Vessel booking %(booking)s cannot go on:", booking=booking.display_name),
                            *(f"- {refusal}" for refusal in refusals),
                        ]
                    )
                )

    def _check_maker(self):
        if not self.env.su and not self.env.user.has_group("sales_manual_addon.group_vessel_make"):
            raise AccessError(
                self.env._("Vessel bookings are made by import/export and the international contract post.")
            )
        self.check_access("write")

    def _refusals(self):
        """Why this booking cannot take its next step: list of sentences. The one predicate of button and guard."""
        self.ensure_one()
        found = []
        if self.state == "requested":
            missing = [
                self._fields[name]._description_string(self.env)
                for name in ("vessel", "voyage", "booking_ref")
                if not self[name]
            ]
            if missing:
                found.append(self.env._("Not entered yet: %(fields)s.", fields=", ".join(missing)))
            if not self.container_count:
                found.append(self.env._("No container is booked. Add one for each by its type."))
            # sudo: the latest shipment counts whoever books
            contracts = self.sudo().every_allocation_ids.contract_id
            found += [finding["message"] for finding in self._latest_findings(contracts)]
        elif self.state == "confirmed":
            nameless = len(self.container_ids.filtered(lambda container: not container.number))
            if nameless or not self.container_count:
                found.append(self.env._("Containers without number: %(count)s. Enter them.", count=nameless))
            if not self.pieces_qty:
                found.append(self.env._("No goods are booked. Add delivery batches or shipping notices."))
            if self.agreement != "both":
                found.append(
                    self.env._(
                        "Week %(week)s is not confirmed by: %(posts)s.", week=self.week, posts=self._open_posts()
                    )
                )
        return found
