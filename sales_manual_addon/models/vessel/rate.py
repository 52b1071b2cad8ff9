from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..contract.bounds import refuse_unusable

# what two rates have in common to be rates for the same thing
KEY = ("company_id", "forwarder_id", "port_loading_id", "port_discharge_id", "container_type_id")


class SalesManualVesselRate(models.Model):
    """What a forwarder asks for a container from port to port, from one day to another; both days count (IMP-3)."""

    _name = "sales.manual.vessel.rate"
    _description = "Freight Rate"
    _order = "forwarder_id, port_loading_id, port_discharge_id, container_type_id, date_from desc, id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    forwarder_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade", check_company=True,
        domain="[('is_forwarder', '=', True)]",
    )  # fmt: skip
    port_loading_id = fields.Many2one("sales.manual.port", string="From", required=True, ondelete="restrict")
    port_discharge_id = fields.Many2one("sales.manual.port", string="To", required=True, ondelete="restrict")
    container_type_id = fields.Many2one("sales.manual.container.type", required=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    amount = fields.Monetary(string="Rate", required=True, aggregator=None, help="All in, for one container.")
    transit_days = fields.Integer(string="Days under way", aggregator=None)
    date_from = fields.Date(string="Valid from", required=True, index=True)
    date_to = fields.Date(string="Valid until", index=True, help="The last day counts; empty: until further notice.")

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A rate is above zero.")
    _transit = models.Constraint("CHECK (transit_days >= 0)", "Days under way are not negative.")
    # two transactions do not see each other's rates, the index does
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist ("
        + ", ".join(f"int4range({name}, {name}, '[]') WITH &&" for name in KEY)
        + ", daterange(date_from, date_to, '[]') WITH &&)",
        "Another rate of this forwarder holds for the same ports and container type on these days. End it first.",
    )

    @api.depends("port_loading_id", "port_discharge_id", "container_type_id")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = (
                f"{rate.port_loading_id.code or ''} → {rate.port_discharge_id.code or ''}"
                f" {rate.container_type_id.name or ''}"
            )

    @api.constrains("date_from", "date_to", *KEY)
    def _check_rates(self):
        for rate in self:
            if rate.date_to and rate.date_to < rate.date_from:
                raise ValidationError(
                    self.env._(
                        "Rate %(rate)s: valid until %(end)s comes before valid from %(start)s.",
                        rate=rate.display_name,
                        end=rate.date_to,
                        start=rate.date_from,
                    )
                )
            if rate.port_loading_id == rate.port_discharge_id:
                raise ValidationError(self.env._("Rate %(rate)s: both ports are the same.", rate=rate.display_name))
            if not rate.forwarder_id.is_forwarder:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is not marked as a forwarder. Mark it on its own form, tab Forwarding.",
                        partner=rate.forwarder_id.display_name,
                    )
                )

    def _refuse_dates(self, vals):
        """Dates the wrong way round are said before the database says so without naming the rate."""
        refuse_unusable(self, vals)
        start, end = fields.Date.to_date(vals.get("date_from")), fields.Date.to_date(vals.get("date_to"))
        for rate in self or [self.browse()]:
            first = start if "date_from" in vals else rate.date_from
            last = end if "date_to" in vals else rate.date_to
            if first and last and last < first:
                raise ValidationError(
                    self.env._(
                        "Rate %(rate)s: valid until %(end)s comes before valid from %(start)s.",
                        rate=rate.display_name or "",
                        end=last,
                        start=first,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.browse()._refuse_dates(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_dates(vals)
        return super().write(vals)

    @api.model
    def _valid(self, bookings):
        """{(booking id, container type id): rate} valid on each booking's ETD, one search."""
        found = {}
        bookings = bookings.filtered(lambda b: b.forwarder_id and b.etd and b.port_loading_id and b.port_discharge_id)
        if not bookings or not self.has_access("read"):
            return found
        rates = self.search(
            [
                ("forwarder_id", "in", bookings.forwarder_id.ids),
                ("port_loading_id", "in", bookings.port_loading_id.ids),
                ("port_discharge_id", "in", bookings.port_discharge_id.ids),
            ]
        )
        for booking in bookings:
            for rate in rates:
                if (
                    rate.company_id == booking.company_id
                    and rate.forwarder_id == booking.forwarder_id._origin
                    and rate.port_loading_id == booking.port_loading_id._origin
                    and rate.port_discharge_id == booking.port_discharge_id._origin
                    and rate.date_from <= booking.etd
                    and (not rate.date_to or booking.etd <= rate.date_to)
                ):
                    found[booking.id or booking._origin.id, rate.container_type_id.id] = rate
        return found
