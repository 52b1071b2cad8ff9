"""Builders for the tests of papers: prints, documents of shipments, letters to customers."""

from datetime import timedelta

from lxml import html as lxml_html

from .vessel_common import VesselCase


class DocumentsCase(VesselCase):
    def kind(self, code):
        return self.env.ref(f"sales_manual_addon.document_kind_{code}")

    def row(self, shipment, code):
        """The one document of a kind in a set."""
        found = shipment.with_env(self.env).document_ids.filtered(lambda row: row.kind_id == self.kind(code))
        self.assertEqual(len(found), 1, code)
        return found

    def say(self, row, user="import_export", **values):
        row.with_user(self.users[user]).write({"number": f"{row.kind_id.code}-1", "date": self.today, **values})
        return row

    def text(self, record, user):
        """What is drawn for ``user``, white space evened out."""
        report = self.env["ir.actions.report"].with_user(self.users[user])
        name = self.env.ref(record._print_report).report_name
        content, _kind = report._render_qweb_html(name, record.ids)
        return " ".join(lxml_html.fromstring(content).text_content().split())

    def reprint(self, document, user, reason="Paper jam"):
        """As the form does it: the button, then the dialog."""
        action = document.with_user(self.users[user]).action_print()
        self.assertEqual(action["res_model"], "sales.manual.paper.act")
        dialog = self.env[action["res_model"]].with_user(self.users[user]).browse(action["res_id"])
        dialog.reason = reason
        return dialog.action_apply()

    def later(self, days):
        return self.today + timedelta(days=days)
