"""Rows that come filled in and belong to the user from the first edit on."""

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .guard import PASS, PASS_KEY


class SalesManualShipped(models.AbstractModel):
    """Rows shipped with the addon. An upgrade brings their new text, in every language, until a user changes a row;
    from then on no upgrade touches that row again. A shipped row that is deleted is archived: it would come back.
    """

    _name = "sales.manual.shipped"
    _description = "Shipped rows"

    active = fields.Boolean(default=True)
    is_edited = fields.Boolean(
        string="Edited here",
        readonly=True,
        copy=False,
        help="Somebody changed this row here: upgrades leave it as it is.",
    )

    # Names of fields whose change is no edit of the row. A model adds its own.
    _unedited_fields = frozenset({"is_edited"})

    @api.model
    def _is_loading(self):
        """Whether the addon's own data files are being loaded (an import by a user is not)."""
        return bool(self.env.su and self.env.context.get("install_mode") and not self.env.context.get("import_file"))

    @api.model
    def _not_edits(self):
        return frozenset().union(*(vars(base).get("_unedited_fields", ()) for base in type(self).__mro__))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("is_edited", None)
        return super().create(vals_list)

    def write(self, vals):
        if "is_edited" in vals and self.env.context.get(PASS_KEY) is not PASS:
            vals = {name: value for name, value in vals.items() if name != "is_edited"}
        if not self._is_loading() and set(vals) - self._not_edits():
            vals = {**vals, "is_edited": True}
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        if not self._is_loading():
            self.write({field_name: self[field_name]})
        return super()._update_field_translations(field_name, translations, digest=digest, source_lang=source_lang)

    def _load_records_write(self, values):
        """As everywhere, but the addon's data files pass by a row that a user edited."""
        if self._is_loading() and self.is_edited:
            return
        super()._load_records_write(values)

    def unlink(self):
        """Shipped rows are archived, others deleted (uninstalling deletes all)."""
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super().unlink()
        shipped = self._shipped()
        shipped.filtered("active").action_archive()
        return super(SalesManualShipped, self - shipped).unlink()

    def _shipped(self):
        """Those of these rows that the data files of an addon load."""
        # xmlids are read by administrators only; which rows have one is no secret
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("module", "not in", ("__export__", "__import__")),
                ],
                ["res_id"],
            )
        )
        return self.browse(set(data.mapped("res_id")) & set(self.ids))

    @api.model
    def _renew_translations(self):
        """Forget the translations of shipped rows that nobody edited, so that loading brings those of this version.

        Called by the first data file of the room: translation files are read after data files and fill what is
        missing only.
        """
        names = [name for name, field in self._fields.items() if field.store and field.translate]
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s AS shipped SET %(columns)s FROM ir_model_data data
                WHERE data.model = %(model)s AND data.res_id = shipped.id AND NOT data.noupdate
                  AND data.module NOT IN ('__export__', '__import__') AND shipped.is_edited IS NOT TRUE""",
                table=SQL.identifier(self._table),
                columns=SQL(", ").join(
                    SQL(
                        "%(name)s = CASE WHEN shipped.%(name)s IS NULL THEN NULL "
                        "ELSE jsonb_build_object('en_US', shipped.%(name)s -> 'en_US') END",
                        name=SQL.identifier(name),
                    )
                    for name in names
                ),
                model=self._name,
            )
        )
        self.invalidate_model(names)
