from odoo import api, fields, models
from odoo.exceptions import ValidationError

NOTICE_OVER_ORDER, DELIVERY_OVER_ORDER, DELIVERY_OVER_NOTICE = (
    "notice_over_order",
    "delivery_over_order",
    "delivery_over_notice",
)
FORBID, APPROVE, WARN = "forbid", "approve", "warn"
KINDS = [
    (NOTICE_OVER_ORDER, "Notice over order"),
    (DELIVERY_OVER_ORDER, "Delivery over order"),
    (DELIVERY_OVER_NOTICE, "Delivery over notice"),
]


class SalesManualTolerance(models.Model):
    """How many pieces more than its parent a notice or a delivery may have, and what happens beyond (CMD-6, CMD-20).

    A rule of a notice class, a product category (and those below it) and a company; empty stands for every one. Of
    several the most specific holds: class before category, the deeper category, then company. Where none is in force
    nothing exceeds its parent. The figures are those of the moment somebody acts: what has left stays as it left.
    """

    _name = "sales.manual.tolerance"
    _inherit = ["sales.manual.bounded", "mail.thread"]
    _description = "Tolerance"
    _order = "kind, company_id, class_id, categ_id, id"

    active = fields.Boolean(default=True, tracking=True)
    kind = fields.Selection(
        KINDS,
        string="What over what",
        required=True,
        tracking=True,
        help="Each is held against its own parent: a delivery stays within its order whatever the notice allowed.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", tracking=True, help="Empty: for every company without a rule of its own."
    )
    class_id = fields.Many2one(
        "sales.manual.notice.class",
        string="Notice class",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Empty: for every class without a rule of its own.",
    )
    categ_id = fields.Many2one(
        "product.category",
        string="Product category",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="With the categories below it. Empty: for every product.",
    )
    percent = fields.Float(
        digits=(5, 2),
        aggregator=None,
        tracking=True,
        help="Share of the parent's pieces of the product, all its lines together, rounded down to whole pieces. Of a "
        "delivery over a notice also the share a notice may be closed short without a warning.",
    )
    pieces_qty = fields.Integer(
        string="Pieces",
        aggregator=None,
        tracking=True,
        help="At least so many pieces, once for the product, however many lines or notices it has.",
    )
    mode = fields.Selection(
        [(FORBID, "Forbid"), (WARN, "Warn"), (APPROVE, "Special approval")],
        string="Beyond it",
        required=True,
        default=FORBID,
        tracking=True,
        help="Forbid: refused. Warn: goes, and leaves a warning, a note and an activity. Special approval: goes as far "
        "as approved.",
    )
    approver_post_ids = fields.Many2many(
        "res.groups",
        "sales_manual_tolerance_approver_rel",
        "tolerance_id",
        "group_id",
        string="Approved by",
        domain="[('privilege_id', '!=', False)]",
        tracking=True,
        help="A holder of any of these posts approves, but nobody what they requested or made the notice of.",
    )
    note = fields.Text(string="Why", help="Where this tolerance comes from.")

    _percent_share = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100)", "The percent of a tolerance lies between 0 and 100."
    )
    _pieces_positive = models.Constraint("CHECK (pieces_qty >= 0)", "A tolerance is of no fewer than 0 pieces.")
    _scope_unique = models.UniqueIndex(
        "(kind, COALESCE(company_id, 0), COALESCE(class_id, 0), COALESCE(categ_id, 0)) WHERE active",
        "Another tolerance in force has the same company, class and category. Change that one, or archive it.",
    )

    @api.depends("kind", "company_id.name", "class_id", "categ_id", "percent", "pieces_qty")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for tolerance in self.sudo():  # a message names the rule, whoever reads it
            size = f"{tolerance.percent:g} %"
            if tolerance.pieces_qty:
                size = self.env._("%(percent)s, at least %(pieces)s pcs", percent=size, pieces=tolerance.pieces_qty)
            tolerance.display_name = " · ".join(
                filter(
                    None,
                    (
                        labels.get(tolerance.kind),
                        tolerance.class_id.display_name,
                        tolerance.categ_id.display_name,
                        tolerance.company_id.name,
                        size,
                    ),
                )
            )

    @api.constrains("mode", "approver_post_ids")
    def _check_approvers(self):
        for tolerance in self:
            if tolerance.mode == APPROVE and not tolerance.approver_post_ids:
                raise ValidationError(
                    self.env._("%(tolerance)s: name a post that approves.", tolerance=tolerance.display_name)
                )
            if foreign := tolerance.sudo().approver_post_ids.filtered(lambda group: not group.privilege_id):
                raise ValidationError(
                    self.env._(
                        "%(tolerance)s: %(groups)s is no post. Choose posts, which are given to people by name.",
                        tolerance=tolerance.display_name,
                        groups=", ".join(foreign.mapped("name")),
                    )
                )

    @api.constrains("class_id", "company_id")
    def _check_class_company(self):
        for tolerance in self:
            company = tolerance.sudo().class_id.company_id  # classes of other companies are not readable
            if company and company != tolerance.company_id:
                raise ValidationError(
                    self.env._(
                        "Class %(notice_class)s belongs to %(company)s: choose that company, or another class.",
                        notice_class=tolerance.sudo().class_id.display_name,
                        company=company.name,
                    )
                )
