from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


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
        "sales.manual.department", required=True, ondelete="restrict", index=True, tracking=True
    )
    department_color = fields.Integer(related="department_id.color", export_string_translation=False)
    group_id = fields.Many2one(
        "res.groups",
        string="Access Group",
        ondelete="restrict",
        copy=False,
        index=True,
        tracking=True,
        help="What an assignment to this post gives.",
    )
    headcount = fields.Integer(default=1, tracking=True, help="How many people the post is meant to have.")
    superior_id = fields.Many2one(
        "sales.manual.post", string="Direct Superior", ondelete="restrict", index=True, tracking=True
    )
    subordinate_ids = fields.One2many("sales.manual.post", "superior_id", string="Direct Subordinates")
    promotion_id = fields.Many2one("sales.manual.post", string="Promotion to", ondelete="set null", tracking=True)
    promotion_note = fields.Char(translate=True)
    pay_grade = fields.Char(
        help="Seen by the administrator, the auditor and the holders of superior posts.",
        groups="sales_manual_addon.group_configuration,sales_manual_addon.group_audit",
        copy=False,
    )
    pay_grade_shown = fields.Char(string="Pay Grade as Seen", compute="_compute_pay_grade_shown")
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
    records_kept = fields.Text(translate=True, tracking=True)
    note = fields.Text(string="Remarks", translate=True, tracking=True)

    duty_ids = fields.One2many("sales.manual.post.duty", "post_id", string="Duties", copy=True)
    assignment_ids = fields.One2many("sales.manual.post.assignment", "post_id", string="Holders")

    holder_ids = fields.Many2many("res.users", string="Held by", compute="_compute_holders")
    holder_names = fields.Char(compute="_compute_holders")
    holder_count = fields.Integer(string="Number of Holders", compute="_compute_holders")
    is_short = fields.Boolean(
        string="Short of People",
        compute="_compute_holders",
        search="_search_is_short",
        help="Fewer holders than the headcount.",
    )
    is_mine = fields.Boolean(string="My Post", compute="_compute_is_mine", search="_search_is_mine")
    duty_count = fields.Integer(compute="_compute_duty_count")
    staff_count = fields.Integer(
        string="People under it", compute="_compute_staff_count", help="Headcounts of all posts below this one."
    )

    _group_uniq = models.Constraint("UNIQUE (group_id)", "Another post already has this access group.")
    _headcount_not_negative = models.Constraint("CHECK (headcount >= 0)", "A headcount is never negative.")

    # computes

    @api.depends("superior_id", "assignment_ids.user_id", "assignment_ids.date_from", "assignment_ids.date_to")
    @api.depends_context("uid")
    def _compute_pay_grade_shown(self):
        user = self.env.user
        if user.has_group("sales_manual_addon.group_configuration") or user.has_group("sales_manual_addon.group_audit"):
            seen = self
        else:
            held = self._held_by(user)
            seen = self.search([("id", "child_of", held.ids)]) - held if held else self.browse()
        for post in self:
            # sudo: the field is closed to all but administrators and auditors; superiors see it here
            post.pay_grade_shown = post.sudo().pay_grade if post._origin in seen else False

    @api.model
    def _held_by(self, user):
        """The posts that ``user`` holds today, as holder or as deputy."""
        assignments = self.env["sales.manual.post.assignment"]
        return assignments.search(assignments._current_domain() & Domain("user_id", "=", user.id)).post_id

    @api.depends(
        "headcount",
        "assignment_ids.user_id",
        "assignment_ids.kind",
        "assignment_ids.date_from",
        "assignment_ids.date_to",
    )
    def _compute_holders(self):
        assignments = self.env["sales.manual.post.assignment"]
        held = dict(
            assignments._read_group(
                assignments._current_domain()
                & Domain("post_id", "in", self._origin.ids)
                & Domain("kind", "=", "holder")
                & Domain("user_id.active", "=", True),
                ["post_id"],
                ["user_id:recordset"],
            )
        )
        for post in self:
            users = held.get(post._origin, self.env["res.users"])
            post.holder_ids = users
            post.holder_names = ", ".join(users.mapped("name"))
            post.holder_count = len(users)
            post.is_short = len(users) < post.headcount

    def _search_is_short(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["sales.manual.post.assignment"]._today()
        short = SQL(
            """(SELECT p.id FROM sales_manual_post p
                 WHERE p.headcount > (SELECT COUNT(*) FROM sales_manual_post_assignment a
                                        JOIN res_users u ON u.id = a.user_id AND u.active
                                       WHERE a.post_id = p.id AND a.kind = 'holder' AND a.date_from <= %(today)s
                                         AND (a.date_to IS NULL OR a.date_to >= %(today)s)))""",
            today=today,
        )
        return [("id", "in" if True in value else "not in", short)]

    @api.depends("assignment_ids.user_id", "assignment_ids.date_from", "assignment_ids.date_to")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self._held_by(self.env.user)
        for post in self:
            post.is_mine = post._origin in mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in" if True in value else "not in", self._held_by(self.env.user).ids)]

    @api.depends("duty_ids.active")
    def _compute_duty_count(self):
        counts = dict(
            self.env["sales.manual.post.duty"]._read_group(
                [("post_id", "in", self._origin.ids)], ["post_id"], ["__count"]
            )
        )
        for post in self:
            post.duty_count = counts.get(post._origin, 0)

    @api.depends("subordinate_ids.headcount")
    def _compute_staff_count(self):
        """Of the whole tree below, in one statement."""
        self.env["sales.manual.post"].flush_model(["superior_id", "headcount", "active"])
        below = dict(
            self.env.execute_query(
                SQL(
                    """WITH RECURSIVE tree(root, id) AS (
                   SELECT superior_id, id FROM sales_manual_post WHERE superior_id = ANY(%s) AND active
                    UNION
                   SELECT t.root, p.id FROM tree t JOIN sales_manual_post p ON p.superior_id = t.id AND p.active
               )
               SELECT t.root, SUM(p.headcount) FROM tree t JOIN sales_manual_post p ON p.id = t.id GROUP BY t.root""",
                    self._origin.ids,
                )
            )
        )
        for post in self:
            post.staff_count = below.get(post._origin.id, 0)

    # constraints

    @api.constrains("superior_id")
    def _check_superior(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._(
                    "A post cannot stand above itself: choose a superior that is not below %(posts)s.",
                    posts=", ".join(self.mapped("name")),
                )
            )

    @api.constrains("active")
    def _check_archived(self):
        self.filtered(lambda post: not post.active)._refuse_held(
            self.env._("%(posts)s: still held by %(holders)s. End the assignments before you archive the post.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._refuse_held(
            self.env._(
                "%(posts)s: held by %(holders)s. End the assignments; a post that was ever held is archived, "
                "not deleted."
            ),
            ever=True,
        )

    def unlink(self):
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            self._unlink_except_held()  # of shipped posts too, which are archived instead
        return super().unlink()

    def _refuse_held(self, message, ever=False):
        """Raise where somebody holds these posts now or later (``ever``: or did)."""
        domain = Domain("post_id", "in", self.ids)
        if not ever:
            domain &= Domain("state", "in", ["current", "planned"])
        held = self.env["sales.manual.post.assignment"].search(domain) if self else None
        if held:
            raise UserError(
                message
                % {
                    "posts": ", ".join(held.post_id.mapped("name")),
                    "holders": ", ".join(held.user_id.mapped("name")),
                }
            )

    # acts

    def action_open_assignments(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_post_assignment_action")
        return {
            **action,
            "domain": [("post_id", "in", self.ids)],
            "context": {"default_post_id": self[:1].id, "search_default_in_force": 1},
        }

    def action_open_findings(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_post_finding_action")
        return {**action, "domain": [("post_id", "in", self.ids)]}

    def action_open_duties(self):
        """The duties of these posts."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_post_duty_action")
        return {**action, "domain": [("post_id", "in", self.ids)], "context": {"default_post_id": self[:1].id}}

    def action_print_chart(self):
        """The organisation chart of all posts: a picture whose boxes open them, and which prints on one page."""
        return self.env.ref("sales_manual_addon.action_report_post_chart").report_action(self.search(Domain.TRUE))
