from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..shipping.notice import OPEN_STATES


class CreditRefused(UserError):
    """Credit or prepayment stands in the way. Whoever catches it keeps the evidence: what raised is undone."""

    def __init__(self, message, assessments):
        super().__init__(message)
        # plain data: records do not outlive the savepoint that is rolled back
        self.assessments = assessments


class Assessment(NamedTuple):
    """What the credit check found about one notice."""

    notice_id: int
    figures: list  # of each customer who is to pay
    findings: list  # {code, values}
    levels: list  # of each finding: danger or warning
    verdict: str
    override_id: int


class SalesManualNotice(models.Model):
    """Credit and payment before goods (DOM-3, CUS-2): asked when a notice is issued, at its signatures and when goods
    leave.
    """

    _inherit = "sales.manual.notice"

    credit_check_ids = fields.One2many("sales.manual.credit.check", "notice_id", string="Credit checks")
    credit_alerts = fields.Json(compute="_compute_credit_alerts", export_string_translation=False)

    @api.depends("state", "shipped_qty", "credit_request_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_credit_alerts(self):
        """What holds a released notice: while it is being signed, its other alerts say so."""
        self.credit_alerts = False
        released = self.filtered(lambda notice: notice._origin and notice.state == "released")
        for assessment in released._credit_assess():
            notice = self.browse(assessment.notice_id)
            notice.credit_alerts = {
                str(number): {"level": blocker["level"], "message": blocker["message"]}
                for number, blocker in enumerate(notice._credit_worded(assessment))
            } or False

    # who pays

    def _credit_watched(self):
        """The notices whose company and market the check is turned on for."""
        return self.filtered(lambda notice: any(notice._credit_modes()))

    def _credit_modes(self):
        """What of (credit, prepayment) is checked: each "warn", "block" or False."""
        self.ensure_one()
        company = self.sudo().company_id
        if company.credit_market and self.market and company.credit_market != self.market:
            return False, False
        return tuple(mode if mode != "off" else False for mode in (company.credit_check, company.prepayment_check))

    def _credit_customers(self):
        """The commercial partners whom the goods of this notice are invoiced to."""
        self.ensure_one()
        orders = self.sudo().line_ids.order_line_id.order_id  # signers cannot read orders
        return (orders.partner_invoice_id or self.sudo().partner_id).commercial_partner_id

    def _issued_before(self, other):
        """Whether this issued notice comes before the other: a prepared one comes after all that are issued."""
        self.ensure_one()
        if other.state not in OPEN_STATES or not other.issue_date:
            return True
        return (self.issue_date, self.id) < (other.issue_date, other.id)

    def _credit_later(self, company, customers):
        """Open notices for these customers that were issued after this one: they wait for it, not it for them."""
        if self.state not in OPEN_STATES:
            return self.browse()
        found = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("company_id", "=", company.id),
                ("state", "in", ("signing", "released")),
                ("issue_date", ">=", self.issue_date),
                ("line_ids.order_line_id.order_id.partner_invoice_id.commercial_partner_id", "in", customers.ids),
            ]
        )
        return found.filtered(lambda notice: self._issued_before(notice))

    def _lock_quota(self):
        result = super()._lock_quota()
        self._credit_lock()
        return result

    def _credit_lock(self):
        """Take the customers' credit, before any exposure is read: after the order lines, as everything does."""
        self.env["sales.manual.credit"]._lock(
            (notice.sudo().company_id.id, customer.id)
            for notice in self._credit_watched()
            for customer in notice._credit_customers()
        )

    # what is found

    def _credit_assess(self):
        """Return an Assessment for each of these notices that is watched."""
        watched = self._credit_watched().sudo()  # the same answer for every signer
        figures = {}
        exposures = self.env["sales.manual.credit.exposure"]
        for company, notices in watched.grouped("company_id").items():
            customers = notices.browse().partner_id.union(*(notice._credit_customers() for notice in notices))
            prepared = notices.filtered(lambda notice: notice.state not in OPEN_STATES)._origin
            if len(prepared) <= 1:
                # with what was issued later: more than is asked, so that who passes here passes
                found = exposures._figures(company, customers, with_notice_ids=prepared.ids)
                figures.update({(notice, pid): row for notice in notices for pid, row in found.items()})
            else:
                for notice in notices:  # prepared ones do not count for each other
                    found = exposures._figures(company, notice._credit_customers(), with_notice_ids=notice._origin.ids)
                    figures.update({(notice, pid): row for pid, row in found.items()})
        return [notice._credit_assess_one(figures) for notice in watched]

    def _credit_assess_one(self, figures):
        credit_mode, prepayment_mode = self._credit_modes()
        customers = self._credit_customers()
        rows = [figures[self, customer.id] for customer in customers if (self, customer.id) in figures]
        if credit_mode and any(row["state"] == "over" for row in rows):
            later = self._credit_later(self.company_id, customers)
            if later:
                rows = list(
                    self.env["sales.manual.credit.exposure"]
                    ._figures(self.company_id, customers, without_notice_ids=later.ids)
                    .values()
                )
        found = []
        for row in rows if credit_mode else ():
            values = {name: row[name] for name in ("exposure_amount", "limit_amount", "overdue_amount")}
            values = {name: float(value or 0) for name, value in values.items()}
            values |= {"customer": row["partner_id"], "currency": row["currency_id"]}
            currency = self.env["res.currency"].browse(row["currency_id"])
            excess = values["exposure_amount"] - values["limit_amount"]
            if row["is_limited"] and currency.compare_amounts(excess, 0) > 0:
                found.append(("credit_over", {**values, "excess": excess}, credit_mode))
            if row["overdue_days"] > row["allowed_days"]:
                days = {"days": row["overdue_days"], "allowed": row["allowed_days"]}
                found.append(("credit_overdue", {**values, **days}, credit_mode))
        if prepayment_mode and self.contract_id:
            for shortage in self.contract_id._payment_shortages(self):
                values = {
                    "milestone": shortage["milestone"].id,
                    "batch": shortage["batch"].id,
                    "contract": self.contract_id.id,
                    "currency": self.contract_id.currency_id.id,
                    **{name: float(shortage[name]) for name in ("required", "received", "missing")},
                }
                found.append(("payment_missing", values, prepayment_mode))
        override = self.env["sales.manual.credit.request"]._override_of(self._origin) if found else None
        blocks = any(mode == "block" for _code, _values, mode in found)
        verdict = "overridden" if override else "refused" if blocks else "warned" if found else "passed"
        return Assessment(
            self._origin.id,
            rows,
            [{"code": code, "values": values} for code, values, _mode in found],
            ["danger" if mode == "block" and not override else "warning" for _code, _values, mode in found],
            verdict,
            override.id if override else False,
        )

    def _shipping_blockers(self):
        found = super()._shipping_blockers()
        for assessment in self._credit_assess():
            found += self._credit_worded(assessment)
        return found

    def _credit_worded(self, assessment):
        """The findings as blockers, with who may decide."""
        company = self.sudo().company_id
        blockers = [
            {**finding, "level": level, "message": self._credit_message(finding["code"], finding["values"])}
            for finding, level in zip(assessment.findings, assessment.levels, strict=True)
        ]
        if blockers and assessment.override_id:
            override = self.env["sales.manual.credit.request"].sudo().browse(assessment.override_id)
            blockers[-1]["message"] += " " + self.env._(
                "Let through by %(user)s: %(reason)s", user=override.decided_by_id.name, reason=override.decision
            )
        elif blockers:
            blockers[-1]["message"] += " " + self.env._(
                "An override is decided by: %(deciders)s, on the proposal of: %(proposers)s.",
                deciders=company._credit_post_names("decide"),
                proposers=company._credit_post_names("propose"),
            )
        return blockers

    def _credit_message(self, code, values):
        """Word one finding in the reader's language."""
        # sudo: whoever is held reads what is missing and of whom
        env = self.sudo().env
        currency = env["res.currency"].browse(values["currency"])

        def money(name):
            return formatLang(self.env, values[name], currency_obj=currency)

        if code == "credit_over":
            return self.env._(
                "%(customer)s: %(excess)s over the limit. Exposure %(exposure)s, limit %(limit)s.",
                customer=env["res.partner"].browse(values["customer"]).display_name,
                excess=money("excess"),
                exposure=money("exposure_amount"),
                limit=money("limit_amount"),
            )
        if code == "credit_overdue":
            return self.env._(
                "%(customer)s: %(amount)s overdue, the oldest for %(days)s days; %(allowed)s days are allowed.",
                customer=env["res.partner"].browse(values["customer"]).display_name,
                amount=money("overdue_amount"),
                days=values["days"],
                allowed=values["allowed"],
            )
        batch = env["sales.manual.batch"].browse(values["batch"] or ())
        milestone = env["sales.manual.contract.milestone"].browse(values["milestone"]).exists()
        return self.env._(
            "Milestone %(milestone)s of %(contract)s: %(missing)s missing. %(required)s due, %(received)s received.",
            milestone=milestone.with_env(self.env).sudo().name or "",
            contract=(batch or env["sales.manual.contract"].browse(values["contract"])).display_name,
            missing=money("missing"),
            required=money("required"),
            received=money("received"),
        )

    # the checks

    def _check_blockers(self):
        assessments = self._credit_assess()
        try:
            super()._check_blockers()
        except UserError as error:
            if any(assessment.verdict == "refused" for assessment in assessments):
                raise CreditRefused(error.args[0], assessments) from error
            raise
        is_signed = "signed" in self.sudo()._signoff_current_steps().mapped("state")
        self._credit_record(assessments, "sign" if is_signed else "issue")

    def _check_credit(self, occasion):
        """Ask about credit and prepayment alone, and keep the evidence.

        :raise CreditRefused: money is missing, and nobody has let the notice through
        """
        self._credit_record(self._credit_asked(), occasion)

    def _credit_asked(self):
        """Return the assessments, or raise CreditRefused."""
        assessments = self._credit_assess()
        if reason := self._credit_refusal_text(assessments):
            raise CreditRefused(reason, assessments)
        return assessments

    def _credit_refusal_text(self, assessments):
        """Why these are refused, as one text; empty where none is."""
        reasons = []
        for assessment in assessments:
            if assessment.verdict == "refused":
                notice = self.browse(assessment.notice_id)
                # sudo: the number of what is held is for whoever is held
                name = notice.sudo().display_name
                reasons.append(self.env._("Shipping notice %(notice)s cannot go on:", notice=name))
                reasons += [f"- {blocker['message']}" for blocker in notice._credit_worded(assessment)]
        return "\n".join(reasons)

    def _credit_record(self, assessments, occasion):
        """Append a row of evidence for each notice and customer."""
        names = ("limit_amount", "receivable_amount", "shipped_amount", "noticed_amount", "advance_amount",
                 "exposure_amount", "overdue_amount", "overdue_days", "allowed_days", "is_limited")  # fmt: skip
        credits, rows = self.env["sales.manual.credit"], []
        notices = self.sudo().browse([assessment.notice_id for assessment in assessments])
        customers = {notice.id: notice._credit_customers() for notice in notices}
        of_company = {
            company: {credit.partner_id.id: credit for credit in credits._of(
                of_it.partner_id.browse().union(*(customers[notice.id] for notice in of_it)), company
            )}
            for company, of_it in notices.grouped("company_id").items()
        }  # fmt: skip
        for notice, assessment in zip(notices, assessments, strict=True):
            by_customer = {row["partner_id"]: row for row in assessment.figures}
            for customer in customers[notice.id]:
                figures = by_customer.get(customer.id, {})
                rows.append(
                    {
                        "credit_id": of_company[notice.company_id][customer.id].id,
                        "notice_id": notice.id,
                        "notice_name": notice.display_name,
                        "user_id": self.env.uid,
                        "occasion": occasion,
                        "verdict": assessment.verdict,
                        "findings": assessment.findings,
                        "override_id": assessment.override_id,
                        **{name: figures.get(name) or 0 for name in names},
                    }
                )
        # sudo: whoever may do the act leaves its trace; nobody has the right to write traces
        self.env["sales.manual.credit.check"].sudo()._passed().create(rows)

    def _credit_guarded(self, act, occasion):
        """Do what ``act`` does; where credit refuses it, undo it, keep the evidence of the refusal and tell the user.

        :return: what ``act`` returns, or the action that shows the refusal
        """
        if not self._credit_watched():
            return act()
        try:
            with self.env.cr.savepoint():
                return act()
        except CreditRefused as refusal:
            self._credit_record(refusal.assessments, occasion)
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "danger",
                    "sticky": True,
                    "title": self.env._("Held for credit"),
                    "message": refusal.args[0],
                    "next": {"type": "ir.actions.client", "tag": "soft_reload"},
                },
            }

    def action_issue(self):
        """See the notice. Refused for credit, nothing is issued: the refusal is kept, and an action that says why is
        returned.
        """
        return self._credit_guarded(super().action_issue, "issue")

    def action_sign(self, comment=False, seen=None):
        """See the notice. Refused for credit, nothing is signed: the refusal is kept, and an action that says why is
        returned.
        """
        sign = super().action_sign

        def act():
            result = sign(comment=comment, seen=seen)
            # the last signature asks everything again by itself
            self.filtered(lambda notice: notice.state == "signing")._check_credit("sign")
            return result

        return self._credit_guarded(act, "sign")
