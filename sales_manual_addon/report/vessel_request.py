from odoo import api, models
from odoo.tools import format_datetime


class ReportVesselRequest(models.AbstractModel):
    """What the printed booking request shows (CMD-13). Reads only; whoever reads the booking may print it."""

    _name = "report.sales_manual_addon.report_vessel_request"
    _inherit = ["sales.manual.paper"]
    _description = "Printed booking request"

    @api.model
    def _get_report_values(self, docids, data=None):
        bookings = self.env["sales.manual.vessel.booking"].browse(docids)
        bookings.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": bookings._name,
            "docs": bookings,
            "size": self._size(data),
            "moment": self._moment,
            "goods": self._goods,
        }

    def _moment(self, booking, name):
        """A closing time in the company's time zone, written the same for every reader."""
        zone = booking.company_id._sales_manual_zone()
        if not booking[name]:
            return ""
        return format_datetime(self.env, booking[name], tz=zone, dt_format="yyyy-MM-dd HH:mm", lang_code="en_US")

    def _goods(self, booking):
        """[(product, pieces, kW)] on board in sum, whoever prints: the forwarder gets one request for all."""
        # sudo: sums only, no contract and no customer
        rows = booking.sudo().every_allocation_ids
        return [
            (product.with_context(lang="en_US").display_name, sum(r.mapped("pieces_qty")), sum(r.mapped("power_kw")))
            for product, r in rows.grouped("product_id").items()
        ]
