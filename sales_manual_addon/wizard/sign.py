from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.control.identity import after_password


class SalesManualDocumentDialog(models.AbstractModel):
    """A dialog about one document that posts sign."""

    _name = "sales.manual.document.dialog"
    _description = "Dialog about a document"

    document_ref = fields.Reference(selection="_selection_document", string="Document", required=True, readonly=True)
    document_name = fields.Char(compute="_compute_document_name")

    @api.model
    def _selection_document(self):
        fields_by_model = self.env["sales.manual.signoff"]._document_fields().values()
        return [(model, self.env[model]._description_translated()) for model in fields_by_model]

    @api.depends("document_ref")
    def _compute_document_name(self):
        for dialog in self:
            document = dialog.document_ref
            dialog.document_name = (
                f"{document._description_translated()} {document.display_name}" if document else False
            )


class SalesManualSign(models.TransientModel):
    """Read and sign: what the signature covers, what stands in the way, then Sign, Reject or Close."""

    _name = "sales.manual.sign"
    _inherit = ["sales.manual.document.dialog"]
    _description = "Read and sign"

    is_next_opened = fields.Boolean(
        readonly=True, export_string_translation=False, help="After signing, open the next document that waits."
    )
    step_name = fields.Char(string="Step", compute="_compute_document")
    post_names = fields.Char(string="Post", compute="_compute_document")
    principal_name = fields.Char(string="Represents", compute="_compute_document")
    can_sign = fields.Boolean(compute="_compute_document", export_string_translation=False)
    refusal = fields.Char(compute="_compute_document", export_string_translation=False)
    content_html = fields.Html(string="What you sign", compute="_compute_document", sanitize=False)
    alerts = fields.Json(compute="_compute_document", export_string_translation=False)
    seen_digest = fields.Char(readonly=True, export_string_translation=False)
    comment = fields.Text()
    is_rejecting = fields.Boolean(export_string_translation=False)

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        for dialog in dialogs:
            if not dialog.document_ref:
                raise UserError(self.env._("The document does not exist any more."))
            dialog.document_ref.check_access("read")  # a dialog shows no more than its document would
            step = dialog.document_ref._signoff_my_step()
            dialog.seen_digest = dialog.document_ref._signoff_seen_digest(step) if step else False
        return dialogs

    @api.depends("document_ref")
    @api.depends_context("uid", "lang", "tz")
    def _compute_document(self):
        for dialog in self:
            document = dialog.document_ref
            step = document._signoff_my_step()
            dialog.can_sign = bool(step)
            dialog.step_name = step.name
            dialog.post_names = step.post_names
            # sudo: the name of the one represented is no secret of his deputy
            principal = document._signoff_standing(step).principal if step else self.env["res.users"]
            dialog.principal_name = principal.sudo().name
            dialog.refusal = (
                False if step else document.waits_for or self.env._("Nothing here waits for your signature.")
            )
            dialog.content_html = document._signoff_content_html(step._covered_names() if step else None)
            dialog.alerts = document.alerts if "alerts" in document._fields else False

    @after_password
    def action_sign(self):
        """Sign what the dialog shows, then go on to the next document that waits, if it was opened from a list. Asks
        for the password first where the company wants it.
        """
        self.ensure_one()
        prompt = self._password_prompt("action_sign")
        if prompt:
            return prompt
        result = self.document_ref.action_sign(self.comment, seen=self.seen_digest)
        # an action: the document was not signed, and says why
        return result if isinstance(result, dict) else self._next()

    @after_password
    def action_reject(self):
        """Ask for the reason, or reject with the reason given. Asks for the password first where the company wants
        it.
        """
        self.ensure_one()
        if not (self.comment or "").strip():
            self.is_rejecting = True
            return self._reopen()
        prompt = self._password_prompt("action_reject")
        if prompt:
            return prompt
        self.document_ref.action_reject(self.comment)
        return self._next()

    def action_open_document(self):
        """Leave the dialog for the document itself."""
        self.ensure_one()
        return self.document_ref._get_records_action()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Read and sign"),
        }

    def _next(self):
        close = {"type": "ir.actions.act_window_close"}
        if not self.is_next_opened:
            return close
        following = self.env[self.document_ref._name].search([("is_waiting_for_me", "=", True)], limit=1)
        if following:
            return following.with_context(sales_manual_next=True).action_open_signing()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Nothing more waits for your signature."),
                "next": close,
            },
        }


class SalesManualReason(models.TransientModel):
    """Asks for a reason and calls one of the document's methods with it. The method asks who may do it, not the dialog.
    """

    _name = "sales.manual.reason"
    _inherit = ["sales.manual.document.dialog"]
    _description = "Say why"

    method = fields.Char(required=True, readonly=True, export_string_translation=False)
    reason = fields.Text()

    @api.model
    def _selection_document(self):
        reasoned = self.env.registry["sales.manual.reasoned"]
        names = (name for name, model in self.env.registry.items() if issubclass(model, reasoned))
        return [(name, self.env[name]._description_translated()) for name in names if not self.env[name]._abstract]

    @api.model
    def _open(self, document, method):
        dialog = self.create({"document_ref": f"{document._name},{document.id}", "method": method})
        title = document._reason_titles().get(method)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._(title) if title else self.env._("Say why"),
        }

    def action_confirm(self):
        """Call the method with the reason.

        :raises UserError: no reason, or not a method that the document lets this dialog call
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays with the document."))
        if self.method not in self.document_ref._reason_titles():
            raise UserError(self.env._("%(document)s: this dialog cannot do that.", document=self.document_name))
        getattr(self.document_ref, self.method)(self.reason)
        return {"type": "ir.actions.act_window_close"}
