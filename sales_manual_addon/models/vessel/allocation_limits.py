from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .booking import LIVE_STATES

PARENTS = {"batch_line_id": "sales.manual.batch.line", "notice_line_id": "sales.manual.notice.line"}


class SalesManualVesselAllocation(models.Model):
    """Never more pieces on vessels than the batch or the notice has, whoever books at the same time (rule 16)."""

    _inherit = "sales.manual.vessel.allocation"

    def _parents(self):
        return self.sudo().batch_line_id, self.sudo().notice_line_id  # counted whoever may read them

    def _lock_parents(self):
        for lines in self._parents():
            self._lock_lines(lines)

    def _count(self, *more):
        """Take the rows of what is booked, count, and refuse what is too much. ``more``: parents that the rows had
        before.
        """
        batch_lines, notice_lines = self._parents()
        for lines in more:
            if lines._name == batch_lines._name:
                batch_lines |= lines
            else:
                notice_lines |= lines
        for lines in (batch_lines, notice_lines):
            self._lock_lines(lines)
        for lines in (batch_lines, notice_lines):
            lines._refresh_vessel_booked()
            lines._check_vessel_booked()

    def _refresh_booked(self):
        for lines in self._parents():
            lines._refresh_vessel_booked()

    @api.model
    def _lock_lines(self, lines):
        """Take rows by UPDATE, in id order: whoever comes second fails and starts again on what was booked first."""
        if not lines:
            return
        lines.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
            WITH ordered AS (SELECT id FROM %(table)s WHERE id IN %(ids)s ORDER BY id FOR NO KEY UPDATE)
            UPDATE %(table)s line SET vessel_booked_qty = COALESCE(line.vessel_booked_qty, 0)
              FROM ordered WHERE line.id = ordered.id
            """,
                table=SQL.identifier(lines._table),
                ids=tuple(lines.ids),
            )
        )
        lines.invalidate_recordset(["vessel_booked_qty"], flush=False)

    @api.model
    def _booked_pieces(self, field, ids):
        """{parent id: pieces on live bookings}, of every booking there is."""
        self.flush_model([field, "pieces_qty", "booking_id"])
        self.env["sales.manual.vessel.booking"].flush_model(["state"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT row.%(field)s, SUM(row.pieces_qty)::int
                  FROM sales_manual_vessel_allocation row
                  JOIN sales_manual_vessel_booking booking ON booking.id = row.booking_id
                 WHERE row.%(field)s IN %(ids)s AND booking.state IN %(states)s
                 GROUP BY row.%(field)s
                """,
                    field=SQL.identifier(field),
                    ids=tuple(ids),
                    states=LIVE_STATES,
                )
            )
        )


class SalesManualVesselBookable(models.AbstractModel):
    """A guarded line whose pieces are booked on vessels."""

    _name = "sales.manual.vessel.bookable"
    _description = "Line booked on vessels"
    _guarded_fields = frozenset({"vessel_booked_qty", "vessel_allocation_ids"})
    _vessel_parent_field = None  # the many2one of sales.manual.vessel.allocation to this model

    vessel_booked_qty = fields.Integer(
        string="On vessels",
        readonly=True,
        copy=False,
        default=0,
        help="Pieces booked on vessels that are not cancelled.",
    )

    def _vessel_pieces(self):
        """Pieces that can be booked."""
        self.ensure_one()
        return self.pieces_qty

    def _refresh_vessel_booked(self):
        if not self:
            return
        booked = self.env["sales.manual.vessel.allocation"]._booked_pieces(self._vessel_parent_field, self.ids)
        for line in self:
            if line.vessel_booked_qty != booked.get(line.id, 0):
                line._passed().vessel_booked_qty = booked.get(line.id, 0)

    def _check_vessel_booked(self):
        """Raise where more is booked than there is, naming the bookings."""
        over = self.filtered(lambda line: line.vessel_booked_qty > line._vessel_pieces())
        if not over:
            return
        line = over[0]
        bookings = line.vessel_allocation_ids.booking_id.filtered(lambda booking: booking.state in LIVE_STATES)
        raise UserError(
            self.env._(
                "%(line)s has %(pieces)s pieces; %(booked)s are on %(bookings)s: %(over)s too many. Book fewer, or "
                "take them off another vessel.",
                line=line._vessel_name(),
                pieces=line._vessel_pieces(),
                booked=line.vessel_booked_qty,
                bookings=", ".join(bookings.mapped("name")),
                over=line.vessel_booked_qty - line._vessel_pieces(),
            )
        )

    def _vessel_name(self):
        return self.display_name

    def write(self, vals):
        result = super().write(vals)
        if not {"pieces_qty", "closed_qty"}.isdisjoint(vals):
            self.sudo()._check_vessel_booked()  # counted whoever may read the bookings
        return result


