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
        of_notice = deliveries.search([("notice_id", "in", notices.ids), ("kind", "=", "out")]).grouped("notice_id")
        transfers = {notice: rows.move_id.picking_id.sorted("id") for notice, rows in of_notice.items()}
        beside = deliveries.search(
            [("move_id.picking_id", "in", [id_ for pickings in transfers.values() for id_ in pickings.ids])]
        ).grouped(lambda row: row.move_id.picking_id)
        for notice, pickings in transfers.items():
            names = pickings.mapped("name")
            own = notice.document_ids.filtered(lambda row: row.kind_id.code == "packing")[:1]
            is_by_hand = own.number and not set(own.number.split(", ")) <= set(names)
            if is_by_hand or any(beside[picking].notice_id != notice for picking in pickings):
                continue
            said = {"number": ", ".join(names), "date": pickings[-1]._packing_date(), **pickings._packed_figures()}
            self.env["sales.manual.document"]._fill("packing", notice, said)

    def _packed_figures(self):
        """What the packing lists of these transfers say in sum. Left out: what they do not know of all goods."""
        report = self.env["report.sales_manual_addon.report_packing_list"]
        rows = [row for picking in self for row in report._packing_rows(picking)]
        pallets = self.move_line_ids.result_package_id
        figures = {"pieces_qty": round(sum(row["pieces"] for row in rows))}
        if all(row["product"].weight for row in rows):
            figures["net_kg"] = sum(row["net_kg"] for row in rows)
        if all(row["pallet"] for row in rows):
            figures["packages_qty"] = len(pallets)
            if all(pallets.mapped("shipping_weight")):
                figures["gross_kg"] = sum(row["gross_kg"] for row in rows)
        return figures

    def _packing_date(self):
        zone = timezone(self.company_id._sales_manual_zone())
        return self.date_done.replace(tzinfo=UTC).astimezone(zone).date()
