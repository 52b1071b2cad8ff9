"""Showing what is signed, and opening the dialogs about it."""

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from . import serializer

LONG_TEXT = 60  # characters; longer values take the whole width of the dialog


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

    def action_open_signing(self):
        """Open the dialog to read and sign; of several documents, the first that the user can sign."""
        document = next((document for document in self if document.can_sign), self[:1])
        if not document:
            raise UserError(self.env._("Choose a document to read and sign."))
        dialog = self.env["sales.manual.sign"].create(
            {
                "document_ref": f"{document._name},{document.id}",
                "is_next_opened": bool(self.env.context.get("sales_manual_next")),
            }
        )
        return dialog._reopen()

    # what is signed, for the eye

    def _signoff_content_html(self, field_names=None):
        """What a signature covers, as a table of values and one table per list of rows."""
        self.ensure_one()
        content = self._signoff_content(field_names)
        values = {key: value for key, value in content.items() if not _is_rows(value)}
        header = Markup("").join(
            Markup("<div class='%s'><span class='text-muted me-2'>%s</span>%s</div>")
            % (
                "col-12" if len(str(value)) > LONG_TEXT and not isinstance(value, dict) else "col-12 col-md-6",
                self._signoff_label(self, key),
                self._signoff_html_value(self, key, value),
            )
            for key, value in values.items()
            if value not in (None, False, "", [])
        )
        tables = Markup("").join(
            self._signoff_rows_html(key, rows) for key, rows in content.items() if _is_rows(rows) and rows
        )
        return Markup("<div class='row g-1 mb-2'>%s</div>%s") % (header, tables)

    def _signoff_rows_html(self, key, rows):
        model = self.env[self._fields[key].comodel_name] if key in self._fields else self
        # a column that says nothing in any row is left out
        columns = [
            name for name in rows[0] if name != "id" and any(row.get(name) not in (None, False, "", []) for row in rows)
        ]
        head = Markup("").join(
            Markup("<th class='text-nowrap'>%s</th>") % self._signoff_label(model, name) for name in columns
        )
        body = Markup("").join(
            Markup("<tr>%s</tr>")
            % Markup("").join(
                Markup("<td class='%s'>%s</td>")
                % (
                    "text-end text-nowrap"
                    if model._fields.get(name) and model._fields[name].type in ("integer", "float", "monetary")
                    else "",
                    self._signoff_html_value(model, name, row.get(name)),
                )
                for name in columns
            )
            for row in rows
        )
        return Markup(
            "<div class='table-responsive'><table class='table table-sm'>"
            "<caption class='caption-top fw-bold'>%s</caption><thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (self._signoff_label(self, key), head, body)

    @api.model
    def _signoff_label(self, model, name):
        field = model._fields.get(name)
        return field._description_string(self.env) if field else name

    @api.model
    def _signoff_html_value(self, model, name, value):
        field = model._fields.get(name)
        if field and field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        if field and field.type == "html":
            return Markup(value or "")  # nosec: sanitized by the document's own field
        if field and field.type == "boolean":
            return "✓" if value else ""
        if field and field.type in ("integer", "float", "monetary") and value not in (None, False, ""):
            return _grouped(self.env, str(value), is_money=field.type == "monetary")
        return self._signoff_word_value(value)

    # wording

    def _signoff_word_differences(self, changes):
        """Word what changed (see ``serializer.differences``) in the reader's language, at most three changes and a
        count.
        """
        words = [self._signoff_word_difference(change) for change in changes[:3]]
        if len(changes) > 3:
            words.append(self.env._("and %(count)s more", count=len(changes) - 3))
        return "; ".join(words)

    def _signoff_word_difference(self, change):
        model, field, labels = self, None, []
        for part in change["path"]:
            if isinstance(part, int):
                labels[-1] = self.env._("line %(number)s", number=part)
                model = self.env[field.comodel_name] if field and field.comodel_name else model
                continue
            field = model._fields.get(part)
            labels.append(field._description_string(self.env) if field else part)
        where = ", ".join(labels)
        if change["old"] is None and isinstance(change["new"], dict) and isinstance(change["path"][-1], int):
            return self.env._("%(where)s added", where=where)
        if change["new"] is None and isinstance(change["old"], dict) and isinstance(change["path"][-1], int):
            return self.env._("%(where)s removed", where=where)
        if field and field.type == "html":
            return self.env._("%(where)s changed", where=where)
        return self.env._(
            "%(where)s: %(old)s → %(new)s",
            where=where,
            old=self._signoff_html_value(model, change["path"][-1], change["old"]) or "—",
            new=self._signoff_html_value(model, change["path"][-1], change["new"]) or "—",
        )

    @api.model
    def _signoff_word_value(self, value):
        if isinstance(value, dict):
            value = value.get("name") or serializer.canonical(value)
        if isinstance(value, list):
            value = ", ".join(self._signoff_word_value(item) for item in value)
        return "—" if value is None or value is False or value == "" else str(value)


def _grouped(env, number, is_money):
    """A number of the content, grouped as in the reader's language; no digit is lost, noughts stay with money only."""
    decimals = number.partition(".")[2]
    return formatLang(env, float(number), digits=len(decimals if is_money else decimals.rstrip("0")))


def _is_rows(value):
    return isinstance(value, list) and all(isinstance(row, dict) and row.keys() != {"id", "name"} for row in value)
