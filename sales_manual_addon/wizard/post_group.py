from odoo import fields, models


class SalesManualPostGroup(models.TransientModel):
    """Asks of which capabilities the access group of a post is made."""

    _name = "sales.manual.post.group"
    _description = "Create the access group of a post"

    post_id = fields.Many2one("sales.manual.post", required=True, readonly=True, ondelete="cascade")
    offered_ids = fields.Many2many("res.groups", compute="_compute_offered_ids")
    capability_ids = fields.Many2many(
        "res.groups",
        string="Capabilities",
        domain="[('id', 'in', offered_ids)]",
        default=lambda self: self._default_capability_ids(),
        help="What holders of the post may do. The duties of the post say what they need.",
    )

    def _default_capability_ids(self):
        """What the duties of the post need, as far as it can be given."""
        posts = self.env["sales.manual.post"]
        post = posts.browse(self.env.context.get("default_post_id"))
        return post.duty_ids.capability_id & posts._capability_groups()

    def _compute_offered_ids(self):
        self.offered_ids = self.env["sales.manual.post"]._capability_groups()

    def action_create(self):
        """Make the group."""
        self.ensure_one()
        self.post_id._create_group(self.capability_ids)
        return {"type": "ir.actions.act_window_close"}
