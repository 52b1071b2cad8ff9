from decimal import Decimal

from odoo import fields, models
from odoo.fields import Domain

from ...xlsx.table import Column, Table

# names of records kept with a row, in the order of the columns
NAMES = ("class_id", "contract_id", "batch_id", "partner_id", "product_id", "notice_id", "order_id", "picking_id")


class SalesManualSnapshot(models.Model):
    """The shipment table of a month, frozen (CMD-9, CMD-22)."""

    _inherit = "sales.manual.snapshot"

    kind = fields.Selection(selection_add=[("shipment", "Shipment table")], ondelete={"shipment": "cascade"})

    def _shipment_domain(self, company, market, date_from, date_to):
        # goods without sale belong to no market: they stand in the international table, whose post makes such notices
        markets = (market, False) if market == "international" else (market,)
        return (
            Domain("company_id", "=", company.id)
            & Domain("market", "in", markets)
            & Domain("day", ">=", date_from)
            & Domain("day", "<=", date_to)
        )

    def _frozen_content_shipment(self, company, market, date_from, date_to):
        """Rows as they are now, oldest first; records as {id, name}, power (MW) and amounts as text."""
        shipments = self.env["sales.manual.shipment"].with_company(company).with_context(lang=company.partner_id.lang)
        shipments = shipments.search(
            self._shipment_domain(company, market, date_from, date_to), order="day, notice_id, id"
        )
        shipments.fetch(["day", "kind", "pieces_qty", "power_mw", "amount", "currency_id", *NAMES])
        digits = Decimal(1).scaleb(-6)
        return {
            "rows": [
                {
                    "id": row.id,
                    "day": row.day,
                    "kind": row.kind,
                    **{
                        name: {"id": row[name].id, "name": row[name].display_name} if row[name] else None
                        for name in NAMES
                    },
                    "pieces_qty": row.pieces_qty,
                    "power_mw": Decimal(repr(row.power_mw)).quantize(digits),
                    "currency": row.currency_id.name,
                    "amount": Decimal(repr(row.amount)).quantize(digits),
                }
                for row in shipments
            ]
        }

    def _frozen_tables_shipment(self, content):
        """The sheets of the workbook: each row, and the sums of each day and class."""
        env, rows = self.env, content["rows"]
        kinds = dict(env["sales.manual.shipment"]._fields["kind"]._description_selection(env))
        day, pieces = Column(env._("Day"), "date", 12), Column(env._("Pieces"), "integer", 12)
        power, currency = Column("MW", "power", 14), Column(env._("Currency"), "text", 10)
        amount = Column(env._("Amount"), "amount", 16)
        names = [
            Column(title, "text", width)
            for title, width in (
                (env._("Class"), 20), (env._("Contract"), 18), (env._("Delivery batch"), 18), (env._("Customer"), 32),
                (env._("Product"), 32), (env._("Shipping notice"), 16), (env._("Order"), 12), (env._("Transfer"), 16),
            )
        ]  # fmt: skip
        notes = (
            f"{self.company_id.name} · {self.display_name}",
            env._("Frozen on %(date)s by %(user)s", date=self.date, user=self.frozen_as),
            self.digest,
        )
        return [
            Table(
                env._("Shipments"),
                [day, Column(env._("Kind"), "text", 10), *names, pieces, power, currency, amount],
                (
                    [
                        fields.Date.to_date(row["day"]),
                        kinds[row["kind"]],
                        *(row[name] and row[name]["name"] for name in NAMES),
                        row["pieces_qty"],
                        Decimal(row["power_mw"]),
                        row["currency"],
                        Decimal(row["amount"]),
                    ]
                    for row in rows
                ),
                notes,
            ),
            Table(env._("By day"), [day, names[0], pieces, power, currency, amount], self._daily_sums(rows), notes),
        ]

    def _daily_sums(self, rows):
        sums = {}
        for row in rows:
            key = row["day"], row["class_id"]["name"], row["currency"]
            pieces, power, amount = sums.get(key, (0, Decimal(0), Decimal(0)))
            sums[key] = (
                pieces + row["pieces_qty"],
                power + Decimal(row["power_mw"]),
                amount + Decimal(row["amount"]),
            )
        return [
            [fields.Date.to_date(day), class_name, pieces, power, currency, amount]
            for (day, class_name, currency), (pieces, power, amount) in sorted(sums.items())
        ]

    def _frozen_rows_action_shipment(self, row_ids):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Changed since frozen"),
            "res_model": "sales.manual.shipment",
            "views": [[False, "list"], [False, "pivot"]],
            "domain": [("id", "in", row_ids)],
        }
