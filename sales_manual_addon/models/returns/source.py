"""Where the lines of a return report come from: the notice under which the goods left, or serial numbers."""

import re
from collections import Counter, defaultdict

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SHOWN_SERIALS = 5


class SalesManualReturn(models.Model):
    _inherit = "sales.manual.return"

    @api.onchange("notice_id")
    def _onchange_notice_id(self):
        """Everything of the notice that can come back; whoever writes the report takes out what stays."""
        if self.notice_id == self.line_ids.notice_line_id.notice_id:
            return
        returnable = self.notice_id.line_ids._returnable()
        self.line_ids = [Command.clear()] + [
            Command.create({"notice_line_id": line_id, "pieces_qty": pieces})
            for line_id, pieces in sorted(returnable.items())
            if pieces > 0
        ]

    def _check_lines_of_notice(self):
        for report in self:
            foreign = report.line_ids.filtered(
                lambda line, report=report: line.notice_line_id.notice_id != report.notice_id
            )
            if foreign:
                raise UserError(
                    self.env._(
                        "%(lines)s left under another shipping notice than %(notice)s. A return report is about one "
                        "notice: write another for the rest.",
                        lines=", ".join(foreign.mapped("display_name")),
                        notice=report.notice_id.display_name or "—",
                    )
                )

    def action_find_serials(self):
        """Find what the pasted serial numbers left under: notice and lines are replaced by it.

        :raises UserError: a number stands twice, never left under a notice, is back in stock, or they left under
            several notices
        """
        self.ensure_one()
        self._check_editable({"serial_text"})
        serials = [serial for serial in re.split(r"[\s,;，；、]+", self.serial_text or "") if serial]
        if not serials:
            raise UserError(self.env._("Paste the serial numbers first: one in a line, or apart by commas."))
        twice = sorted(serial for serial, count in Counter(serials).items() if count > 1)
        if twice:
            raise UserError(self.env._("These serial numbers stand twice: %(serials)s.", serials=self._some(twice)))
        found = self._serial_rows(serials)
        notices = self.env["sales.manual.notice"].browse({notice_id for _l, notice_id, _n, _s, _b in found.values()})
        notices = notices._filtered_access("read")
        unknown = [s for s in serials if s not in found or found[s][1] not in notices.ids]
        if unknown:
            raise UserError(
                self.env._(
                    "These serial numbers never left under a shipping notice that you see: %(serials)s.",
                    serials=self._some(unknown),
                )
            )
        back = [serial for serial in serials if found[serial][4]]
        if back:
            raise UserError(
                self.env._("These serial numbers are back in stock already: %(serials)s.", serials=self._some(back))
            )
        if len(notices) > 1:
            raise UserError(
                self.env._(
                    "The serial numbers left under several shipping notices: %(notices)s. Write a report for each.",
                    notices=", ".join(
                        f"{notice.display_name} ({sum(row[1] == notice.id for row in found.values())})"
                        for notice in notices
                    ),
                )
            )
        lots = defaultdict(list)
        for lot_id, _notice_id, notice_line_id, _serial, _back in found.values():
            lots[notice_line_id].append(lot_id)
        self.write({"line_ids": [Command.clear()], "notice_id": notices.id})
        self.write(
            {
                "line_ids": [
                    Command.create({"notice_line_id": line_id, "pieces_qty": len(ids), "lot_ids": [Command.set(ids)]})
                    for line_id, ids in sorted(lots.items())
                ]
            }
        )
        return True

    def _serial_rows(self, serials):
        """{serial: (lot id, notice id, notice line id, serial, is back in stock)}: of several times it left, the last;
        of this report's notice first, where it names one.
        """
        self.env.flush_all()
        # read from the tables, whatever of stock the writer may read; the notices ask for the right
        rows = self.env.execute_query(
            SQL(
                """
            SELECT DISTINCT ON (lot.name) lot.id, notice_line.notice_id, notice_line.id, lot.name,
                   EXISTS (SELECT FROM stock_quant quant
                             JOIN stock_location place ON place.id = quant.location_id AND place.usage = 'internal'
                            WHERE quant.lot_id = lot.id AND quant.quantity > 0)
              FROM stock_lot lot
              JOIN stock_move_line moved ON moved.lot_id = lot.id AND moved.state = 'done'
              JOIN sales_manual_notice_delivery delivery ON delivery.move_id = moved.move_id AND delivery.kind = 'out'
              JOIN sales_manual_notice_line notice_line ON notice_line.id = delivery.notice_line_id
             WHERE lot.name = ANY(%s) AND delivery.company_id = %s AND lot.product_id = notice_line.product_id
          ORDER BY lot.name, (notice_line.notice_id = %s) DESC, delivery.date DESC, delivery.id DESC
            """,
                serials,
                self.company_id.id,
                self.notice_id.id or 0,
            )
        )
        return {row[3]: row for row in rows}

    @api.model
    def _some(self, names):
        shown = ", ".join(names[:SHOWN_SERIALS])
        rest = len(names) - SHOWN_SERIALS
        return self.env._("%(names)s and %(count)s more", names=shown, count=rest) if rest > 0 else shown
