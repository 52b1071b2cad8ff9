from odoo import fields, models


class SalesManualPostAssignment(models.Model):
    """Who holds a post, from when until when. The assignment gives and takes the post's access group."""

    _name = "sales.manual.post.assignment"
    _description = "Assignment"
    _inherit = ["sales.manual.guarded"]
    _order = "post_id, date_from, id"
    _guarded_fields = frozenset({"is_applied"})

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade", index=True)
    post_id = fields.Many2one("sales.manual.post", required=True, ondelete="cascade", index=True)
    kind = fields.Selection([("holder", "Holder"), ("deputy", "Deputy")], required=True, default="holder")
    principal_id = fields.Many2one(
        "sales.manual.post.assignment", string="Represents", ondelete="cascade", index="btree_not_null")
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Until", help="The last day. Empty: until further notice.")
    country_ids = fields.Many2many(
        "res.country", "sales_manual_assignment_country_rel", "assignment_id", "country_id", string="Countries")
    state_ids = fields.Many2many(
        "res.country.state", "sales_manual_assignment_state_rel", "assignment_id", "state_id", string="Provinces")
    note = fields.Char()
    is_applied = fields.Boolean(readonly=True, copy=False)
