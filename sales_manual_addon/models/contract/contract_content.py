from odoo import models

from .power import exact

HEADER = (
    "company_id",
    "market",
    "partner_id",
    "currency_id",
    "incoterm_id",
    "incoterm_location",
    "payment_term_id",
    "signing_date",
    "start_date",
    "end_date",
    "latest_shipment_date",
    "tolerance_percent",
    "signed_amount",
    "computed_amount",
    "note",
)
LINE = (
    "ref",
    "product_id",
    "name",
    "basis",
    "entered_qty",
    "rated_power_w",
    "power_w",
    "pieces_qty",
    "price_basis",
    "price_per_watt",
    "price_per_piece",
    "tax_ids",
    "amount",
    "signed_amount",
)
# a price that does not apply and an amount the paper does not state: nothing is said, which is not nought
UNSAID = frozenset({"price_per_watt", "price_per_piece", "signed_amount"})
MILESTONE = ("name", "trigger", "percent", "days", "is_working_days")


def _milestone_names(milestone):
    # said only where there is one: what was signed before there were amounts stays as it was signed
    return (*MILESTONE, "amount") if milestone.amount else MILESTONE


class SalesManualContract(models.Model):
    """What is signed."""

    _inherit = "sales.manual.contract"

    def _signoff_content(self, field_names=None):
        """Return the content that a signature covers, as plain data: header, lines and payment milestones.

        ``field_names``: the names wanted, of the header and ``line_ids``, ``milestone_ids``; empty: everything.
        Texts do not depend on the reader's language. The order of lines is the paper's.
        """
        self.ensure_one()
        # sudo: a digest of what is there, the same for every reader; no language, so that it is the same in all
        contract = self.sudo().with_context(lang=None)
        names = set(field_names or (*HEADER, "line_ids", "milestone_ids"))
        if not contract.signing_date:
            names.discard("signing_date")  # given when the last one has signed: nobody signs it
        content = {name: contract._plain(contract, name) for name in HEADER if name in names}
        if "line_ids" in names:
            content["line_ids"] = [
                {"id": line.id, **{name: contract._plain(line, name) for name in LINE}}
                for line in contract.line_ids.sorted(lambda line: (line.sequence, line.id))
            ]
        if "milestone_ids" in names:
            content["milestone_ids"] = [
                {"id": milestone.id, **{name: contract._plain(milestone, name) for name in _milestone_names(milestone)}}
                for milestone in contract.milestone_ids.sorted(lambda milestone: (milestone.sequence, milestone.id))
            ]
        return content

    def _plain(self, record, name):
        """The value of a field as data, written the same way for ever: numbers as text, money with its currency's
        decimals, other numbers without trailing zeros."""
        field, value = record._fields[name], record[name]
        if name in UNSAID and not value:
            return None
        if field.type == "many2one":
            return self._signoff_ref(value)
        if field.type == "many2many":
            return [self._signoff_ref(other) for other in value.sorted("id")]
        if field.type == "monetary":
            return f"{exact(value):.{record.currency_id.decimal_places}f}"
        if field.type == "float":
            return format(exact(value).normalize() + 0, "f")
        if field.type == "date":
            return value.isoformat() if value else None
        if field.type in ("integer", "boolean"):
            return value
        return str(value) if value else ""
