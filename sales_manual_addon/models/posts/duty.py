from odoo import api, fields, models


class SalesManualPostDuty(models.Model):
    """A duty of a post: the screens that do it and the capability it needs."""

    _name = "sales.manual.post.duty"
    _description = "Duty"
    _inherit = ["sales.manual.shipped"]
    _order = "post_id, sequence, id"

    post_id = fields.Many2one("sales.manual.post", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Duty", required=True, translate=True)
    tasks = fields.Text(translate=True, help="One task per line.")
    manual_ref = fields.Char(string="Manual", help="Which requirements of the manual this serves, such as DOM-2.")
    menu_ids = fields.Many2many(
        "ir.ui.menu",
        "sales_manual_post_duty_menu_rel",
        "duty_id",
        "menu_id",
        string="Screens",
        domain=[("action", "!=", False)],
    )
    capability_id = fields.Many2one(
        "res.groups",
        string="Needs",
        ondelete="set null",
        help="The access that doing this duty takes. Empty: nothing in the ERP yet.",
    )
    evidence = fields.Selection(
        selection="_selection_evidence", help="What the ERP counts each month to show that the duty is done."
    )

    @api.model
    def _selection_evidence(self):
        return list(self.env["sales.manual.evidence"]._evidence_labels().items())
