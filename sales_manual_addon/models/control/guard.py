"""The one key that opens what no client may write.

Fields that only a method of ours may change are protected by the identity of an object in the context. RPC carries values,
never this object, so no caller from outside can hold it.
"""

import logging

from odoo import api, models
from odoo.exceptions import AccessError

_logger = logging.getLogger(__name__)

PASS = object()
PASS_KEY = "sales_manual_pass"


class SalesManualGuarded(models.AbstractModel):
    _name = "sales.manual.guarded"
    _description = "Guarded fields"

    # names of fields that change through methods only; set by the inheriting model
    _guarded_fields = frozenset()

    def _has_pass(self):
        """Whether the caller is a method of ours that went through :meth:`_passed`."""
        return self.env.context.get(PASS_KEY) is PASS

    def _passed(self):
        """These records, allowed to write guarded fields. Never hand the result to code that is not ours."""
        return self.with_context(**{PASS_KEY: PASS})

    @api.model_create_multi
    def create(self, vals_list):
        if not self._has_pass():
            for vals in vals_list:
                self._refuse_guarded(vals, creating=True)
        return super().create(vals_list)

    def write(self, vals):
        if not self._has_pass():
            self._refuse_guarded(vals)
        return super().write(vals)

    def _refuse_guarded(self, vals, creating=False):
        """Raise AccessError where ``vals`` names a guarded field (its default value is let through on creation)."""
        names = self._guarded_fields & vals.keys()
        if creating and names:
            defaults = self.default_get(list(names))
            names = {n for n in names if vals[n] and vals[n] != defaults.get(n)}
        if names:
            labels = ", ".join(sorted(self._fields[n]._description_string(self.env) or n for n in names))
            raise AccessError(self.env._(
                "%(document)s: %(fields)s cannot be written directly. Use the buttons of the document, which check who may do what.",
                document=self._description_translated(), fields=labels,
            ))

    def _description_translated(self):
        return self.env["ir.model"]._get(self._name).sudo().name