class SalesManualBatchLine(models.Model):
    _name = "sales.manual.batch.line"
    _inherit = ["sales.manual.batch.line", "sales.manual.vessel.bookable"]
    _vessel_parent_field = "batch_line_id"

    vessel_allocation_ids = fields.One2many("sales.manual.vessel.allocation", "batch_line_id", string="Vessels")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_vessel(self):
        # sudo: what is booked stays on record, whoever deletes
        rows = self.env["sales.manual.vessel.allocation"].sudo().search([("batch_line_id", "in", self.ids)], limit=3)
        if rows:
            raise UserError(
                self.env._(
                    "%(batches)s: vessel booking %(bookings)s holds goods of it and stays on record. Take them off the "
                    "booking first.",
                    batches=", ".join(rows.batch_id.mapped("name")),
                    bookings=", ".join(rows.booking_id.mapped("name")),
                )
            )


class SalesManualNoticeLine(models.Model):
    _name = "sales.manual.notice.line"
    _inherit = ["sales.manual.notice.line", "sales.manual.vessel.bookable"]
    _vessel_parent_field = "notice_line_id"

    vessel_allocation_ids = fields.One2many("sales.manual.vessel.allocation", "notice_line_id", string="Vessels")

    def _vessel_pieces(self):
        # what a closed notice gives back no longer has to go; what is on board stays on record
        return self.pieces_qty

    def _vessel_name(self):
        return f"{self.notice_id.display_name} {self.product_id.display_name}"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._follow_batches()
        return lines

    def unlink(self):
        self._leave_vessels()
        return super().unlink()

    def _follow_batches(self):
        """What was booked for the batch is booked for the notice made of it, where it fits whole."""
        # sudo: the booking follows, whoever makes the notice
        rows = (
            self.env["sales.manual.vessel.allocation"]
            .sudo()
            .search(
                [
                    ("batch_line_id", "in", self.sudo().batch_line_id.ids),
                    ("notice_line_id", "=", False),
                    ("booking_id.state", "in", ("requested", "confirmed")),
                ]
            )
        )
        for line in self.sudo() if rows else self.browse():
            room = line.pieces_qty
            for row in rows.filtered(lambda row, line=line: row.batch_line_id == line.batch_line_id):
                if row.notice_line_id or row.pieces_qty > room:
                    continue
                row._passed().notice_line_id = line
                room -= row.pieces_qty
            line._refresh_vessel_booked()

    def _leave_vessels(self):
        """The notice is no more: what was booked for it is the batch's again, or nothing's."""
        # sudo: as above
        rows = self.env["sales.manual.vessel.allocation"].sudo().search([("notice_line_id", "in", self.ids)])
        if not rows:
            return
        rows.booking_id._take()
        of_batch = rows.filtered("batch_line_id")
        bookings = (rows - of_batch).booking_id
        of_batch._passed().write({"notice_line_id": False})
        (rows - of_batch)._drop()
        bookings._content_changed("allocation_ids")
        self.sudo()._refresh_vessel_booked()


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    vessel_allocation_ids = fields.One2many(
        "sales.manual.vessel.allocation", "notice_id", string="On vessels", export_string_translation=False
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "void":
            self.line_ids._leave_vessels()
        return result

    def unlink(self):
        self.line_ids._leave_vessels()
        return super().unlink()
