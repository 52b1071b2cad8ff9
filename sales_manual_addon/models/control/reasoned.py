"""Acts that say why: the words are asked for by one dialog, and stay with the document."""

from odoo import api, models
from odoo.exceptions import UserError


class SalesManualReasoned(models.AbstractModel):
    _name = "sales.manual.reasoned"
    _inherit = ["sales.manual.guarded"]
    _description = "Document whose acts say why"

    # methods that the reason dialog may call with the reason, and the dialog's title; a model adds its own
    _reason_methods = {}

    def action_open_reason(self):
        """Open the dialog that asks why, then calls the method named by ``reason_method`` in the button's context."""
        self.ensure_one()
        return self.env["sales.manual.reason"]._open(self, self.env.context.get("reason_method"))

    @api.model
    def _reason_titles(self):
        """{method that the reason dialog may call: the dialog's title}"""
        titles = {}
        for base in reversed(type(self).__mro__):
            titles.update(vars(base).get("_reason_methods", {}))
        return titles

    @api.model
    def _reason_text(self, text):
        """A comment or reason as a client sent it, without spaces around; nothing at all is "".

        :raises UserError: it is no text, or holds what the database cannot store
        """
        if not text:
            return ""
        is_storable = isinstance(text, str) and "\x00" not in text
        if not is_storable or text != text.encode("utf-8", "ignore").decode():
            raise UserError(self.env._("A comment or reason is plain text. Write it again."))
        return text.strip()

    def _check_reason(self, reason):
        """The reason for an act on these documents, which the user may read.

        :raises UserError: none was given
        """
        self.check_access("read")
        reason = self._reason_text(reason)
        if not reason:
            raise UserError(self.env._("Say why: the reason stays with the document."))
        return reason
