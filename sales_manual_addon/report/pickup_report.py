from odoo import api, models

from .paper import CELL_PADDING, PAGE, TEXT_LINE

# Millimetres on paper.
BAND, HEADING, CONTINUED, TABLE_HEAD, CLOSING = 11, 82, 10, 12, 62
PRODUCT_WIDTH, NOTE_WIDTH = 52, 76


class ReportSalesManualPickup(models.AbstractModel):
    """What the printed pick-up order shows (DOM-11, INT-10). Reads only; see the notice."""

    _name = "report.sales_manual_addon.report_pickup"
    _inherit = ["sales.manual.paper"]
    _description = "Printed pick-up order"

    @api.model
    def _get_report_values(self, docids, data=None):
        pickups = self.env["sales.manual.pickup"].browse(docids)
        pickups.check_access("read")
        marks = pickups._print_marks()
        return {
            "doc_ids": docids,
            "doc_model": pickups._name,
            "size": self._size(data),
            # sudo: the paper names notice and products to whoever reads the pick-up order
            "prints": [
                {**self._print(pickup.sudo()), "mark": self._mark(pickup, marks[pickup.id])} for pickup in pickups
            ],
        }

    def _print(self, pickup):
        goods = pickup.goods or pickup._open_goods()
        products = {product.id: product for product in self.env["product.product"].sudo().browse(g[0] for g in goods)}
        rows = [
            {
                "name": products[product_id].with_context(lang="en_US").display_name,
                "pieces": pieces,
                "power_kw": power / 1000,
            }
            for product_id, pieces, power in goods
        ]
        closing = CLOSING + (self._text_height(pickup.note, NOTE_WIDTH) if pickup.note else 0)
        return {
            "pickup": pickup,
            "pages": self._broken(
                rows,
                lambda row: max(self._text_height(row["name"], PRODUCT_WIDTH), TEXT_LINE + CELL_PADDING),
                PAGE - BAND - HEADING - TABLE_HEAD,
                PAGE - BAND - CONTINUED - TABLE_HEAD,
                closing,
            ),
            "pieces": sum(row["pieces"] for row in rows),
            "power_kw": sum(row["power_kw"] for row in rows),
            "issued": self._time(pickup.company_id, pickup.issue_date),
        }
