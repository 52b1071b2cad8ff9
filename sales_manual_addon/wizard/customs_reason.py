from odoo import api, models


class SalesManualReason(models.TransientModel):
    """Pro forma invoices are withdrawn, and customs declarations opened again, with a reason, as documents are."""

    _inherit = "sales.manual.reason"

    @api.model
    def _selection_document(self):
        documents = ("sales.manual.proforma", "sales.manual.declaration")
        own = [(model, self.env[model]._description_translated()) for model in documents]
        return [*super()._selection_document(), *own]
