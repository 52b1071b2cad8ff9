from odoo import api, fields, models
from odoo.tools import float_compare, format_date

SHOWN_ALERTS = 3
EXPIRING_DAYS = 30


class SalesManualContract(models.Model):
    """What is in the way of a contract: found as codes and values, worded for who reads it."""

    _inherit = "sales.manual.contract"

    alerts = fields.Json(compute="_compute_alerts", export_string_translation=False)

    @api.depends(
        "state",
        "line_ids.amount",
        "line_ids.signed_amount",
        "signed_amount",
        "market",
        "team_id",
        "incoterm_id",
        "incoterm_location",
        "end_date",
        "start_date",
        "latest_shipment_date",
        "milestone_ids.percent",
        "milestone_ids.amount",
        "open_qty",
    )
    @api.depends_context("lang")
    def _compute_alerts(self):
        for contract in self:
            worded = contract._word(contract._findings())
            worded.sort(key=lambda alert: alert["level"] != "danger")
            alerts = {
                alert["code"]: {"level": alert["level"], "message": alert["message"]} for alert in worded[:SHOWN_ALERTS]
            }
            more = len(worded) - SHOWN_ALERTS
            if more > 0:
                alerts["more"] = {"level": "info", "message": self.env._("and %(count)s more", count=more)}
            contract.alerts = alerts

    def _findings(self):
        """Return what this contract's reader must know now: list of {code, level: danger | warning, values}."""
        self.ensure_one()
        if self.state in ("draft", "review"):
            # an empty form is not wrong yet
            return self._completeness() + self._disagreements() if self._origin else []
        if self.state == "effective":
            # one line suffices where nobody can mend it any more
            return self._disagreements()[:1] + self._validity()
        return []

    def _completeness(self):
        """What a contract lacks to be sent to review."""
        self.ensure_one()
        findings = []
        if not self.line_ids:
            findings.append({"code": "no_lines", "level": "danger", "values": {}})
        unpriced = self.line_ids.filtered(lambda line: not line.amount)
        if unpriced:
            findings.append(
                {"code": "no_price", "level": "danger", "values": {"lines": unpriced.mapped("display_name")}}
            )
        if not self.team_id:
            findings.append({"code": "no_team", "level": "danger", "values": {}})
        if self.market == "international" and not self.incoterm_id:
            findings.append({"code": "no_incoterm", "level": "danger", "values": {}})
        if self.incoterm_id and not self.incoterm_location:
            findings.append(
                {"code": "no_incoterm_place", "level": "warning", "values": {"incoterm": self.incoterm_id.code}}
            )
        if not self.signed_amount:
            findings.append({"code": "no_signed_amount", "level": "warning", "values": {}})
        if self.milestone_ids:
            total = self.signed_amount or self.computed_amount
            amounts = sum(self.milestone_ids.mapped("amount"))
            percent = sum(self.milestone_ids.mapped("percent")) + (100 * amounts / total if total else 0)
            compared = float_compare(percent, 100, precision_digits=2)
            if compared:
                findings.append(
                    {
                        "code": "milestones_over" if compared > 0 else "milestones_under",
                        "level": "danger" if compared > 0 else "warning",
                        "values": {"percent": percent},
                    }
                )
        return findings

    def _disagreements(self):
        """Where the paper disagrees with what it comes to. Real contracts do; both are kept, and nothing is refused."""
        self.ensure_one()
        findings = []
        currency = self.currency_id
        if currency and not currency.is_zero(self.amount_difference):
            findings.append(
                {
                    "code": "amounts_differ",
                    "level": "warning",
                    "values": {
                        "signed": self.signed_amount,
                        "computed": self.computed_amount,
                        "difference": abs(self.amount_difference),
                    },
                }
            )
        lines = self.line_ids.filtered(lambda line: currency and not currency.is_zero(line.amount_difference))
        if lines:
            findings.append(
                {
                    "code": "line_amounts_differ",
                    "level": "warning",
                    "values": {
                        "lines": [(line.display_name, line.signed_amount, line.amount) for line in lines],
                    },
                }
            )
        return findings

    def _validity(self):
        """Where today stands outside the contract's dates. The days are the company's; the last day counts."""
        self.ensure_one()
        today = self.company_id._sales_manual_today()
        findings = []
        if self.end_date and self.end_date < today:
            findings.append({"code": "expired", "level": "danger", "values": {"date": self.end_date}})
        elif self.start_date and self.start_date > today:
            findings.append({"code": "not_started", "level": "danger", "values": {"date": self.start_date}})
        elif self.end_date and (self.end_date - today).days <= EXPIRING_DAYS and self.open_qty:
            findings.append(
                {
                    "code": "expiring",
                    "level": "warning",
                    "values": {
                        "date": self.end_date,
                        "days": (self.end_date - today).days,
                    },
                }
            )
        if self.latest_shipment_date and self.latest_shipment_date < today and self.open_qty:
            findings.append(
                {"code": "shipment_late", "level": "warning", "values": {"date": self.latest_shipment_date}}
            )
        return findings

    def _shipping_blockers(self):
        """Return what a shipping notice of this contract must know: list of {code, level, values, message}.

        ``danger`` refuses the notice: the contract is not effective, or today (the company's) is outside its validity.
        """
        self.ensure_one()
        findings = [finding for finding in self._validity() if finding["code"] != "expiring"]
        if self.state != "effective":
            findings.insert(0, {"code": "not_effective", "level": "danger", "values": {"state": self.state}})
        return self._word(findings)

    def _word(self, findings):
        """Return ``findings`` with a ``message`` in the reader's language."""
        return [{**finding, "message": self._alert_message(finding["code"], finding["values"])} for finding in findings]

    def _alert_message(self, code, values):
        self.ensure_one()
        if code == "no_lines":
            return self.env._("The contract has no lines. Enter what is sold.")
        if code == "no_price":
            return self.env._(
                "Without a price: %(lines)s. Enter it; what is free of charge goes by a notice of its own class, "
                "not by a contract.",
                lines=self._joined(values["lines"]),
            )
        if code == "no_team":
            return self.env._(
                "Without a department nobody checks and approves the contract. Enter the department that sells."
            )
        if code == "no_incoterm":
            return self.env._("An international contract needs its Incoterm. Enter it and its place.")
        if code == "no_incoterm_place":
            return self.env._("The place of %(incoterm)s is missing.", incoterm=values["incoterm"])
        if code == "no_signed_amount":
            return self.env._("The signed amount is not entered: the lines have nothing to be compared with.")
        if code == "milestones_over":
            return self.env._(
                "The payment milestones add up to %(percent)s %%. They cannot exceed 100 %%.",
                percent=round(values["percent"], 2),
            )
        if code == "milestones_under":
            return self.env._(
                "The payment milestones add up to %(percent)s %% only.", percent=round(values["percent"], 2)
            )
        if code == "amounts_differ":
            money = self.currency_id.format
            return self.env._(
                "Signed %(signed)s, computed %(computed)s: %(difference)s apart.",
                signed=money(values["signed"]),
                computed=money(values["computed"]),
                difference=money(values["difference"]),
            )
        if code == "line_amounts_differ":
            money = self.currency_id.format
            return self.env._(
                "The paper's amount differs from the line's: %(lines)s.",
                lines=self._joined(
                    [
                        self.env._(
                            "%(line)s: %(signed)s on paper, %(computed)s computed",
                            line=name,
                            signed=money(signed),
                            computed=money(amount),
                        )
                        for name, signed, amount in values["lines"]
                    ]
                ),
            )
        if code == "not_effective":
            states = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "Contract %(contract)s is not effective (%(state)s). It must be checked and approved by its "
                "department first.",
                contract=self.display_name,
                state=states[values["state"]],
            )
        date = format_date(self.env, values["date"])
        if code == "expired":
            return self.env._(
                "Validity of %(contract)s ended on %(date)s: nothing can ship any more.",
                contract=self.display_name,
                date=date,
            )
        if code == "not_started":
            return self.env._(
                "%(contract)s is valid from %(date)s: nothing can ship before.", contract=self.display_name, date=date
            )
        if code == "expiring":
            return self.env._(
                "Validity ends on %(date)s, in %(days)s days, with pieces still open.", date=date, days=values["days"]
            )
        if code == "shipment_late":
            return self.env._("Latest shipment was %(date)s; pieces are still open.", date=date)
        raise ValueError(f"unknown alert {code!r}")

    def _joined(self, parts):
        """The first three of ``parts`` in one line, and how many more there are."""
        more = len(parts) - SHOWN_ALERTS
        text = "; ".join(parts[:SHOWN_ALERTS])
        return self.env._("%(list)s and %(count)s more", list=text, count=more) if more > 0 else text
