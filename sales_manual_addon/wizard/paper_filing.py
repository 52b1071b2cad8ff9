from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.documents.filing import SOURCES


class SalesManualPaperFiling(models.TransientModel):
    """Asks which attachments of a record's messages are which papers; the documents' own method files them."""

    _name = "sales.manual.paper.filing"
    _inherit = ["sales.manual.guarded"]  # for the pass to its lines; Odoo writes the record when contacts are merged
    _description = "File papers from mails"
    _rec_name = "record_ref"

    record_ref = fields.Reference(selection="_selection_record", string="Of", required=True, readonly=True)
    line_ids = fields.One2many("sales.manual.paper.filing.line", "dialog_id", string="Attachments")
    record_model = fields.Char(compute="_compute_waiting", export_string_translation=False)
    waiting_ids = fields.Many2many(
        "sales.manual.document", compute="_compute_waiting", export_string_translation=False
    )

    @api.model
    def _selection_record(self):
        return [(name, self.env["ir.model"]._get(name).sudo().name) for name in SOURCES]

    @api.depends("record_ref")
    @api.depends_context("uid")
    def _compute_waiting(self):
        for dialog in self:
            dialog.record_model = dialog.record_ref._name
            dialog.waiting_ids = self.env["sales.manual.document"]._without_file(dialog.record_ref)

    # here, not in a constraint: Odoo asks constraints as superuser

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        dialogs._check_record_readable()
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        if "record_ref" in vals:
            self._check_record_readable()
        return result

    def _check_record_readable(self):
        for dialog in self:
            dialog.record_ref.check_access("read")

    @api.model
    def _open(self, record):
        """The dialog over what came with the messages of ``record``.

        :raise UserError: nothing came that is not on file
        """
        record.ensure_one()
        documents = self.env["sales.manual.document"]
        documents.check_access("create")
        found = documents._attachments_to_file(record)
        if not found:
            raise UserError(
                self.env._(
                    "%(record)s: no file came with its messages that is not on file yet.", record=record.display_name
                )
            )
        proposed = documents._proposed(record, found)
        none = (documents.browse(), documents.kind_id.browse())
        lines = []
        for attachment, message in found.items():
            document, kind = proposed.get(attachment, none)
            lines.append(
                Command.create(
                    {
                        "attachment_id": attachment.id,
                        "file_name": attachment.name,
                        "sent_date": fields.Datetime.context_timestamp(self, message.date).date(),
                        "author": message.author_id.sudo().name or message.email_from,  # sudo: as the message shows it
                        "document_id": document.id,
                        "number": document.number,
                        "date": document.date,
                        "kind_id": kind.id,
                    }
                )
            )
        dialog = self._passed().create({"record_ref": f"{record._name},{record.id}", "line_ids": lines})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File Papers"),
            "res_model": self._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_file(self):
        """File what was chosen; the rest waits.

        :raise UserError: nothing was chosen, or as the documents say
        """
        self.ensure_one()
        chosen = self.line_ids.filtered(lambda line: line.document_id or line.kind_id)
        if not chosen:
            raise UserError(self.env._("Say for at least one file which paper it is."))
        self.env["sales.manual.document"]._file_attachments(
            self.record_ref, [(line.attachment_id, line.document_id, line.kind_id, line._said()) for line in chosen]
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}


class SalesManualPaperFilingLine(models.TransientModel):
    _name = "sales.manual.paper.filing.line"
    _inherit = ["sales.manual.guarded", "sales.manual.bounded"]
    _description = "Attachment to file"
    _order = "id"
    _rec_name = "file_name"
    _guarded_fields = frozenset({"dialog_id", "attachment_id", "file_name", "sent_date", "author"})

    dialog_id = fields.Many2one("sales.manual.paper.filing", required=True, readonly=True, ondelete="cascade")
    attachment_id = fields.Many2one("ir.attachment", required=True, readonly=True, ondelete="cascade")
    file_name = fields.Char(string="File", readonly=True)
    sent_date = fields.Date(string="Came on", readonly=True)
    author = fields.Char(string="Sent by", readonly=True)
    document_id = fields.Many2one("sales.manual.document", string="Which paper", ondelete="cascade")
    kind_id = fields.Many2one("sales.manual.document.kind", string="New, of kind", ondelete="cascade")
    number = fields.Char()
    date = fields.Date()

    @api.onchange("document_id")
    def _onchange_document_id(self):
        if self.document_id:
            self.kind_id = False
            self.number, self.date = self.document_id.number, self.document_id.date

    def action_view(self):
        """Open the file in a tab of its own."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.attachment_id.id}", "target": "new"}

    def _said(self):
        """Number and date where they were entered; what the document says already is not written again."""
        said = {"number": self.number, "date": self.date}
        return {name: value for name, value in said.items() if value and value != self.document_id[name]}
