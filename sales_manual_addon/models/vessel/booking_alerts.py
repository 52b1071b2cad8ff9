from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from .booking import LIVE_STATES, OPEN_STATES

SHOWN_ALERTS = 4


class SalesManualVesselBooking(models.Model):
    """What the reader of a booking must know, and what the booking says to the documents on it."""

    _inherit = "sales.manual.vessel.booking"

    alerts = fields.Json(compute="_compute_alerts", export_string_translation=False)
    open_points = fields.Char(string="Open", compute="_compute_open_points", help="What is late or still missing.")

    @api.depends("state", "etd", "eta", "cargo_closing", "agreement", "allocation_ids", "container_ids.number")
    @api.depends_context("lang", "uid")
    def _compute_alerts(self):
        for booking in self:
            found = booking._findings() if booking._origin else []
            alerts = {
                str(number): {"level": finding["level"], "message": finding["message"]}
                for number, finding in enumerate(found[:SHOWN_ALERTS])
            }
            if len(found) > SHOWN_ALERTS:
                alerts["more"] = {
                    "level": "info",
                    "message": self.env._("and %(count)s more", count=len(found) - SHOWN_ALERTS),
                }
            booking.alerts = alerts or False

    @api.depends("state", "etd", "eta", "cargo_closing", "agreement")
    @api.depends_context("lang", "uid")
    def _compute_open_points(self):
        for booking in self:
            booking.open_points = " · ".join(booking._late_points()) or False

    def _late_points(self):
        """Short words for lists."""
        self.ensure_one()
        if self.state not in LIVE_STATES or not self.company_id:
            return []
        today, found = self.company_id._sales_manual_today(), []
        if self.state in ("requested", "confirmed", "loaded") and self.etd and self.etd < today:
            found.append(self.env._("not sailed, %(days)s days after ETD", days=(today - self.etd).days))
        if self.state == "sailed" and self.eta and self.eta < today:
            found.append(self.env._("not arrived, %(days)s days after ETA", days=(today - self.eta).days))
        if self.state in OPEN_STATES:
            closing = self._closing_day("cargo_closing")
            if closing and closing < today:
                found.append(self.env._("CY closed"))
            elif closing and (closing - today).days <= 3:
                found.append(self.env._("CY closes in %(days)s days", days=(closing - today).days))
            if self.agreement != "both":
                found.append(self.env._("waits for %(posts)s", posts=self._open_posts()))
        return found

    def _findings(self):
        """What stands out on this booking: list of {code, level: danger | warning, message}, the gravest first."""
        self.ensure_one()
        found = []
        # a reader of a shared vessel learns nothing of the contracts of others. sudo: what the own rows name is told
        rows = self.env["sales.manual.vessel.allocation"].search([("booking_id", "=", self._origin.id)]).sudo()
        if self.state in ("requested", "confirmed", "loaded"):
            found += self._latest_findings(rows.contract_id)
        if self.state in OPEN_STATES:
            found += self._confirmation_findings() + self._notice_findings(rows.notice_id)
        found += [{"code": "late", "level": "warning", "message": point} for point in self._lateness()]
        return sorted(found, key=lambda finding: finding["level"] != "danger")

    def _lateness(self):
        posts = self.env._("waits for %(posts)s", posts=self._open_posts())
        return [point[:1].upper() + point[1:] + "." for point in self._late_points() if point != posts]

    def _latest_findings(self, contracts):
        """Departure after the latest shipment that these contracts allow (letters of credit ask through
        :meth:`sales.manual.contract._vessel_findings`).
        """
        return [finding for contract in contracts for finding in contract._vessel_findings(self)]

    def _confirmation_findings(self):
        found = []
        last = self.sudo().confirmation_ids.filtered("void_date")  # for everyone who reads the booking
        given = self._given()
        for side in ("planning", "export"):
            void = last.filtered(lambda row, side=side: row.side == side)[:1]
            if side not in given and void:
                found.append(
                    {
                        "code": "confirmation_void",
                        "level": "warning",
                        "message": self.env._(
                            "The confirmation of %(user)s is void since %(date)s: %(user2)s changed %(what)s.",
                            user=void.user_id.name,
                            date=format_datetime(self.env, void.void_date, dt_format="short"),
                            user2=void.void_user_id.name,
                            what=void.changed_text,
                        ),
                    }
                )
        if self.agreement != "both":
            found.append(
                {
                    "code": "unconfirmed",
                    "level": "warning",
                    "message": self.env._(
                        "Week %(week)s is not confirmed by: %(posts)s.", week=self.week, posts=self._open_posts()
                    ),
                }
            )
        return found

    def _notice_findings(self, notices):
        """Which of these notices would reach the yard after it has closed."""
        closing = self._closing_day("cargo_closing")
        late = notices.filtered(lambda n: closing and n.state != "void" and n.ship_date and n.ship_date > closing)
        return [
            {
                "code": "notice_late",
                "level": "warning",
                "message": self.env._(
                    "Shipping notice %(notice)s departs on %(date)s; the yard closes on %(closing)s.",
                    notice=notice.display_name,
                    date=format_date(self.env, notice.ship_date),
                    closing=format_date(self.env, closing),
                ),
            }
            for notice in late
        ]


class SalesManualContract(models.Model):
    _inherit = "sales.manual.contract"

    def _vessel_findings(self, booking):
        """What this contract has against a booking its goods are on: list of {code, level, message}. ``danger`` keeps
        the booking from being confirmed. A room that knows another latest date (letters of credit) extends this.
        """
        self.ensure_one()
        latest = self.latest_shipment_date
        if not latest or not booking.etd or booking.etd <= latest:
            return []
        return [
            {
                "code": "after_latest",
                "level": "danger",
                "message": self.env._(
                    "ETD %(etd)s is after the latest shipment of contract %(contract)s, %(latest)s. Book an earlier "
                    "vessel, or agree a later date with the customer.",
                    etd=format_date(self.env, booking.etd),
                    contract=self.display_name,
                    latest=format_date(self.env, latest),
                ),
            }
        ]


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    def _shipping_blockers(self):
        """The vessels' answer to the gate: warnings, since what is booked can be mended until the yard closes."""
        found = super()._shipping_blockers()
        # sudo: the same answer for everyone
        bookings = self.sudo().vessel_allocation_ids.booking_id.filtered(lambda b: b.state in OPEN_STATES)
        for booking in bookings:
            found += [{**finding, "values": {}} for finding in booking._notice_findings(self.sudo())]
            if booking.agreement != "both":
                found.append(
                    self._blocker(
                        "vessel_unconfirmed",
                        self.env._(
                            "Vessel booking %(booking)s is not confirmed for week %(week)s by: %(posts)s.",
                            booking=booking.display_name,
                            week=booking.week,
                            posts=booking._open_posts(),
                        ),
                        level="warning",
                    )
                )
        return found
