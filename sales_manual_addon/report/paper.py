from math import ceil
from unicodedata import east_asian_width

from odoo import models
from odoo.tools import format_datetime

from odoo.addons.base.models import ir_actions_report

# What the build of wkhtmltopdf without its own Qt makes of a millimetre (measured, whatever resolution and zoom it is
# given).
UNPATCHED_SCALE = 0.773

# Millimetres on paper.
PAGE = 268
TEXT_LINE = 4.9
CELL_PADDING = 2.4


class SalesManualPaper(models.AbstractModel):
    """What printed documents share: true millimetres, rows broken into sheets, both languages, the mark of the print.

    Rows are broken into pages here: of the two builds of wkhtmltopdf one neither repeats table heads nor keeps rows
    whole.
    """

    _name = "sales.manual.paper"
    _description = "Printed page"

    def _scale(self):
        """By how much sizes are enlarged so that they are true on paper."""
        probe = getattr(ir_actions_report, "_wkhtml", None)
        return 1 if not probe or probe().is_patched_qt else 1 / UNPATCHED_SCALE

    def _size(self, data):
        """A function that says a length in the unit that is true where ``data`` says it is drawn."""
        scale = self._scale() if (data or {}).get("report_type") == "pdf" else 1
        return lambda value: f"{value * scale:.2f}"

    def _broken(self, rows, height, first_room, room, closing):
        """Rows page by page: list of dict(number, total, is_first, is_last, lines: [(number, row)]).

        :param height: function giving a row's height; all lengths in mm
        :param first_room: for rows on the first page; ``room``: on those that follow
        :param closing: what the last page holds besides
        """
        left, pages = first_room, [[]]
        for numbered in enumerate(rows, 1):
            needed = height(numbered[1])
            if needed > left and pages[-1]:
                pages.append([])
                left = room
            pages[-1].append(numbered)
            left -= needed
        if closing > left:
            pages.append([])
        return [
            {
                "number": number,
                "total": len(pages),
                "is_first": number == 1,
                "is_last": number == len(pages),
                "lines": lines,
            }
            for number, lines in enumerate(pages, 1)
        ]

    def _text_height(self, text, width):
        """Height in mm of ``text`` in a column of ``width`` narrow letters."""
        rows = sum(
            max(1, ceil(sum(2 if east_asian_width(letter) in "WF" else 1 for letter in row) / width))
            for row in (text or "").split("\n")
        )
        return rows * TEXT_LINE + CELL_PADDING

    def _both(self, record, name):
        """A translated field, or the label of a selection, in English and Chinese, once where they do not differ."""
        values = []
        for lang in ("en_US", "zh_CN"):
            if lang == "en_US" or self.env["res.lang"]._get_data(code=lang):
                read, field = record.with_context(lang=lang), record._fields[name]
                is_choice = field.type == "selection"
                values.append(dict(field._description_selection(read.env)).get(read[name]) if is_choice else read[name])
        return " ".join(dict.fromkeys(filter(None, values)))

    def _time(self, company, moment):
        """A moment in the company's time zone, written the same for every reader."""
        zone = company.partner_id.tz or self.env.user.tz or "UTC"
        return (
            format_datetime(self.env, moment, tz=zone, dt_format="yyyy-MM-dd HH:mm", lang_code="en_US")
            if moment
            else ""
        )

    def _mark(self, document, number):
        """What the paper says of itself; ``number``: of the print it is, 0 where nobody pressed the button for it."""
        if not document.name:
            return ""
        if not number:
            return "Information copy, not an original 参考副本，非正本"
        return "Original 正本" if number == 1 else f"Reprint {number} 第 {number} 次打印"
