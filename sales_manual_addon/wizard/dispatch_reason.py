from odoo import api, models


class SalesManualReason(models.TransientModel):
    """Gate passes are made void and feedback reports given back with a reason, as documents are."""

    _inherit = "sales.manual.reason"

    @api.model
    def _selection_document(self):
        models_ = ("sales.manual.dispatch", "sales.manual.feedback")
        return [
            *super()._selection_document(),
            *((model, self.env[model]._description_translated()) for model in models_),
        ]
