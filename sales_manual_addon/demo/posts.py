from datetime import timedelta

from odoo import Command, api, models

# login -> codes of the countries, or of China's provinces, that the user sells to
COUNTRIES = {"int_salesperson": ("DE", "IT", "ES"), "int_salesperson_2": ("US", "ES")}
PROVINCES = {"dom_supervisor": ("苏", "浙", "沪"), "dom_supervisor_2": ("粤", "闽")}


class SalesManualDemo(models.AbstractModel):
    """Everybody of the demo on his post, with the regions of those who sell; deputies, and one who comes next month."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_posts(self):
        """Assign the users of the demo; called once, on installation."""
        assignments = self.env["sales.manual.post.assignment"]
        assignments._adopt_holders()
        for login, codes in COUNTRIES.items():
            countries = self.env["res.country"].search([("code", "in", codes)])
            self._assignment(login).country_ids = [Command.set(countries.ids)]
        for login, codes in PROVINCES.items():
            provinces = self.env["res.country.state"].search([("country_id.code", "=", "CN"), ("code", "in", codes)])
            self._assignment(login).state_ids = [Command.set(provinces.ids)]
        self._deputy("dom_deputy", "dom_manager", days=14)
        assignments.create({
            "user_id": self._user("int_clerk").id, "post_id": self.env.ref("sales_manual_addon.card_marketing").id,
            "date_from": assignments._today() + timedelta(days=30),
        })  # fmt: skip

    def _deputy(self, deputy, principal, days):
        """From today on, and for so many days, one user of the demo stands in for another on his post."""
        assignments = self.env["sales.manual.post.assignment"]
        assignments._adopt_holders()
        today, represented = assignments._today(), self._assignment(principal)
        assignments.create({
            "user_id": self._user(deputy).id, "post_id": represented.post_id.id, "kind": "deputy",
            "principal_id": represented.id, "date_from": today, "date_to": today + timedelta(days=days),
        })  # fmt: skip

    def _assignment(self, login):
        return self.env["sales.manual.post.assignment"].search([("user_id", "=", self._user(login).id)], limit=1)
