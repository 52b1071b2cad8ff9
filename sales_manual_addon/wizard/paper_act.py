from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesManualPaperAct(models.TransientModel):
    """Asks why a paper is printed again or taken back, and does it. The document asks who may, not the dialog."""

    _name = "sales.manual.paper.act"
    _description = "Act on a printed document"

    document_ref = fields.Reference(selection="_selection_document", string="Document", required=True, readonly=True)
    act = fields.Selection([("reprint", "Reprint"), ("void", "Make void")], required=True, readonly=True)
    reason = fields.Text()

    @api.model
    def _selection_document(self):
        printed = ("sales.manual.notice", "sales.manual.pickup", "sales.manual.payment.notice")
        return [(name, self.env[name]._description_translated()) for name in printed]

    def action_apply(self):
        """Do it.

        :raise UserError: no reason, or what the document has against it
        """
        self.ensure_one()
        reason, document = (self.reason or "").strip(), self.document_ref
        if not reason:
            raise UserError(self.env._("Say why: the reason stays with the document."))
        document.check_access("read")
        if self.act == "reprint":
            return document._reprint(reason)
        if not hasattr(document, "_void"):
            raise UserError(self.env._("%(document)s is made void on its own form.", document=document.display_name))
        document._check_maker()
        document._void(reason)
        return {"type": "ir.actions.act_window_close"}
