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

    def _signoff_contents(self):
        """Return what is signed, {id: plain data}: header, lines and payment milestones.

        Texts do not depend on the reader's language. The order of lines is the paper's.
        """
        # sudo: a digest of what is there, the same for every reader; no language, so that it is the same in all
        contracts = self.sudo().with_context(lang=None)
        references = {}  # contracts share customers, products and taxes
        return {contract.id: contract._whole_content(references) for contract in contracts}

    def _whole_content(self, references):
        # a signing date is given when the last one has signed: until then nobody signs it
        names = HEADER if self.signing_date else [name for name in HEADER if name != "signing_date"]
        return {
            **self._plain(self, names, references),
            "line_ids": [
                {"id": line.id, **self._plain(line, LINE, references)}
                for line in self.line_ids.sorted(lambda line: (line.sequence, line.id))
            ],
            "milestone_ids": [
                {"id": milestone.id, **self._plain(milestone, _milestone_names(milestone), references)}
                for milestone in self.milestone_ids.sorted(lambda milestone: (milestone.sequence, milestone.id))
            ],
        }

    def _plain(self, record, names, references):
        """The values of these fields as data, written the same way for ever: numbers as text, money with its
        currency's decimals, other numbers without trailing zeros. ``references``: records written already.
        """
        content = {}
        for name in names:
            kind, value = record._fields[name].type, record[name]
            if name in UNSAID and not value:
                value = None
            elif kind == "many2one":
                value = self._reference(value, references)
            elif kind == "many2many":
                value = [self._reference(other, references) for other in value.sorted("id")]
            elif kind == "monetary":
                value = f"{exact(value):.{record.currency_id.decimal_places}f}"
            elif kind == "float":
                value = format(exact(value).normalize() + 0, "f")
            elif kind == "date":
                value = value.isoformat() if value else None
            elif kind not in ("integer", "boolean"):
                value = str(value) if value else ""
            content[name] = value
        return content

    def _reference(self, record, references):
        if record not in references:
            references[record] = self._signoff_ref(record)
        return references[record]
