import re

from odoo import api, models
from odoo.exceptions import UserError

# whose messages bring papers, and the documents' many2one to it
SOURCES = {
    "sales.manual.notice": "notice_id",
    "sales.manual.vessel.booking": "booking_id",
    "sales.manual.contract": "contract_id",
    "res.partner": "partner_id",
}


class SalesManualDocument(models.Model):
    """Papers that come with a mail are filed from there (INT-19): the file stays with the message, too."""

    _inherit = "sales.manual.document"

    def action_file_papers(self):
        """File what came with the mails of the shipment, contract or customer whose papers these are, or whose list
        this is.

        :raise UserError: these papers are of several, or no file waits
        """
        record = None
        for model, name in SOURCES.items():
            parents = self[name]
            if len(parents) == 1 and all(row[name] for row in self):
                record = parents
                break
            if not self and self.env.context.get(f"default_{name}"):
                record = self.env[model].browse(self.env.context[f"default_{name}"])
                break
        if not record:
            raise UserError(self.env._("Choose papers of one shipment, contract or customer, whose mails to look at."))
        return self.env["sales.manual.paper.filing"]._open(record)

    @api.model
    def _papers_of(self, record):
        """The papers that a mail on ``record`` may bring, as far as the user may read them."""
        if record._name in ("sales.manual.notice", "sales.manual.vessel.booking"):
            return record._document_sets()[record.id]
        if record._name == "res.partner":
            return self.search([("partner_id", "child_of", record.commercial_partner_id.id)])
        return self.search([("contract_id", "=", record.id)])

    @api.model
    def _without_file(self, record):
        """Of these papers, those whose file is waited for."""
        return self._papers_of(record).filtered(lambda row: not row.has_file and row.state != "not_needed")

    @api.model
    def _attachments_to_file(self, record):
        """{attachment: the message it came with}, newest first: what the messages of ``record`` brought to it, may be
        read by the user and is not on file yet.

        :raise AccessError: the user cannot read ``record``
        """
        record.check_access("read")
        messages = self.env["mail.message"].search(
            [("model", "=", record._name), ("res_id", "=", record.id), ("attachment_ids", "!=", False)], order="id desc"
        )
        readable = messages.attachment_ids._filtered_access("read")
        own = readable.filtered(
            lambda file: (file.res_model, file.res_id, file.type) == (record._name, record.id, "binary")
        )
        # sudo: which files are on file in papers that the user may read
        filed = self.env["ir.attachment"].sudo().search([
            ("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "in", self._papers_of(record).ids),
        ])  # fmt: skip
        seen, found = set(filed.mapped("checksum")), {}
        for message in messages:
            for attachment in (message.attachment_ids & own).filtered(lambda file: file.checksum not in seen):
                seen.add(attachment.checksum)
                found[attachment] = message
        return found

    @api.model
    def _proposed(self, record, attachments):
        """{attachment: (document, kind)} where the file's name speaks of one kind of which one paper waits, or of which
        there is none yet.
        """
        papers, waiting = self._papers_of(record), self._without_file(record)
        kinds = self.env["sales.manual.document.kind"].search([("active", "=", True)])
        names = kinds._spoken_names()
        proposed = {}
        for attachment in attachments:
            text = f" {_words(attachment.name)} "
            spoken = kinds.filtered(lambda kind, text=text: any(name in text for name in names[kind]))
            rows = waiting.filtered(lambda row, spoken=spoken: row.kind_id in spoken)
            if len(spoken) == 1 and len(rows) == 1:
                proposed[attachment] = (rows, kinds.browse())
            elif len(spoken) == 1 and spoken._is_kept_of(record) and spoken not in papers.kind_id:
                proposed[attachment] = (rows, spoken)
        taken = list(proposed.values())
        return {attachment: choice for attachment, choice in proposed.items() if taken.count(choice) == 1}

    @api.model
    def _file_attachments(self, record, filings):
        """File attachments of the messages of ``record``.

        :param filings: list of (attachment, document or none, kind of a new document, values of it)
        :raise UserError: what is no attachment to be filed, or no paper that waits for one
        """
        known, waiting = self._attachments_to_file(record), self._without_file(record)
        rows = []
        for attachment, document, kind, values in filings:
            if attachment not in known:
                raise UserError(
                    self.env._(
                        "%(record)s: “%(file)s” is on file already or not in its messages. Open the dialog again.",
                        record=record.display_name,
                        file=attachment.name if attachment.has_access("read") else attachment.id,
                    )
                )
            values = {**values, "file": attachment.datas, "file_name": attachment.name}
            if not document:
                parent = {SOURCES[record._name]: record.id, "company_id": (record.company_id or self.env.company).id}
                rows.append({"kind_id": kind.id, **parent, **values})
            elif document in waiting:
                document.write(values)
                waiting -= document
            else:
                raise UserError(
                    self.env._(
                        "“%(file)s”: the document chosen has its file already, or is not one of %(record)s.",
                        file=attachment.name,
                        record=record.display_name,
                    )
                )
        self.create(rows)


class SalesManualDocumentKind(models.Model):
    _inherit = "sales.manual.document.kind"

    def _spoken_names(self):
        """{kind: how file names speak of it}: its code and its names in the languages installed."""
        names = {kind: {f" {_words(kind.code)} "} if kind.code else set() for kind in self}
        for lang, _name in self.env["res.lang"].get_installed():
            for kind in self.with_context(lang=lang):
                names[kind.with_env(self.env)].add(_words(kind.name))
        return names

    def _is_kept_of(self, record):
        """Whether documents of this kind can be filed of ``record``."""
        if record._name == "res.partner":
            return self.scope == "customer"
        return self.scope in ("contract", "customer") or record._name != "sales.manual.contract"


def _words(text):
    """``text`` in lower case, what is neither letter nor digit as one blank."""
    return re.sub(r"[\W_]+", " ", (text or "").lower()).strip()
