from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.api import SUPERUSER_ID
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

LONGEST = relativedelta(years=1)
NOTICE_DAYS = 7  # before its last day whoever approved is reminded
ACTIVITY = "mail.mail_activity_data_todo"


class SalesManualSeparationException(models.Model):
    """One user may hold certain powers of both sides of a rule, from one day to another, with a compensating control.

    Requested by one, approved by another, neither of them the user. What was requested is never changed; it ends by
    itself after its last day.
    """

    _name = "sales.manual.separation.exception"
    _inherit = ["sales.manual.reasoned", "mail.thread", "mail.activity.mixin"]
    _description = "Exception from separation"
    _order = "date_to desc, id desc"

    _mail_post_access = "read"  # whoever reads a request may speak about it
    _guarded_fields = frozenset(
        {"state", "requested_by_id", "decided_by_id", "decided_date", "decision", "ended_by_id", "ended_date", "ending",
         "is_reminded"}
    )  # fmt: skip
    _fixed_fields = frozenset(
        {"separation_id", "user_id", "side_a_ids", "side_b_ids", "date_from", "date_to", "reason", "control"}
    )

    separation_id = fields.Many2one(
        "sales.manual.separation", string="Rule", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="For", required=True, index=True, ondelete="restrict",
        domain=[("share", "=", False), ("id", "!=", SUPERUSER_ID)],
    )  # fmt: skip
    side_a_ids = fields.Many2many(
        "res.groups", "sales_manual_separation_exception_side_a_rel", "exception_id", "group_id", string="May hold",
        compute="_compute_sides", store=True, readonly=False, ondelete="restrict",
        help="Of the rule's one side: only what is needed. A group given later is not covered.",
    )  # fmt: skip
    side_b_ids = fields.Many2many(
        "res.groups", "sales_manual_separation_exception_side_b_rel", "exception_id", "group_id",
        string="Together with", compute="_compute_sides", store=True, readonly=False, ondelete="restrict",
        help="Of the rule's other side: only what is needed.",
    )  # fmt: skip
    rule_side_a_ids = fields.Many2many(related="separation_id.side_a_ids", export_string_translation=False)
    rule_side_b_ids = fields.Many2many(related="separation_id.side_b_ids", export_string_translation=False)
    risk = fields.Text(related="separation_id.risk")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env["sales.manual.separation"]._today()
    )
    date_to = fields.Date(string="Last day", required=True, help="At most a year. After it the exception is no more.")
    reason = fields.Text(required=True, help="Why one person has to hold both.")
    control = fields.Text(
        string="Compensating control",
        required=True,
        help="Who looks at what, how often, to see that nothing is abused.",
    )
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("revoked", "Revoked"),
            ("ended", "Ended"),
        ],
        required=True, readonly=True, default="requested", copy=False, index=True, tracking=True,
    )  # fmt: skip
    requested_by_id = fields.Many2one(
        "res.users", string="Requested by", required=True, readonly=True, copy=False, default=lambda self: self.env.uid
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_date = fields.Datetime(string="Decided on", readonly=True, copy=False)
    decision = fields.Text(string="Why decided so", readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", string="Revoked by", readonly=True, copy=False)
    ended_date = fields.Datetime(string="Ended on", readonly=True, copy=False)
    ending = fields.Text(string="Why revoked", readonly=True, copy=False)
    is_reminded = fields.Boolean(readonly=True, copy=False, export_string_translation=False)
    act_ids = fields.One2many("sales.manual.separation.act", "exception_id", string="History", readonly=True)
    _has_end = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day of an exception is not before its first."
    )

    @api.depends("separation_id.name", "user_id.name")
    def _compute_display_name(self):
        for exception in self:
            names = (exception.separation_id.name, exception.user_id.name)
            exception.display_name = " · ".join(filter(None, names))

    @api.depends("separation_id")
    def _compute_sides(self):
        for exception in self:
            exception.side_a_ids = exception.separation_id.side_a_ids
            exception.side_b_ids = exception.separation_id.side_b_ids

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.env["sales.manual.separation"]._check_named_once(vals)
            self._check_days(vals)
        exceptions = super().create(vals_list)
        exceptions._check_request()
        exceptions._log("request", [exception.reason for exception in exceptions])
        exceptions._ask_approvers()
        return exceptions

    def write(self, vals):
        """What was requested stays as it was requested; the rest changes by the buttons."""
        fixed = self._collect("_fixed_fields") & vals.keys()
        if fixed and not self._has_pass():
            raise UserError(
                self.env._("What was requested is not changed afterwards. Withdraw the request and make a new one.")
            )
        result = super().write(vals)
        if "state" in vals:
            self.env["sales.manual.separation"]._forget_conflicts()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Exceptions stay, whatever became of them: they are the record of what was allowed.")
        )

    @api.model
    def _check_days(self, vals):
        """Say it before the database does, which knows no words."""
        start = fields.Date.to_date(vals.get("date_from")) or self.env["sales.manual.separation"]._today()
        end = fields.Date.to_date(vals.get("date_to"))
        if not end:
            raise ValidationError(self.env._("An exception has a last day: say until when it is needed."))
        if end < start:
            raise ValidationError(
                self.env._(
                    "An exception cannot end before it begins: until %(end)s, from %(start)s.",
                    end=format_date(self.env, end),
                    start=format_date(self.env, start),
                )
            )

    def _check_request(self):
        """:raises ValidationError: what is wrong with the request, and how to mend it"""
        today = self.env["sales.manual.separation"]._today()
        for exception in self.sudo():  # that the rule and other requests are readable to the requester is not asked
            if exception.date_from < today:
                raise ValidationError(self.env._("An exception does not reach back: let it begin today or later."))
            if exception.date_to >= exception.date_from + LONGEST:
                raise ValidationError(
                    self.env._("An exception lasts a year at most; it is requested anew if it is needed longer.")
                )
            if not (exception.reason or "").strip() or not (exception.control or "").strip():
                raise ValidationError(self.env._("Say why the exception is needed, and which control makes up for it."))
            user = exception.user_id
            if user.id == SUPERUSER_ID or user.share or not user.active:
                raise ValidationError(self.env._("Exceptions are for active users of the company only."))
            separation = exception.separation_id
            if not separation.active:
                raise ValidationError(
                    self.env._("%(rule)s is out of force: no exception is needed.", rule=separation.name)
                )
            for named, side in (
                (exception.side_a_ids, separation.side_a_ids),
                (exception.side_b_ids, separation.side_b_ids),
            ):
                if not named or named - side:
                    raise ValidationError(
                        self.env._(
                            "%(rule)s: name what the user may hold of either side, and nothing that is not on that "
                            "side.",
                            rule=separation.name,
                        )
                    )
            overlap = exception._overlapping()
            if overlap:
                raise ValidationError(
                    self.env._(
                        "%(user)s has an exception from %(rule)s already, or a request for one, from %(date_from)s to "
                        "%(date_to)s. Let the new one begin after it, or have the other one revoked first.",
                        user=user.name,
                        rule=separation.name,
                        date_from=fields.Date.to_string(overlap.date_from),
                        date_to=fields.Date.to_string(overlap.date_to),
                    )
                )

    def _overlapping(self):
        """Another live exception for the same user and rule whose days and powers overlap."""
        self.ensure_one()
        return self.search(
            Domain("id", "!=", self.id)
            & Domain("user_id", "=", self.user_id.id)
            & Domain("separation_id", "=", self.separation_id.id)
            & Domain("state", "in", ("requested", "approved"))
            & Domain("date_from", "<=", self.date_to)
            & Domain("date_to", ">=", self.date_from)
            & Domain("side_a_ids", "in", self.side_a_ids.ids)
            & Domain("side_b_ids", "in", self.side_b_ids.ids),
            limit=1,
        )

    # history

    def _log(self, act, reasons):
        self.env["sales.manual.separation.act"]._log(
            [
                {
                    "separation_id": exception.separation_id.id,
                    "exception_id": exception.id,
                    "act": act,
                    "reason": reason,
                    "content": exception._wording(),
                }
                for exception, reason in zip(self.sudo(), reasons, strict=True)  # sudo: the record is whole
            ]
        )
        titles = dict(self.env["sales.manual.separation.act"]._fields["act"]._description_selection(self.env))
        for exception, reason in zip(self.sudo(), reasons, strict=True):  # sudo: as above
            exception.message_post(
                body=f"{titles[act]}: {reason}" if reason else titles[act],
                author_id=self.env.user.partner_id.id,
                partner_ids=(exception.requested_by_id - self.env.user).partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )

    def _wording(self):
        self.ensure_one()
        side_a, side_b = (
            " + ".join(side.sorted("id").mapped(lambda group: group._separation_name()))
            for side in (self.side_a_ids, self.side_b_ids)
        )
        days = f"{self.date_from} – {self.date_to}"
        return f"{self.user_id.name}: {side_a} | {side_b}\n{days}\n{self.reason}\n{self.control}"
