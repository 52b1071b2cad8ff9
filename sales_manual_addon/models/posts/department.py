from odoo import fields, models


class SalesManualDepartment(models.Model):
    """A department of Sales HQ and of the departments beside it (manual: 5, 6)."""

    _name = "sales.manual.department"
    _description = "Department"
    _inherit = ["sales.manual.shipped"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    team_ids = fields.Many2many(
        "crm.team",
        "sales_manual_department_team_rel",
        "department_id",
        "team_id",
        string="Sales Teams",
        help="The sales teams whose customers and contracts are this department's.",
    )
    category_id = fields.Many2one(
        "ir.module.category",
        string="Section of the User Form",
        ondelete="set null",
        help="Where the access groups of this department's posts stand on the user form.",
    )
    post_ids = fields.One2many("sales.manual.post", "department_id", string="Posts")
