from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .booking import CONFIRMED_FIELDS

CLERK_POSTS = ("sales_manual_addon.post_int_clerk", "sales_manual_addon.post_dom_clerk")


class SalesManualVesselBooking(models.Model):
    """ETD and ETA that move: the history, the dates that hang on them, and who is told."""

    _inherit = "sales.manual.vessel.booking"

    def _move_dates(self, etd, eta, reason):
        """Record that the vessel's dates moved. ``etd``, ``eta``: the dates from now on; ``reason``: why.

        :raise UserError: nothing moved, no reason, or the vessel has sailed and ETD with it
        """
        self.ensure_one()
        self._check_maker()
        self._take()
        self.invalidate_recordset()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays in the history of the vessel's dates."))
        if self.state not in ("requested", "confirmed", "loaded", "sailed"):
            raise UserError(
                self.env._(
                    "Vessel booking %(booking)s is in state %(state)s: its dates do not move any more.",
                    booking=self.display_name,
                    state=self._state_label(),
                )
            )
        before = {"etd": self.etd, "eta": self.eta}
        if (etd, eta) == (self.etd, self.eta):
            raise UserError(self.env._("Neither ETD nor ETA differs from what is entered."))
        if self.state == "sailed" and etd != self.etd:
            raise UserError(self.env._("The vessel has left; only its arrival can still move."))
        values = {"etd": etd, "eta": eta}
        if self.state != "sailed" and etd != self.etd:
            # the forwarder names closings anew for the new day; old ones after it would be nonsense
            values |= {
                name: False for name in CONFIRMED_FIELDS if name.endswith("_closing") and self._is_after(name, etd)
            }
        self._passed().write(values)
        changed = {name: value for name, value in before.items() if self[name] != value}
        self._record_slips(changed, reason.strip())
        if "etd" in changed:
            self._content_changed("etd")

    def _is_after(self, name, etd):
        day = self._closing_day(name)
        return bool(day and etd and day > etd)

    def _record_slips(self, before, reason=False):
        """Write what moved into the history and tell what hangs on it. ``before``: {field: date before}."""
        self.ensure_one()
        if not before:
            return
        slips = (
            self.env["sales.manual.vessel.slip"]
            .sudo()  # the history is written by the act, nobody has a right to it
            ._passed()
            .create(
                [
                    {
                        "booking_id": self.id,
                        "company_id": self.company_id.id,
                        "kind": name,
                        "old_date": old,
                        "new_date": self[name],
                        "reason": reason,
                        "user_id": self.env.uid,
                        "date": fields.Datetime.now(),
                    }
                    for name, old in before.items()
                ]
            )
            .sudo(False)
        )
        self._date_moved(slips)

    def _date_moved(self, slips):
        """Dates of this booking moved: ``slips`` says from when to when. A room whose dates hang on a vessel (letters
        of credit, customers' schedules) extends this; it is called once per act, after the new dates stand.

        Here: shipping notices not released yet leave as many days later or earlier, planned batches get the same as a
        proposal, salespeople and clerks an activity.
        """
        self.ensure_one()
        # sudo: everything booked on the vessel moves with it, whoever may read its contract
        booking = self.sudo()
        rows = booking.every_allocation_ids
        moved = slips.filtered(lambda slip: slip.kind == "etd" and slip.days)
        if moved and booking.state != "sailed":
            booking._shift_notices(rows.notice_id, moved.days)
            booking._propose_batch_dates(rows.batch_id, moved.days)
        booking._warn_slip(slips, rows)

    def _shift_notices(self, notices, days):
        today = self.company_id._sales_manual_today()
        for notice in notices.filtered(lambda notice: notice.state in ("draft", "signing")):
            date = max(notice.ship_date + timedelta(days=days), today)
            if date != notice.ship_date:
                notice.ship_date = date

    def _propose_batch_dates(self, batches, days):
        """Planned batches: the contract post takes the new date or leaves it. What is ordered keeps its order's."""
        for batch in batches.filtered(lambda batch: batch.state == "planned"):
            date = (batch.vessel_proposed_date or batch.delivery_date) + timedelta(days=days)
            batch._passed().vessel_proposed_date = date if date != batch.delivery_date else False

    def _warn_slip(self, slips, rows):
        """An activity for the salespeople of the contracts and the clerks of their departments, one each."""
        activity_type = self.env.ref("sales_manual_addon.activity_vessel_slip", raise_if_not_found=False)
        if not activity_type or not rows:
            return
        users = rows.user_id | self._clerks(rows.team_id)
        existing = {
            activity.user_id: activity
            for activity in self.activity_ids.filtered(lambda a: a.activity_type_id == activity_type)
        }
        for user in users.filtered("active"):
            worded = self.with_context(lang=user.lang or "en_US")
            values = {
                "summary": worded._slip_summary(slips),
                "date_deadline": self.company_id._sales_manual_today(),
            }
            if user in existing:
                existing[user].write(values)
            else:
                worded.activity_schedule(activity_type_id=activity_type.id, user_id=user.id, **values)

    def _slip_summary(self, slips):
        return "; ".join(
            self.env._(
                "%(vessel)s: %(kind)s %(old)s → %(new)s",
                vessel=self.vessel or self.name,
                kind=slip.kind.upper(),
                old=slip.old_date,
                new=slip.new_date,
            )
            for slip in slips
        )

    def _clerks(self, teams):
        """Office clerks of these departments."""
        groups = self.env["res.groups"].union(*(self.env.ref(xmlid) for xmlid in CLERK_POSTS))
        clerks = self.env["res.users"].search(
            [("all_group_ids", "in", groups.ids), ("company_ids", "in", self.company_id.ids)]
        )
        return clerks & (teams.user_id | teams.crm_team_member_ids.filtered("active").user_id)

    def _slips_by_booking(self):
        """{booking id: number of slips}, one statement."""
        counts = defaultdict(int)
        for booking, count in self.env["sales.manual.vessel.slip"]._read_group(
            [("booking_id", "in", self.ids)], ["booking_id"], ["__count"]
        ):
            counts[booking.id] = count
        return counts
