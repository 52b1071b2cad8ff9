from odoo import api, models

from .paper import CELL_PADDING, PAGE, TEXT_LINE

# Millimetres on paper.
HEADING, CONTINUED, TABLE_HEAD, CLOSING = 92, 20, 12, 70
LABEL_WIDTH, NOTE_WIDTH = 34, 76


class ReportSalesManualPaymentNotice(models.AbstractModel):
    """What the printed payment notice shows (DOM-11, INT-10), in the customer's language. Reads only."""

    _name = "report.sales_manual_addon.report_payment_notice"
    _inherit = ["sales.manual.paper"]
    _description = "Printed payment notice"

    @api.model
    def _get_report_values(self, docids, data=None):
        letters = self.env["sales.manual.payment.notice"].browse(docids)
        letters.check_access("read")
        marks = letters._print_marks()
        return {
            "doc_ids": docids,
            "doc_model": letters._name,
            "size": self._size(data),
            # sudo: the letter names milestones and invoices to whoever reads it
            "prints": [
                {"letter": letter.sudo(), "lang": self._language(letter), "number": marks[letter.id],
                 "pages": self._pages(letter.sudo())}
                for letter in letters
            ],
        }  # fmt: skip

    def _language(self, letter):
        language = letter.sudo().partner_id.lang
        return language if language and self.env["res.lang"]._get_data(code=language) else "en_US"

    def _pages(self, letter):
        lines = letter.line_ids.with_context(lang=self._language(letter))
        closing = CLOSING + (self._text_height(letter.note, NOTE_WIDTH) if letter.note else 0)
        return self._broken(
            lines,
            lambda line: max(self._text_height(line.label, LABEL_WIDTH), TEXT_LINE + CELL_PADDING),
            PAGE - HEADING - TABLE_HEAD,
            PAGE - CONTINUED - TABLE_HEAD,
            closing,
        )
