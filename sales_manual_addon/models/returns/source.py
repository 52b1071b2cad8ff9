"""Where the lines of a return report come from: the notice under which the goods left, or the transfer where they left
without one; serial numbers find either.
"""

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SHOWN_SERIALS = 5


class Left(NamedTuple):
    """How a serial number left: ``source`` (field of the report, id), ``line_id`` of the notice or of the order."""

    lot_id: int
    source: tuple
    line_id: int
    is_back: bool


class SalesManualReturn(models.Model):
    _inherit = "sales.manual.return"

    @api.onchange("notice_id")
    def _onchange_notice_id(self):
        """Everything of the notice that can come back; whoever writes the report takes out what stays."""
        self.notice_id._origin.check_access("read")  # any number may be asked for
        if self.notice_id:
            self.transfer_id = False
        if self.notice_id == self.line_ids.notice_line_id.notice_id:
            return
        returnable = self.notice_id.line_ids._returnable()
        self.line_ids = [Command.clear()] + [
            Command.create({"notice_line_id": line_id, "pieces_qty": pieces})
            for line_id, pieces in sorted(returnable.items())
            if pieces > 0
        ]

    def _check_lines_of_source(self):
        for report in self:
            left_by = report.sudo().transfer_id.move_ids.sale_line_id  # whatever of the order the writer may read
            foreign = report.line_ids.filtered(
                lambda line, report=report, left_by=left_by: (
                    line.notice_line_id.notice_id != report.notice_id
                    if line.notice_line_id
                    else line.order_line_id.id not in left_by.ids
                )
            )
            if foreign:
                raise UserError(
                    self.env._(
                        "%(lines)s left otherwise than by %(delivery)s. A return report is about one shipping notice "
                        "or one transfer: write another for the rest.",
                        lines=", ".join(foreign.mapped("display_name")),
                        delivery=report._source().display_name or "—",
                    )
                )
        self._check_one_customer()

    def _source(self):
        """The notice or transfer that the report is about."""
        return self.notice_id or self.transfer_id

    def action_find_serials(self):
        """Find what the pasted serial numbers left by: notice, or transfer without one, and lines are replaced by it.

        :raises UserError: a number stands twice, never left, is back in stock, or they left under several notices or by
            several transfers
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
        sources = self._readable_sources(found)
        unknown = [serial for serial in serials if serial not in found or found[serial].source not in sources]
        if unknown:
            raise UserError(
                self.env._(
                    "These serial numbers never left under a shipping notice, or by a transfer without one, that you "
                    "see: %(serials)s.",
                    serials=self._some(unknown),
                )
            )
        back = [serial for serial in serials if found[serial].is_back]
        if back:
            raise UserError(
                self.env._("These serial numbers are back in stock already: %(serials)s.", serials=self._some(back))
            )
        if len(sources) > 1:
            raise UserError(
                self.env._(
                    "The serial numbers left under several shipping notices or by several transfers: %(sources)s. "
                    "Write a report for each.",
                    sources=", ".join(
                        f"{name} ({sum(row.source == source for row in found.values())})"
                        for source, name in sources.items()
                    ),
                )
            )
        lots = defaultdict(list)
        for row in found.values():
            lots[row.line_id].append(row.lot_id)
        [(name, source_id)] = sources
        line_name = "notice_line_id" if name == "notice_id" else "order_line_id"
        self.write({"line_ids": [Command.clear()], "notice_id": False, "transfer_id": False, name: source_id})
        self.write(
            {
                "line_ids": [
                    Command.create({line_name: line_id, "pieces_qty": len(ids), "lot_ids": [Command.set(ids)]})
                    for line_id, ids in sorted(lots.items())
                ]
            }
        )
        return True

    def _readable_sources(self, found):
        """{source of a :class:`Left`: its name} of those that the user may read."""
        sources = {}
        for name in ("notice_id", "transfer_id"):
            ids = {row.source[1] for row in found.values() if row.source[0] == name}
            for record in self.env[self._fields[name].comodel_name].browse(ids)._filtered_access("read"):
                sources[name, record.id] = record.display_name
        return sources

    def _serial_rows(self, serials):
        """{serial: Left}: of several times it left, the last; of this report's own notice or transfer first."""
        self.env.flush_all()
        # read from the tables, whatever of stock the writer may read; notices and transfers ask for the right
        rows = self.env.execute_query(
            SQL(
                """
            SELECT DISTINCT ON (lot.name) lot.name, lot.id, notice_line.notice_id, move.picking_id,
                   COALESCE(notice_line.id, move.sale_line_id),
                   EXISTS (SELECT FROM stock_quant quant
                             JOIN stock_location place ON place.id = quant.location_id AND place.usage = 'internal'
                            WHERE quant.lot_id = lot.id AND quant.quantity > 0)
              FROM stock_lot lot
              JOIN stock_move_line moved ON moved.lot_id = lot.id AND moved.state = 'done'
              JOIN stock_move move ON move.id = moved.move_id
              JOIN stock_location dest ON dest.id = moved.location_dest_id
         LEFT JOIN sales_manual_notice_delivery delivery ON delivery.move_id = moved.move_id AND delivery.kind = 'out'
         LEFT JOIN sales_manual_notice_line notice_line ON notice_line.id = delivery.notice_line_id
         LEFT JOIN sale_order_line order_line ON order_line.id = move.sale_line_id
             WHERE lot.name = ANY(%(serials)s) AND move.company_id = %(company)s
               AND (notice_line.product_id = lot.product_id
                    OR delivery.id IS NULL AND order_line.product_id = lot.product_id AND dest.usage = 'customer'
                       AND move.picking_id IS NOT NULL)
          ORDER BY lot.name,
                   COALESCE(notice_line.notice_id = %(notice)s OR move.picking_id = %(transfer)s, FALSE) DESC,
                   moved.date DESC, moved.id DESC, delivery.id DESC
            """,
                serials=serials,
                company=self.company_id.id,
                notice=self.notice_id.id or 0,
                transfer=self.transfer_id.id or 0,
            )
        )
        return {
            serial: Left(lot_id, ("notice_id", notice_id) if notice_id else ("transfer_id", picking_id), line_id, back)
            for serial, lot_id, notice_id, picking_id, line_id, back in rows
        }

    @api.model
    def _some(self, names):
        shown = ", ".join(names[:SHOWN_SERIALS])
        rest = len(names) - SHOWN_SERIALS
        return self.env._("%(names)s and %(count)s more", names=shown, count=rest) if rest > 0 else shown
