from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..contract.bounds import refuse_unusable

KINDS = [
    ("limit", "Credit limit"),
    ("temporary", "Temporary limit"),
    ("insured", "Insured limit"),
    ("days", "Days overdue"),
    ("override", "Override for a notice"),
]
MOST_DAYS = 3650


class SalesManualCreditRequest(models.Model):
    """A request for a customer's limits, or to let one notice go past them (CUS-2): requested, then decided by another.

    What was requested is never changed. An override speaks of one notice as it was, and expires when its amount,
    customer or departure change.
    """

    _name = "sales.manual.credit.request"
    _inherit = ["sales.manual.reasoned", "mail.thread", "mail.activity.mixin"]
    _description = "Credit Request"
    _order = "id desc"
    _check_company_auto = True

    _mail_post_access = "read"
    _guarded_fields = frozenset(
        {
            "state",
            "requested_by_id",
            "decided_by_id",
            "decided_date",
            "decision",
            "ended_date",
            "credit_id",
            "notice_id",
            "notice_amount",
            "notice_currency_id",
            "notice_date",
            "exposure_amount",
            "limit_amount",
            "overdue_amount",
            "missing_amount",
        }
    )
    _fixed_fields = frozenset({"partner_id", "company_id", "kind", "amount", "days", "date_from", "date_to", "reason"})

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    credit_id = fields.Many2one("sales.manual.credit", readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(KINDS, required=True, default="limit")
    amount = fields.Monetary(help="The new limit; nought lends nothing. None for days overdue and overrides.")
    days = fields.Integer(string="Days overdue allowed", aggregator=None)
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until", help="The last day counts. Insured without an end: until another decision.")
    reason = fields.Text(required=True)
    state = fields.Selection(
        [("requested", "Requested"), ("approved", "Approved"), ("refused", "Refused"), ("withdrawn", "Withdrawn"),
         ("expired", "Expired")],
        default="requested", required=True, readonly=True, index=True, copy=False, tracking=True,
    )  # fmt: skip
    requested_by_id = fields.Many2one(
        "res.users", readonly=True, required=True, index=True, default=lambda self: self.env.uid, copy=False
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_date = fields.Datetime(string="Decided on", readonly=True, copy=False)
    decision = fields.Text(string="Why so decided", readonly=True, copy=False)
    ended_date = fields.Datetime(string="Expired on", readonly=True, copy=False)
    # an override: the notice as it was when it was proposed, and what stood in its way
    notice_id = fields.Many2one(
        "sales.manual.notice", readonly=True, index="btree_not_null", ondelete="cascade", check_company=True
    )
    notice_currency_id = fields.Many2one("res.currency", readonly=True)
    notice_amount = fields.Monetary(readonly=True, currency_field="notice_currency_id")
    notice_date = fields.Date(string="Departure", readonly=True)
    limit_amount = fields.Monetary(string="Limit then", readonly=True)
    exposure_amount = fields.Monetary(string="Exposure then", readonly=True)
    overdue_amount = fields.Monetary(string="Overdue then", readonly=True)
    missing_amount = fields.Monetary(string="Prepayment missing", readonly=True, currency_field="notice_currency_id")

    _days_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day of a limit is not before its first."
    )

    @api.depends("kind", "partner_id", "notice_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            # sudo: whoever may read the request reads which notice it is about
            about = request.sudo().notice_id.display_name if request.notice_id else request.partner_id.display_name
            request.display_name = " · ".join(filter(None, (kinds.get(request.kind), about)))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
            if vals.get("kind") == "override" and not self._has_pass():
                raise UserError(self.env._("An override is proposed on the shipping notice that is held."))
        requests = super().create(vals_list)
        requests._check_request()
        credits = self.env["sales.manual.credit"]
        for company, of_company in requests.grouped("company_id").items():
            rows = {row.partner_id: row for row in credits._of(of_company.partner_id, company)}
            for request in of_company.sudo():  # sudo: who requests changes no request
                request._passed().credit_id = rows[request.partner_id.commercial_partner_id]
        requests._ask_deciders()
        return requests

    def write(self, vals):
        fixed = self._collect("_fixed_fields") & vals.keys()
        if fixed and not self._has_pass():
            raise UserError(
                self.env._("What was requested is not changed afterwards. Withdraw the request and make a new one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Credit requests stay, whatever became of them: they are the record."))

    def _check_request(self):
        """:raises ValidationError: what is wrong with the request, and how to mend it"""
        for request in self:
            if request.requested_by_id != self.env.user:
                raise AccessError(self.env._("A request is made in one's own name."))
            if not (request.reason or "").strip():
                raise ValidationError(self.env._("Say why the request is made."))
            if request.company_id not in self.env.user.company_ids:
                raise AccessError(self.env._("Credit is requested in one's own companies only."))
            today = request.company_id._sales_manual_today()
            if request.amount < 0:
                raise ValidationError(self.env._("A limit cannot be below nought."))
            if request.kind == "temporary" and not (request.date_from and request.date_to):
                raise ValidationError(self.env._("A temporary limit has a first and a last day."))
            if request.kind == "temporary" and request.date_to < today:
                raise ValidationError(self.env._("The last day of the temporary limit has passed."))
            if request.kind == "insured" and request.date_to and request.date_to < today:
                raise ValidationError(self.env._("The insurance has ended."))
            if request.kind == "days" and not 0 <= request.days <= MOST_DAYS:
                raise ValidationError(self.env._("Days overdue lie between 0 and %(most)s.", most=MOST_DAYS))

    def _ask_deciders(self):
        """Put the request before those who decide, as an activity."""
        for request in self.sudo():  # sudo: the requester need not be able to read the deciders
            for user in request.company_id._credit_users("decide") - request.requested_by_id:
                request.activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary=request.display_name)
