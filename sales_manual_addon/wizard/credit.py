from odoo import api, models


class SalesManualReason(models.TransientModel):
    """Credit requests are decided on with a reason, as documents are."""

    _inherit = "sales.manual.reason"

    @api.model
    def _selection_document(self):
        model = "sales.manual.credit.request"
        return [*super()._selection_document(), (model, self.env[model]._description_translated())]
