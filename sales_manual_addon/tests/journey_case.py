"""What the journeys in a browser have in common: a post opens a screen, and which papers were asked for there."""

from odoo.tests import HttpCase


class JourneyCase(HttpCase):
    def visit(self, post, tour, path):
        """``post`` opens a screen and does there what ``tour`` does."""
        self.start_tour(f"/odoo/{path}", tour, login=self.users[post].login)
        self.env.invalidate_all()

    def speak_chinese(self, *posts):
        self.env["res.lang"]._activate_lang("zh_CN")
        for post in posts:
            self.users[post].lang = "zh_CN"

    def catch_papers(self):
        """Papers that the browser asks for from here on, [(report, ids)]: they are not drawn, which others test."""
        papers = []

        def drawn(_report, name, res_ids=None, data=None):
            papers.append((name, list(res_ids)))
            return b"%PDF-1.4", "pdf"

        reports = type(self.env["ir.actions.report"])
        self.patch(reports, "_render_qweb_pdf", drawn)
        self.patch(reports, "get_wkhtmltopdf_state", lambda _report: "ok")
        return papers
