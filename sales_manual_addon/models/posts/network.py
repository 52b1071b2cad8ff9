from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SalesManualNetwork(models.Model):
    """The sales network (MKT-1): who answers for which country or province, and how many customers are there.

    A country of which single provinces are assigned counts by province; its own row keeps the customers without one.
    """

    _name = "sales.manual.network"
    _description = "Sales network"
    _auto = False
    _order = "holder_count, customer_count desc, country_id, state_id"
    _rec_name = "country_id"
    _depends = {
        "sales.manual.post.assignment": ["user_id", "kind", "date_from", "date_to", "country_ids", "state_ids"],
        "res.partner": ["country_id", "state_id", "parent_id", "active", "customer_rank"],
        "res.users": ["active"],
    }

    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", string="Province", readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    holder_count = fields.Integer(string="Responsible People", readonly=True)
    coverage = fields.Selection([("none", "Uncovered"), ("double", "Covered twice"), ("one", "Covered")], readonly=True)
    assignment_ids = fields.Many2many("sales.manual.post.assignment", compute="_compute_assignment_ids")
    user_ids = fields.Many2many("res.users", string="Responsible", compute="_compute_assignment_ids")

    @property
    def _table_query(self):
        return SQL(
            """WITH held AS (
                   SELECT a.id, a.user_id FROM sales_manual_post_assignment a
                     JOIN res_users u ON u.id = a.user_id AND u.active
                    WHERE a.kind = 'holder' AND a.date_from <= %(today)s
                      AND (a.date_to IS NULL OR a.date_to >= %(today)s)
               ),
               country AS (SELECT h.user_id, r.country_id FROM held h
                             JOIN sales_manual_assignment_country_rel r ON r.assignment_id = h.id),
               province AS (SELECT h.user_id, r.state_id, s.country_id FROM held h
                              JOIN sales_manual_assignment_state_rel r ON r.assignment_id = h.id
                              JOIN res_country_state s ON s.id = r.state_id),
               customer AS (
                   SELECT p.country_id,
                          CASE WHEN p.country_id IN (SELECT country_id FROM province) THEN p.state_id END AS state_id,
                          COUNT(*) AS number
                     FROM res_partner p
                    WHERE p.active AND p.parent_id IS NULL AND p.country_id IS NOT NULL
                      AND (p.customer_rank > 0
                           OR EXISTS (SELECT FROM sales_manual_contract c WHERE c.partner_id = p.id))
                    GROUP BY 1, 2
               ),
               place AS (
                   SELECT country_id, state_id FROM customer
                    UNION SELECT country_id, NULL FROM country
                    UNION SELECT country_id, state_id FROM province
               ),
               responsible AS (
                   SELECT country_id, NULL::integer AS state_id, user_id FROM country
                    UNION SELECT country_id, state_id, user_id FROM province
                    UNION SELECT c.country_id, p.state_id, c.user_id FROM country c
                            JOIN place p ON p.country_id = c.country_id AND p.state_id IS NOT NULL
               ),
               counted AS (
                   SELECT place.country_id, place.state_id, COALESCE(MAX(customer.number), 0) AS customer_count,
                          COUNT(DISTINCT responsible.user_id) AS holder_count
                     FROM place
                     LEFT JOIN customer ON customer.country_id = place.country_id
                                       AND customer.state_id IS NOT DISTINCT FROM place.state_id
                     LEFT JOIN responsible ON responsible.country_id = place.country_id
                                          AND responsible.state_id IS NOT DISTINCT FROM place.state_id
                    GROUP BY place.country_id, place.state_id
               )
               SELECT country_id::bigint * 100000 + COALESCE(state_id, 0) AS id, counted.*,
                      CASE holder_count WHEN 0 THEN 'none' WHEN 1 THEN 'one' ELSE 'double' END AS coverage
                 FROM counted""",
            today=self.env["sales.manual.post.assignment"]._today(),
        )

    @api.depends("country_id", "state_id")
    def _compute_assignment_ids(self):
        assignments = self.env["sales.manual.post.assignment"]
        found = assignments.search(
            assignments._current_domain()
            & Domain("kind", "=", "holder")
            & Domain("user_id.active", "=", True)
            & (Domain("country_ids", "in", self.country_id.ids) | Domain("state_ids", "in", self.state_id.ids))
        )
        for place in self:
            place.assignment_ids = found.filtered(
                lambda row, place=place: (
                    place.country_id in row.country_ids or (place.state_id and place.state_id in row.state_ids)
                )
            )
            place.user_ids = place.assignment_ids.user_id

    def action_open_customers(self):
        """The customers of this country or province."""
        self.ensure_one()
        domain = Domain("country_id", "=", self.country_id.id) & Domain("parent_id", "=", False)
        if self.state_id:
            domain &= Domain("state_id", "=", self.state_id.id)
        action = self.env["ir.actions.act_window"]._for_xml_id("account.res_partner_action_customer")
        return {**action, "domain": list(domain), "context": {}}
