from odoo import fields, models

FROM_PROFORMA = "proforma"


class SalesManualNoticeClass(models.Model):
    """Classes whose notices come from a pro forma invoice and go to customs: no goods leave by them (CMD-8)."""

    _inherit = "sales.manual.notice.class"

    source = fields.Selection(selection_add=[(FROM_PROFORMA, "A pro forma invoice, for customs")])

    def _source(self):
        if not self.is_proforma_required:
            return super()._source()
        return False if self.is_delivery_made or self.is_order_required else FROM_PROFORMA
