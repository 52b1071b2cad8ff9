from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .booking import CLOSINGS, OPEN_STATES


class SalesManualVesselBooking(models.Model):
    """What a booking cannot hold, whoever enters it."""

    _inherit = "sales.manual.vessel.booking"

    @api.constrains("etd", "eta", "atd", "ata", *CLOSINGS)
    def _check_dates(self):
        labels = {name: self._fields[name]._description_string(self.env) for name in self._fields}
        for booking in self:
            today = booking.company_id._sales_manual_today()
            for start, end in (("etd", "eta"), ("atd", "ata")):
                if booking[start] and booking[end] and booking[end] < booking[start]:
                    raise ValidationError(
                        self.env._(
                            "%(booking)s: %(end)s %(end_date)s comes before %(start)s %(start_date)s. A vessel "
                            "arrives after it has left.",
                            booking=booking.display_name,
                            end=labels[end],
                            end_date=booking[end],
                            start=labels[start],
                            start_date=booking[start],
                        )  # fmt: skip
                    )
            for name in ("atd", "ata"):
                if booking[name] and booking[name] > today:
                    raise ValidationError(
                        self.env._(
                            "%(booking)s: %(field)s %(date)s is still to come. Enter what has happened; what is "
                            "expected is ETD and ETA.",
                            booking=booking.display_name,
                            field=labels[name],
                            date=booking[name],
                        )  # fmt: skip
                    )
            for name in CLOSINGS:
                day = booking._closing_day(name)
                if day and booking.etd and day > booking.etd and booking.state in OPEN_STATES:
                    raise ValidationError(
                        self.env._(
                            "%(booking)s: “%(closing)s” on %(day)s comes after the departure on %(etd)s. Nothing is "
                            "taken once the vessel has left.",
                            booking=booking.display_name,
                            closing=labels[name],
                            day=day,
                            etd=booking.etd,
                        )  # fmt: skip
                    )
        self.container_ids._check_voyages()

    def _closing_day(self, name):
        """The day of a closing in the company's time zone, or False."""
        moment = self[name]
        if not moment:
            return False
        return fields.Datetime.context_timestamp(
            self.with_context(tz=self.company_id._sales_manual_zone()), moment
        ).date()

    @api.constrains("port_loading_id", "port_discharge_id", "port_transshipment_id")
    def _check_ports(self):
        for booking in self:
            ports = [booking.port_loading_id, booking.port_transshipment_id, booking.port_discharge_id]
            named = [port.id for port in ports if port]
            if len(named) != len(set(named)):
                raise ValidationError(
                    self.env._(
                        "%(booking)s: ports of loading, transshipment and discharge differ from each other.",
                        booking=booking.display_name,
                    )
                )

    @api.constrains("forwarder_id")
    def _check_forwarder(self):
        for booking in self:
            if not booking.forwarder_id.is_forwarder:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is not marked as a forwarder. Mark it on its own form, tab Forwarding.",
                        partner=booking.forwarder_id.display_name,
                    )
                )

    @api.constrains("freight_amount")
    def _check_freight(self):
        for booking in self:
            if booking.freight_amount < 0:
                raise ValidationError(self.env._("%(booking)s: freight is not negative.", booking=booking.display_name))
