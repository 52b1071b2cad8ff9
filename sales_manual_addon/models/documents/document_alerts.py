from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

# weights of one shipment are apart by more than a rounded digit
WEIGHT_TOLERANCE_KG = 0.5


class SalesManualDocument(models.Model):
    """Which documents of a shipment disagree, and in what."""

    _inherit = "sales.manual.document"

    finding_text = fields.Char(string="Disagrees in", compute="_compute_finding_text")

    @api.depends(
        "state", "pieces_qty", "packages_qty", "amount", "currency_id", "gross_kg", "net_kg",
        "notice_id.document_ids.state", "notice_id.document_ids.pieces_qty", "notice_id.document_ids.packages_qty",
        "notice_id.document_ids.amount", "notice_id.document_ids.currency_id", "notice_id.document_ids.gross_kg",
        "notice_id.document_ids.net_kg", "notice_id.pieces_qty", "notice_id.shipped_qty", "notice_id.state",
        "booking_id.document_ids.state", "booking_id.document_ids.pieces_qty", "booking_id.document_ids.packages_qty",
        "booking_id.document_ids.gross_kg", "booking_id.document_ids.net_kg", "booking_id.document_ids.amount",
        "booking_id.pieces_qty", "booking_id.container_ids.packages_qty",
        # what else the packing lists on board depend on says so itself: see document_board
        "booking_id.every_allocation_ids.notice_id.vessel_allocation_ids.pieces_qty",
        "booking_id.every_allocation_ids.notice_id.vessel_allocation_ids.booking_id.state",
    )  # fmt: skip
    def _compute_disagrees(self):
        found = self._disagreements()
        for row in self:
            row.disagrees = row._origin.id in found

    @api.depends("disagrees")
    @api.depends_context("lang")
    def _compute_finding_text(self):
        found = self.filtered("disagrees")._disagreements()
        for row in self:
            row.finding_text = " · ".join(found.get(row._origin.id, [])) or False

    def _disagreements(self):
        """Return {document id: [what it disagrees in, each naming the documents]}, for those that do."""
        # sudo: figures are compared whoever may read the invoice, the vessel or the contract
        rows = self._origin.sudo()
        found = defaultdict(list)
        shipments = [*rows.notice_id, *rows.booking_id]
        for shipment in shipments:
            documents = shipment.document_ids.filtered(
                lambda row: row.state == "present" and (row.notice_id or row.booking_id)
            ).sorted(lambda row: (row.kind_id.sequence, row.id))
            for said in documents._measures(shipment):
                text = self._disagreement_text(*said)
                for row in said[2]:
                    found[row.id].append(text)
        return {row_id: texts for row_id, texts in found.items() if row_id in self._origin._ids or not self}

    def _measures(self, shipment):
        """What these documents of one shipment disagree in: list of (measure, [(name, value as text)], documents)."""
        apart = []
        own = [(shipment.display_name, shipment._documented_pieces(), self.browse())]
        pieces = own + self._by_kind("pieces_qty", "has_pieces")
        if len({value for _name, value, _rows in pieces}) > 1:
            apart.append(("pieces", [(n, f"{v:,}") for n, v, _rows in pieces], self._of(pieces)))
        packages = shipment._sides_beside("packages_qty") + self._by_kind("packages_qty", "has_packages")
        if len({value for _name, value, _rows in packages}) > 1:
            apart.append(("packages", [(n, f"{v:,}") for n, v, _rows in packages], self._of(packages)))
        for name, label in (("gross_kg", "gross"), ("net_kg", "net")):
            weights = shipment._sides_beside(name) + self._by_kind(name, "has_weight")
            values = [value for _name, value, _rows in weights]
            if values and max(values) - min(values) > WEIGHT_TOLERANCE_KG:
                apart.append((label, [(n, f"{v:,.3f} kg") for n, v, _rows in weights], self._of(weights)))
        apart += self._amounts_apart()
        for row in self.filtered(lambda row: row.has_weight and row.gross_kg and row.net_kg > row.gross_kg):
            sides = [(row.display_name, f"{row.net_kg:,.3f} > {row.gross_kg:,.3f} kg")]
            apart.append(("net_over_gross", sides, row))
        return apart

    def _amounts_apart(self):
        amounts = self.filtered(lambda row: row.has_amount and row.amount and (not row.move_id or row.pieces_qty))
        if len(amounts.currency_id) > 1:
            sides = [(row.display_name, f"{row.amount:,.2f} {row.currency_id.name}") for row in amounts]
            return [("currency", sides, amounts)]
        said = amounts._by_kind("amount", "has_amount")
        equal = [side for side in said if side[2].kind_id.amount_rule == "equal"]
        apart, currency = [], amounts.currency_id
        if equal and any(currency.compare_amounts(value, equal[0][1]) for _name, value, _rows in equal):
            apart.append(("amount", self._worded_amounts(equal, currency), self._of(equal)))
        for side in said:
            if side not in equal and equal and currency.compare_amounts(side[1], equal[0][1]) < 0:
                apart.append(("covers", self._worded_amounts([equal[0], side], currency), side[2]))
        return apart

    def _worded_amounts(self, said, currency):
        return [(name, formatLang(self.env, value, currency_obj=currency)) for name, value, _rows in said]

    def _by_kind(self, name, carries):
        """[(names of the documents, what they say in sum, the documents)] of each kind that says something."""
        sides = []
        for rows in self.filtered(lambda row: row.kind_id[carries] and row[name]).grouped("kind_id").values():
            sides.append((", ".join(rows.mapped("display_name")), sum(rows.mapped(name)), rows))
        return sides

    def _of(self, sides):
        return self.browse().union(*(rows for _name, _value, rows in sides))

    def _disagreement_text(self, measure, sides, _rows):
        labels = {
            "pieces": self.env._("Pieces differ"),
            "packages": self.env._("Packages differ"),
            "gross": self.env._("Gross weights differ"),
            "net": self.env._("Net weights differ"),
            "net_over_gross": self.env._("Net weight above gross"),
            "amount": self.env._("Amounts differ"),
            "covers": self.env._("Covers less than the invoice"),
            "currency": self.env._("Currencies differ"),
        }
        said = "; ".join(f"{name}: {value}" for name, value in sides)
        return self.env._("%(what)s (%(documents)s)", what=labels[measure], documents=said)

    def _set_alerts(self):
        """What the reader of these documents' shipment must know: alerts for ``actionable_errors``, or False."""
        alerts = {}
        late = self.filtered(
            lambda row: row.state == "missing" and row.due_date and row.due_date < row.company_id._sales_manual_today()
        )
        if late:
            alerts["late"] = {
                "level": "warning",
                "message": self.env._(
                    "Documents late: %(documents)s.",
                    documents=", ".join(
                        f"{row.kind_id.name} ({format_date(self.env, row.due_date)})"
                        for row in late.sorted(lambda row: row.kind_id.sequence)
                    ),
                ),
            }
        texts = [text for texts in self.filtered("disagrees")._disagreements().values() for text in texts]
        for number, text in enumerate(dict.fromkeys(texts)):
            alerts[f"apart{number}"] = {"level": "danger", "message": text}
        return alerts or False
