from datetime import UTC

from pytz import timezone

from odoo import models


class StockPicking(models.Model):
    """What has left on pallets writes its packing list into the notice's set of documents (INT-19)."""

    _inherit = "stock.picking"

    def _file_packing_lists(self):
        """Enter what the packing lists of these transfers say: once for each notice, over all its transfers. Left
        alone: packing lists entered by hand, and goods of several notices on one transfer, whose pallets are nobody's
        alone.
        """
        # sudo: the set follows from what has left, whoever sends it
        deliveries = self.env["sales.manual.notice.delivery"].sudo()
        notices = deliveries.search([("move_id.picking_id", "in", self.ids), ("kind", "=", "out")]).notice_id
        if not notices:
            return
        rows = deliveries.search([("notice_id", "in", notices.ids), ("kind", "=", "out")])
        every = rows.move_id.picking_id
        beside = deliveries.search([("move_id.picking_id", "in", every.ids)]).grouped(lambda row: row.picking_id)
        lines = every.move_line_ids.filtered("quantity").grouped("picking_id")
        said = {}
        for notice, of_notice in rows.grouped("notice_id").items():
            pickings = of_notice.move_id.picking_id.sorted("id")
            names = pickings.mapped("name")
            own = notice.document_ids.filtered(lambda row: row.kind_id.code == "packing")[:1]
            is_by_hand = own.number and not set(own.number.split(", ")) <= set(names)
            if is_by_hand or any(beside[picking].notice_id != notice for picking in pickings):
                continue
            said[notice] = {
                "number": ", ".join(names),
                "date": pickings[-1]._packing_date(),
                **self._packed_figures([line for picking in pickings for line in lines.get(picking, ())]),
            }
        self.env["sales.manual.document"]._fill("packing", said)

    def _packed_figures(self, lines):
        """What the packing list over these move lines says in sum. Left out: what is not known of all goods."""
        pallets = {line.result_package_id for line in lines}
        figures = {"pieces_qty": round(sum(line.quantity_product_uom for line in lines))}
        if all(line.product_id.weight for line in lines):
            figures["net_kg"] = sum(line.quantity_product_uom * line.product_id.weight for line in lines)
        if all(pallets):
            figures["packages_qty"] = len(pallets)
            if all(pallet.shipping_weight for pallet in pallets):
                figures["gross_kg"] = sum(pallet.shipping_weight for pallet in pallets)
        return figures

    def _packing_date(self):
        zone = timezone(self.company_id._sales_manual_zone())
        return self.date_done.replace(tzinfo=UTC).astimezone(zone).date()
