from odoo import api, models

from ..models.classes.notice_class import BY_NOTICE
from .paper import CELL_PADDING, PAGE, TEXT_LINE

BOXES_PER_ROW = 4

# Millimetres on paper.
BAND = 18
WARNING = 12
TITLE = 28
CONTINUED = 10
TABLE_HEAD = 12
GAP = 3
BOX_ROW = 46
FOOT = 14
# how many narrow letters fit into a line of a column
ORDER_WIDTH, BATCH_WIDTH, PRODUCT_WIDTH, HEAD_WIDTH, NOTE_WIDTH = 12, 17, 30, 30, 76


class ReportSalesManualNotice(models.AbstractModel):
    """What the printed shipping notice shows (CMD-5, CMD-20). Reads only; whoever reads the notice may look at it, and
    only what was counted by the button is an original or a reprint.
    """

    _name = "report.sales_manual_addon.report_notice"
    _inherit = ["sales.manual.paper"]
    _description = "Printed shipping notice"

    @api.model
    def _get_report_values(self, docids, data=None):
        notices = self.env["sales.manual.notice"].browse(docids)
        notices.check_access("read")
        marks = notices._print_marks()
        return {
            "doc_ids": docids,
            "doc_model": notices._name,
            "size": self._size(data),
            # sudo: the print shows numbers of orders, batches and contracts to posts that cannot open them
            "prints": [
                {**self._print(notice.sudo()), "mark": self._mark(notice, marks[notice.id])} for notice in notices
            ],
        }

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
            "notes": self._notes(notice),
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
        closing = (
            TEXT_LINE
            + CELL_PADDING
            + 3 * GAP
            + BOX_ROW * box_row_count
            + FOOT
            + sum(self._text_height(text, NOTE_WIDTH) for _head, text in self._notes(notice))
        )
        room = PAGE - BAND - self._heading_height(notice) - TABLE_HEAD
        return self._broken(
            notice.line_ids.sorted(lambda line: (line.sequence, line.id)),
            self._line_height,
            room,
            PAGE - BAND - CONTINUED - TABLE_HEAD,
            closing,
        )

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

    # what stands in them

    def _notes(self, notice):
        """[(head, text)] below the lines: what the notice says besides, of goods that are not sold also why they leave,
        what they are worth and when they come back.
        """
        currency = notice.company_currency_id.name
        back = notice.due_back_date and f"{notice.due_back_date.isoformat()} · {notice.keeper_id.display_name or ''}"
        notes = [
            ("Goods are 货物用途", self._both(notice, "reason_kind")),
            ("Reason 事由", notice.reason),
            (
                "Value 货值",
                notice.class_source in BY_NOTICE
                and f"{currency} {notice.cost_amount:,.2f} (cost 成本) · "
                f"{notice.list_amount:,.2f} (list price 目录价)",
            ),
            ("To branch 发往", notice.branch_id.display_name),
            ("Due back 归还", back),
            ("Transport 运输", notice.transport_note),
        ]
        return [(head, text) for head, text in notes if text]

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
