"""Asking for the password between reading and signing."""

import json

from odoo import models
from odoo.http import request


class SalesManualDocumentDialog(models.AbstractModel):
    _inherit = "sales.manual.document.dialog"

    def _password_prompt(self, method):
        """The action that asks for the password and then calls ``method`` of this dialog, or None where none is needed
        now, or where nobody is there to ask.
        """
        self.ensure_one()
        if not request or self.document_ref._signoff_is_identified():
            return None
        context = {name: value for name, value in self.env.context.items() if _is_plain(value)}
        # sudo: as Odoo's own check does it; the row belongs to the user and is read by nobody else
        prompt = self.env["res.users.identitycheck"].sudo()
        prompt = prompt.create({"request": json.dumps([context, self._name, self.ids, method, [], {}])})
        return {
            "type": "ir.actions.act_window",
            "res_model": prompt._name,
            "res_id": prompt.id,
            "name": self.env._("Confirm that it is you"),
            "target": "new",
            "views": [(False, "form")],
            "context": {"dialog_size": "medium"},
        }


def _is_plain(value):
    try:
        json.dumps(value)
    except TypeError:
        return False
    return True
