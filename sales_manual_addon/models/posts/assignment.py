from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class SalesManualPostAssignment(models.Model):
    """Who holds a post, from when until when. The assignment gives and takes the post's access group."""

    _name = "sales.manual.post.assignment"
    _description = "Assignment"
    _inherit = ["sales.manual.guarded"]
    _order = "post_id, kind desc, date_from, id"
    _guarded_fields = frozenset({"is_applied", "is_hand_given", "change_count"})

    user_id = fields.Many2one(
        "res.users", required=True, ondelete="cascade", index=True, domain=[("share", "=", False)]
    )
    post_id = fields.Many2one(
        "sales.manual.post", required=True, ondelete="cascade", index=True, domain=[("group_id", "!=", False)]
    )
    department_id = fields.Many2one(related="post_id.department_id", store=True, index=True)
    kind = fields.Selection([("holder", "Holder"), ("deputy", "Deputy")], string="As", required=True, default="holder")
    principal_id = fields.Many2one(
        "sales.manual.post.assignment",
        string="Represents",
        ondelete="cascade",
        index="btree_not_null",
        domain="[('post_id', '=', post_id), ('kind', '=', 'holder'), ('user_id', '!=', user_id)]",
        help="The holder of the same post whom the deputy represents between the two dates.",
    )
    deputy_ids = fields.One2many("sales.manual.post.assignment", "principal_id", string="Deputies")
    date_from = fields.Date(string="From", required=True, default=lambda self: self._today())
    date_to = fields.Date(string="Until", help="The last day. Empty: until further notice.")
    state = fields.Selection(
        [("planned", "Planned"), ("current", "Current"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )
    country_ids = fields.Many2many(
        "res.country", "sales_manual_assignment_country_rel", "assignment_id", "country_id", string="Countries"
    )
    state_ids = fields.Many2many(
        "res.country.state",
        "sales_manual_assignment_state_rel",
        "assignment_id",
        "state_id",
        string="Provinces",
        domain=[("country_id.code", "=", "CN")],
    )
    note = fields.Char(string="Remark")
    is_applied = fields.Boolean(
        string="Access given", readonly=True, copy=False, help="This assignment gave the post's access group."
    )
    is_hand_given = fields.Boolean(
        string="Access held before",
        readonly=True,
        copy=False,
        help="The user had the post's access group already, given by hand; the end of the assignment leaves it.",
    )
    change_count = fields.Integer(readonly=True, copy=False, export_string_translation=False)

    _dates_in_order = models.Constraint("CHECK (date_to >= date_from)", "An assignment cannot end before it begins.")
    # ranges of one number, because comparing plain numbers in such an index takes an extension of PostgreSQL
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(user_id, user_id, '[]') WITH &&, int4range(post_id, post_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED",
        "The user is assigned to this post already in that time. Change that assignment, or choose other dates.",
    )

    @api.model
    def _today(self):
        """The company's day."""
        # sudo: everybody may know the day it is where the company is
        zone = self.env.company.sudo().partner_id.tz or self.env.user.tz
        return fields.Date.context_today(self.with_context(tz=zone))

    @api.model
    def _current_domain(self, day=None):
        """Assignments that are current on ``day`` (default: today)."""
        day = day or self._today()
        return Domain("date_from", "<=", day) & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))

    @api.depends("date_from", "date_to")
    def _compute_state(self):
        today = self._today()
        for assignment in self:
            if assignment.date_to and assignment.date_to < today:
                assignment.state = "ended"
            elif assignment.date_from and assignment.date_from > today:
                assignment.state = "planned"
            else:
                assignment.state = "current"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self._today()
        domains = {
            "planned": Domain("date_from", ">", today),
            "current": self._current_domain(today),
            "ended": Domain("date_to", "<", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("user_id.name", "post_id.name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for assignment in self:
            names = {"user": assignment.user_id.name or "", "post": assignment.post_id.name or ""}
            if assignment.kind == "deputy":
                assignment.display_name = self.env._("%(user)s, deputy: %(post)s", **names)
            else:
                assignment.display_name = self.env._("%(user)s: %(post)s", **names)

    # constraints

    @api.constrains("user_id")
    def _check_user(self):
        for assignment in self:
            # sudo: an archived or a portal user may be out of the caller's sight
            user = assignment.user_id.sudo()
            if not user.active:
                raise ValidationError(
                    self.env._("%(user)s is archived and cannot be assigned to a post.", user=user.name)
                )
            if user.share:
                raise ValidationError(
                    self.env._("%(user)s is no employee: posts are given to internal users only.", user=user.name)
                )

    @api.constrains("post_id")
    def _check_post(self):
        for assignment in self:
            if not assignment.post_id.sudo().group_id:  # sudo: who may see a post may not see its group
                raise ValidationError(
                    self.env._(
                        "The post %(post)s has no access group yet. Open the post and press Create Access Group, then "
                        "assign people to it.",
                        post=assignment.post_id.name,
                    )
                )
            if not assignment.post_id.active:
                raise ValidationError(
                    self.env._("The post %(post)s is archived: nobody is assigned to it.", post=assignment.post_id.name)
                )

    @api.constrains("user_id", "post_id", "date_from", "date_to")
    def _check_overlap(self):
        """Name the other assignment; the database holds the rule where two sessions meet."""
        for one, other in self._overlapping_pairs():
            raise ValidationError(
                self.env._(
                    "%(user)s is assigned to %(post)s already from %(start)s until %(end)s. End that assignment first, "
                    "or choose other dates.",
                    user=one.user_id.name,
                    post=one.post_id.name,
                    start=format_date(self.env, other.date_from),
                    end=format_date(self.env, other.date_to) or self.env._("further notice"),
                )
            )

    def _check_overlap_in_database(self):
        """Ask the database now, where the constraint above did not see another session's row. It waits until here so
        that the message with names comes first.
        """
        self.flush_model()
        self.env.cr.execute("SET CONSTRAINTS sales_manual_post_assignment_no_overlap IMMEDIATE")
        self.env.cr.execute("SET CONSTRAINTS sales_manual_post_assignment_no_overlap DEFERRED")

    def _overlapping_pairs(self):
        same = self.search([("user_id", "in", self.user_id.ids), ("post_id", "in", self.post_id.ids)])
        by_pair = same.grouped(lambda assignment: (assignment.user_id, assignment.post_id))
        return [
            (one, other)
            for one in self
            for other in by_pair.get((one.user_id, one.post_id), ())
            if one != other and one._overlaps(other)
        ]

    def _overlaps(self, other):
        return (not self.date_to or other.date_from <= self.date_to) and (
            not other.date_to or self.date_from <= other.date_to
        )

    # create, write, delete

    @api.model_create_multi
    def create(self, vals_list):
        self._check_order_of_dates(vals_list)
        assignments = super().create(vals_list)
        assignments._check_overlap_in_database()
        assignments._settle()
        return assignments

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        for assignment in self:
            self._check_order_of_dates(
                [
                    {
                        "date_from": vals.get("date_from", assignment.date_from),
                        "date_to": vals.get("date_to", assignment.date_to),
                    }
                ]
            )
        if {"user_id", "post_id"} & vals.keys():
            self._withdraw()
        result = super().write(vals)
        self._check_overlap_in_database()
        self._settle()
        return result

    def _check_order_of_dates(self, vals_list):
        for vals in vals_list:
            start, end = fields.Date.to_date(vals.get("date_from")), fields.Date.to_date(vals.get("date_to"))
            if end and end < (start or self._today()):
                raise ValidationError(
                    self.env._(
                        "An assignment cannot end before it begins: until %(end)s, from %(start)s.",
                        end=format_date(self.env, end),
                        start=format_date(self.env, start or self._today()),
                    )
                )

    def unlink(self):
        self._withdraw()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_represented(self):
        left = self.deputy_ids - self
        if left:
            raise UserError(
                self.env._(
                    "%(deputies)s: this deputy represents the assignment that you delete. Delete the deputy's first.",
                    deputies=", ".join(left.mapped("display_name")),
                )
            )

    # acts

    def action_end(self):
        """End these assignments today: yesterday is the last day, or today where they began today."""
        today = self._today()
        for assignment in self.filtered(lambda row: not row.date_to or row.date_to >= today):
            if assignment.date_from >= today:
                raise UserError(
                    self.env._(
                        "%(assignment)s has not been in force for a day. Delete it instead.",
                        assignment=assignment.display_name,
                    )
                )
            assignment.write({"date_to": fields.Date.subtract(today, days=1)})
        return True
