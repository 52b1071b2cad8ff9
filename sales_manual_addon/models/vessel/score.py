from odoo import fields, models
from odoo.tools import SQL

# how much each share weighs in the score, and how heavily a damaged container counts against none
ON_TIME_WEIGHT, DAMAGE_WEIGHT, DAMAGE_FACTOR = 70, 30, 10


class SalesManualVesselScore(models.Model):
    """How forwarders do, from their bookings (IMP-3): one row for each forwarder and company."""

    _name = "sales.manual.vessel.score"
    _description = "Forwarder Score"
    _auto = False
    _order = "score desc, booking_qty desc, id"
    _rec_name = "forwarder_id"
    _depends = {
        "sales.manual.vessel.booking": [
            "company_id", "forwarder_id", "state", "ata", "first_eta", "on_time_qty", "arrived_qty", "delay_days",
            "container_count", "damaged_qty",
        ],
        "sales.manual.vessel.slip": ["booking_id"],
    }  # fmt: skip

    forwarder_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    booking_qty = fields.Integer(string="Bookings", readonly=True)
    cancelled_qty = fields.Integer(string="Cancelled", readonly=True)
    arrived_qty = fields.Integer(string="Arrived", readonly=True)
    on_time_qty = fields.Integer(string="On time", readonly=True)
    on_time_percent = fields.Float(string="On time %", digits=(5, 1), readonly=True, aggregator=None)
    delay_days = fields.Float(string="Days late on average", digits=(6, 1), readonly=True, aggregator=None)
    slip_qty = fields.Integer(string="Dates moved", readonly=True)
    container_qty = fields.Integer(string="Containers", readonly=True)
    damaged_qty = fields.Integer(string="Damaged containers", readonly=True)
    damaged_percent = fields.Float(string="Damaged %", digits=(5, 1), readonly=True, aggregator=None)
    score = fields.Float(
        digits=(5, 1),
        readonly=True,
        aggregator=None,
        help="0 to 100. 70 for the share of voyages that arrived by the first ETA; 30 for undamaged containers, of "
        "which one damaged container in ten takes all. Empty until a voyage has arrived.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
        SELECT MIN(b.id) AS id, b.forwarder_id, b.company_id,
               COUNT(*)::int AS booking_qty,
               COUNT(*) FILTER (WHERE b.state = 'cancelled')::int AS cancelled_qty,
               SUM(b.arrived_qty)::int AS arrived_qty,
               SUM(b.on_time_qty)::int AS on_time_qty,
               ROUND(100.0 * SUM(b.on_time_qty) / NULLIF(SUM(b.arrived_qty), 0), 1) AS on_time_percent,
               ROUND(AVG(b.delay_days) FILTER (WHERE b.arrived_qty = 1), 1) AS delay_days,
               COALESCE(SUM(s.slip_qty), 0)::int AS slip_qty,
               COALESCE(SUM(b.container_count) FILTER (WHERE b.state = 'arrived'), 0)::int AS container_qty,
               COALESCE(SUM(b.damaged_qty) FILTER (WHERE b.state = 'arrived'), 0)::int AS damaged_qty,
               ROUND(100.0 * SUM(b.damaged_qty) FILTER (WHERE b.state = 'arrived')
                     / NULLIF(SUM(b.container_count) FILTER (WHERE b.state = 'arrived'), 0), 1) AS damaged_percent,
               ROUND(%(on_time)s * SUM(b.on_time_qty)::numeric / NULLIF(SUM(b.arrived_qty), 0)
             + %(undamaged)s * GREATEST(0, 1 - %(factor)s * COALESCE(
                   SUM(b.damaged_qty) FILTER (WHERE b.state = 'arrived')::numeric
                 / NULLIF(SUM(b.container_count) FILTER (WHERE b.state = 'arrived'), 0), 0)), 1) AS score
          FROM sales_manual_vessel_booking b
          LEFT JOIN (SELECT booking_id, COUNT(*) AS slip_qty FROM sales_manual_vessel_slip GROUP BY booking_id) s
            ON s.booking_id = b.id
         GROUP BY b.forwarder_id, b.company_id
            """,
            on_time=ON_TIME_WEIGHT,
            undamaged=DAMAGE_WEIGHT,
            factor=DAMAGE_FACTOR,
        )

    def action_open_bookings(self):
        """Show the bookings of these forwarders."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_vessel_booking_action")
        action["domain"] = [("forwarder_id", "in", self.forwarder_id.ids)]
        action["context"] = {}
        return action
