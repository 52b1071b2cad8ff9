"""The one key that opens what no client may write.

Fields that only a method of ours may change are protected by the identity of an object in the context. RPC carries
values, never this object, so no caller from outside can hold it.
"""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

PASS = object()
PASS_KEY = "sales_manual_pass"


class SalesManualGuarded(models.AbstractModel):
    _name = "sales.manual.guarded"
    _description = "Guarded fields"

    # Names of fields that change through methods only. A model adds its own: those of its mixins stay guarded.
    _guarded_fields = frozenset()

    def _has_pass(self):
        """Whether the caller is a method of ours that went through :meth:`_passed`."""
        return self.env.context.get(PASS_KEY) is PASS

    def _passed(self):
        """These records, allowed to write guarded fields. Never hand the result to code that is not ours."""
        return self.with_context(**{PASS_KEY: PASS})

    def _take(self):
        """Take the rows of these documents until the transaction ends, in id order, by UPDATE: of two acts at once the
        later is retried on the new state.
        """
        if not self.ids:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
            WITH ordered AS MATERIALIZED (
                SELECT id FROM %(table)s WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE
            )
            UPDATE %(table)s SET write_date = write_date WHERE id = ANY(ARRAY(SELECT id FROM ordered))
            """,
                table=SQL.identifier(self._table),
                ids=self.ids,
            )
        )
        self.invalidate_recordset(["state"])

    @api.model
    def _collect(self, attribute):
        """The union of a class attribute over the model and everything it inherits."""
        return frozenset().union(*(vars(base).get(attribute, ()) for base in type(self).__mro__))

    @api.model
    def _own_default_names(self):
        """Names of fields whose default is the model's own alone."""
        return self._collect("_guarded_fields")

    @api.model
    def default_get(self, fields):
        """As everywhere, but guarded fields take the model's own default: what the caller's context or a user's stored
        default says of them would be a way to write them.
        """
        values = super().default_get(fields)
        for name in self._own_default_names() & values.keys():
            default = self._fields[name].default
            if default:
                values[name] = default(self)
            else:
                del values[name]
        return values

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
        names = self._collect("_guarded_fields") & vals.keys()
        if creating and names:
            defaults = self.default_get(list(names))
            names = {name for name in names if vals[name] and vals[name] != defaults.get(name)}
        if names:
            raise AccessError(
                self.env._(
                    "%(document)s: %(fields)s cannot be written directly. Use the buttons of the document, which check "
                    "who may do what.",
                    document=self._description_translated(),
                    fields=", ".join(
                        sorted(self._fields[name]._description_string(self.env) or name for name in names)
                    ),
                )
            )

    def _description_translated(self):
        return self.env["ir.model"]._get(self._name).sudo().name


class SalesManualClosed(models.AbstractModel):
    """Rows that only methods of ours make, change and delete. Append-only rows are never changed nor deleted, by
    nobody.

    The superuser is refused as well. Dropping the tables (uninstalling) is not stopped.
    """

    _name = "sales.manual.closed"
    _inherit = ["sales.manual.guarded"]
    _description = "Rows written by methods only"

    _is_append_only = False

    @api.model
    def _own_default_names(self):
        return self._fields.keys()

    @api.model_create_multi
    def create(self, vals_list):
        if not self._has_pass():
            self._refuse_closed()
        return super().create(vals_list)

    def write(self, vals):
        if self._is_append_only or not self._has_pass():
            self._refuse_closed()
        return super().write(vals)

    def unlink(self):
        if self._is_append_only or not self._has_pass():
            self._refuse_closed()
        return super().unlink()

    def _refuse_closed(self):
        raise AccessError(
            self.env._(
                "%(document)s: nobody creates, changes or deletes these rows by hand, not even an administrator. "
                "They are written by the acts on the document itself.",
                document=self._description_translated(),
            )
        )
