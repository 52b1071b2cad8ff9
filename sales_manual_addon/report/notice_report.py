from math import ceil
from unicodedata import east_asian_width

from odoo import api, models
from odoo.tools import format_datetime

from odoo.addons.base.models import ir_actions_report

BOXES_PER_ROW = 4

# What the build of wkhtmltopdf without its own Qt makes of a millimetre (measured, whatever resolution and zoom it is
# given).
UNPATCHED_SCALE = 0.773

# Millimetres on paper.
PAGE = 268
BAND = 11
WARNING = 12
TITLE = 28
CONTINUED = 10
TABLE_HEAD = 12
TEXT_LINE = 4.9
CELL_PADDING = 2.4
GAP = 3
BOX_ROW = 34
FOOT = 14
# how many narrow letters fit into a line of a column
ORDER_WIDTH, BATCH_WIDTH, PRODUCT_WIDTH, HEAD_WIDTH, NOTE_WIDTH = 12, 17, 30, 30, 76


class ReportSalesManualNotice(models.AbstractModel):
    """What the printed shipping notice shows (CMD-5, CMD-20). Reads only; whoever reads the notice may print it.

    Lines are broken into pages here: of the two builds of wkhtmltopdf one neither repeats table heads nor keeps
    rows whole.
    """

    _name = "report.sales_manual_addon.report_notice"
    _description = "Printed shipping notice"

    @api.model
    def _get_report_values(self, docids, data=None):
        notices = self.env["sales.manual.notice"].browse(docids)
        notices.check_access("read")
        scale = self._scale() if (data or {}).get("report_type") == "pdf" else 1
        return {
            "doc_ids": docids,
            "doc_model": notices._name,
            "size": lambda value: f"{value * scale:.2f}",
            # sudo: the print shows numbers of orders, batches and contracts to posts that cannot open them
            "prints": [self._print(notice.sudo()) for notice in notices],
        }

    def _scale(self):
        """By how much sizes are enlarged so that they are true on paper."""
        probe = getattr(ir_actions_report, "_wkhtml", None)
        return 1 if not probe or probe().is_patched_qt else 1 / UNPATCHED_SCALE

    def _print(self, notice):
        recipients = [self._both(copy, "recipient") for copy in notice.class_id.copy_ids.sorted("number")] or [""]
        boxes = self._boxes(notice)
        box_rows = [boxes[start : start + BOXES_PER_ROW] for start in range(0, len(boxes), BOXES_PER_ROW)]
        return {
            "notice": notice,
            "copies": [
                {"number": number, "total": len(recipients), "recipient": recipient}
                for number, recipient in enumerate(recipients, 1)
            ],
            "pages": self._pages(notice, len(box_rows)),
            "class_name": self._both(notice.class_id, "name"),
            "box_rows": box_rows,
            "boxes_per_row": min(len(boxes), BOXES_PER_ROW),
            "is_released": notice.state in ("released", "shipped"),
            "seal": self._last_seal(notice.company_id),
            "time": lambda moment: self._time(notice.company_id, moment),
        }

    # pages

    def _pages(self, notice, box_row_count):
        """Lines page by page: list of dict(number, total, is_first, is_last, lines: [(number, line)]). The last page
        has room for notes, signatures and foot.
        """
        texts = [text for text in (notice.reason, notice.transport_note) if text]
        closing = (
            TEXT_LINE
            + CELL_PADDING
            + 3 * GAP
            + BOX_ROW * box_row_count
            + FOOT
            + sum(self._text_height(text, NOTE_WIDTH) for text in texts)
        )
        room = PAGE - BAND - self._heading_height(notice) - TABLE_HEAD
        pages = [[]]
        for numbered in enumerate(notice.line_ids.sorted(lambda line: (line.sequence, line.id)), 1):
            height = self._line_height(numbered[1])
            if height > room and pages[-1]:
                pages.append([])
                room = PAGE - BAND - CONTINUED - TABLE_HEAD
            pages[-1].append(numbered)
            room -= height
        if closing > room:
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

    def _heading_height(self, notice):
        rows = (
            (notice.partner_id.name, self._both(notice.class_id, "name")),
            (notice.contract_id.name, notice.warehouse_id.name),
            (f"{notice.incoterm_id.code or ''} {notice.incoterm_location or ''}",),
            ("",),
        )
        warning = 0
        if notice.state == "void":
            warning = WARNING + self._text_height(notice.void_reason, NOTE_WIDTH)
        elif notice.state not in ("released", "shipped"):
            warning = WARNING
        return warning + TITLE + GAP + sum(max(self._text_height(text, HEAD_WIDTH) for text in row) for row in rows)

    def _line_height(self, line):
        return max(
            self._text_height(line.order_id.name, ORDER_WIDTH),
            self._text_height(line.batch_line_id.batch_id.name, BATCH_WIDTH),
            self._text_height(line.product_id.display_name, PRODUCT_WIDTH),
        )

    def _text_height(self, text, width):
        rows = sum(
            max(1, ceil(sum(2 if east_asian_width(letter) in "WF" else 1 for letter in row) / width))
            for row in (text or "").split("\n")
        )
        return rows * TEXT_LINE + CELL_PADDING

    # what stands in them

    def _boxes(self, notice):
        """One box for who made it, then one for each signature of the last round, signed or still open."""
        made = notice.signoff_ids.filtered(lambda act: act.act == "make").sorted("chain_index")[-1:]
        boxes = [{"title": "", "post": "", "signoff": made, "is_needed": True}]
        steps = notice.signoff_card_ids.sorted(lambda step: (step.level, step.id))
        return boxes + [
            {
                "title": self._both(step, "name"),
                "post": " / ".join(self._both(post, "name") for post in (step.signoff_id.post_id or step.post_ids)),
                "signoff": step.signoff_id,
                "is_needed": step.state != "closed",
            }
            for step in steps
        ]

    def _last_seal(self, company):
        # sudo: every print carries the seal, so that each copy kept is a witness
        seal = self.env["sales.manual.seal"]._latest(company).sudo()
        return {"date": self._time(company, seal.date), "digest": seal.digest} if seal else None

    def _both(self, record, name):
        """The value of a translated field in English and Chinese, once where they do not differ."""
        values = [record.with_context(lang="en_US")[name] or ""]
        if self.env["res.lang"]._get_data(code="zh_CN"):
            values.append(record.with_context(lang="zh_CN")[name] or "")
        return " ".join(dict.fromkeys(filter(None, values)))

    def _time(self, company, moment):
        """A moment in the company's time zone, written the same for every reader."""
        zone = company.partner_id.tz or self.env.user.tz or "UTC"
        return (
            format_datetime(self.env, moment, tz=zone, dt_format="yyyy-MM-dd HH:mm", lang_code="en_US")
            if moment
            else ""
        )
