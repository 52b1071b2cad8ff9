from odoo import fields, models


class SalesManualPost(models.Model):
    """A post and its job description (manual: section 6)."""

    _name = "sales.manual.post"
    _description = "Post"
    _inherit = ["sales.manual.shipped", "mail.thread"]
    _order = "department_id, sequence, id"
    _parent_name = "superior_id"
    _unedited_fields = frozenset({"assignment_ids"})

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(string="Post Number", copy=False, tracking=True)
    manual_section = fields.Char(string="Section of the Manual", tracking=True)
    sequence = fields.Integer(default=10)
    department_id = fields.Many2one(
        "sales.manual.department", required=True, ondelete="restrict", index=True, tracking=True)
    group_id = fields.Many2one(
        "res.groups", string="Access Group", ondelete="restrict", copy=False, index=True, tracking=True,
        help="What an assignment to this post gives.")
    headcount = fields.Integer(default=1, tracking=True, help="How many people the post is meant to have.")
    superior_id = fields.Many2one(
        "sales.manual.post", string="Direct Superior", ondelete="restrict", index=True, tracking=True)
    subordinate_ids = fields.One2many("sales.manual.post", "superior_id", string="Direct Subordinates")
    promotion_id = fields.Many2one("sales.manual.post", string="Promotion to", ondelete="set null", tracking=True)
    promotion_note = fields.Char(translate=True)
    pay_grade = fields.Char(groups="sales_manual_addon.group_configuration,sales_manual_addon.group_audit", copy=False)
    analysis_date = fields.Date(string="Date of Analysis", tracking=True)
    purpose = fields.Text(translate=True, tracking=True)

    inside_relations = fields.Text(string="Works Inside with", translate=True, tracking=True)
    outside_relations = fields.Text(string="Works Outside with", translate=True, tracking=True)
    education = fields.Text(translate=True, tracking=True)
    study = fields.Text(string="Field of Study", translate=True, tracking=True)
    training = fields.Text(translate=True, tracking=True)
    experience = fields.Text(translate=True, tracking=True)
    knowledge = fields.Text(translate=True, tracking=True)
    skills = fields.Text(translate=True, tracking=True)
    qualities = fields.Text(string="Personal Qualities", translate=True, tracking=True)
    tools = fields.Text(string="Tools and Equipment", translate=True, tracking=True)
    workplace = fields.Text(translate=True, tracking=True)
    hours = fields.Text(string="Working Hours", translate=True, tracking=True)
    records_kept = fields.Text(string="Records Kept", translate=True, tracking=True)
    note = fields.Text(string="Remarks", translate=True, tracking=True)

    duty_ids = fields.One2many("sales.manual.post.duty", "post_id", string="Duties", copy=True)
    assignment_ids = fields.One2many("sales.manual.post.assignment", "post_id", string="Holders")

    _group_uniq = models.Constraint("UNIQUE (group_id)", "Another post already has this access group.")
    _headcount_not_negative = models.Constraint("CHECK (headcount >= 0)", "A headcount is never negative.")
