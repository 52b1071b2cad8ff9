from odoo import api, models


class SalesManualReason(models.TransientModel):
    """Exceptions from separation are decided on with a reason, as documents are."""

    _inherit = "sales.manual.reason"

    @api.model
    def _selection_document(self):
        model = "sales.manual.separation.exception"
        return [*super()._selection_document(), (model, self.env[model]._description_translated())]

    @api.model
    def _open(self, document):
        dialog = self.create(
            {"document_ref": f"{document._name},{document.id}", "method": self.env.context.get("reason_method")}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": dialog._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env.context.get("reason_title") or self.env._("Say why"),
        }
