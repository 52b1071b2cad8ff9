"""What of an order or contract holds the notices that were signed for it."""

from collections import defaultdict

from odoo import models
from odoo.fields import Domain

# fields of the order that its notices were signed for: {field: code of the change}
ORDER_FIELDS = {
    "partner_id": "customer",
    "partner_shipping_id": "address",
    "warehouse_id": "warehouse",
    "incoterm": "incoterm",
    "incoterm_location": "place",
}


def _compare(before, after):
    """Changes between two {record id: (where, {code: value})}."""
    return {
        record_id: [
            {"code": code, "where": where, "old": values[code], "new": after[record_id][1][code]}
            for code in values
            if values[code] != after[record_id][1][code]
        ]
        for record_id, (where, values) in before.items()
    }


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        names = [name for name in ORDER_FIELDS if name in vals]
        notices = self._notices_to_hold() if names else None
        if not notices:
            return super().write(vals)
        orders = notices.line_ids.order_line_id.order_id & self.sudo()  # sudo: what changed, whoever may read it
        before = orders._held_against(names)
        result = super().write(vals)
        changes = _compare(before, orders._held_against(names))
        notices._hold(
            {
                notice: [
                    change for order in notice.line_ids.order_line_id.order_id & orders for change in changes[order.id]
                ]
                for notice in notices
            }
        )
        return result

    def _notices_to_hold(self):
        confirmed = self.filtered(lambda order: order.state == "sale")  # no notice is of anything else
        released = self.env["sales.manual.notice"]._released_with_rest
        return released(Domain("order_line_id.order_id", "in", confirmed.ids)) if confirmed else None

    def _held_against(self, names):
        return {
            order.id: (
                order.name,
                {
                    ORDER_FIELDS[name]: (
                        order[name].display_name if order._fields[name].relational else order[name]
                    ) or ""
                    for name in names
                },
            )
            for order in self
        }  # fmt: skip


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        if self._notice_content_fields.isdisjoint(vals):
            return super().write(vals)
        confirmed = self.filtered(lambda line: line.state == "sale")  # no notice is of anything else
        released = self.env["sales.manual.notice"]._released_with_rest
        notices = released(Domain("order_line_id", "in", confirmed.ids)) if confirmed else None
        if not notices:
            return super().write(vals)
        lines = notices.line_ids.order_line_id & self.sudo()  # sudo: what changed, whoever may read it
        before = lines._held_against()
        result = super().write(vals)
        changes = _compare(before, lines._held_against())
        by_notice = defaultdict(list)
        for notice_line in notices.line_ids:
            by_notice[notice_line.notice_id] += changes.get(notice_line.order_line_id.id, [])
        notices._hold(by_notice)
        return result

    def _held_against(self):
        """{id: (where, {code: value})} of what a released notice was signed for, as text."""
        numbers = self.env["sales.manual.notice.line"]._order_line_numbers(self)
        notices = self.env["sales.manual.notice"]
        return {
            line.id: (
                numbers[line.id],
                {
                    "quantity": notices._count(line._gate_ordered_pieces()),
                    "price": f"{line.currency_id.name} {line.price_unit * (1 - line.discount / 100):,.6f}".rstrip(
                        "0"
                    ).rstrip("."),
                    "product": line.product_id.display_name or "",
                    "order": line.order_id.name,
                },
            )
            for line in self
        }


class SalesManualContract(models.Model):
    _inherit = "sales.manual.contract"

    def _content_changed(self):
        result = super()._content_changed()
        self._hold_notices()
        return result

    def _hold_notices(self):
        """Hold the notices signed for what these contracts said. Called by whatever amends a contract in force."""
        effective = self.filtered(lambda contract: contract.state == "effective")
        if not effective:
            return
        notices = self.env["sales.manual.notice"]._released_with_rest(
            Domain("notice_id.contract_id", "in", effective.ids)
        )
        notices._hold(
            {
                notice: [{"code": "contract", "where": notice.contract_id.display_name, "old": "", "new": ""}]
                for notice in notices
            }
        )
