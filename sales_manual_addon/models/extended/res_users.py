from odoo import api, fields, models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    post_assignment_ids = fields.One2many("sales.manual.post.assignment", "user_id", string="Posts")
    post_assignment_count = fields.Integer(compute="_compute_post_assignment_count")

    @api.depends("post_assignment_ids")
    def _compute_post_assignment_count(self):
        assignments = self.env["sales.manual.post.assignment"]
        if not assignments.has_access("read"):
            self.post_assignment_count = 0
            return
        counts = dict(
            assignments._read_group(
                assignments._current_domain() & Domain("user_id", "in", self.ids), ["user_id"], ["__count"]
            )
        )
        for user in self:
            user.post_assignment_count = counts.get(user._origin, 0)

    def action_open_post_assignments(self):
        """The posts of this user."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_post_assignment_action")
        return {
            **action,
            "domain": [("user_id", "in", self.ids)],
            "context": {"default_user_id": self[:1].id, "search_default_in_force": 1},
        }
