from typing import NamedTuple

from odoo import models
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
    """Which notices are watched, who pays for their goods, and what is found about that. Nothing is refused here."""

    _inherit = "sales.manual.notice"

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
        return found.filtered(self._issued_before)

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
        elif "danger" in assessment.levels:
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
