from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..contract.bounds import MAX_INTEGER, refuse_unusable

STORED_FROM_PARENT = frozenset(
    {
        "company_id", "batch_id", "notice_id", "contract_id", "partner_id", "user_id", "team_id", "market",
        "product_id", "power_kw",
    }
)  # fmt: skip


class SalesManualVesselAllocation(models.Model):
    """Pieces of a delivery batch, or of a shipping notice, that a booked vessel takes.

    A row of a batch takes the notice made of it later: the pieces are counted once, against both.
    """

    _name = "sales.manual.vessel.allocation"
    _inherit = ["sales.manual.guarded"]
    _description = "Goods on a Vessel"
    _order = "booking_id, id"
    _guarded_fields = STORED_FROM_PARENT

    booking_id = fields.Many2one("sales.manual.vessel.booking", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="booking_id.company_id", store=True, index=True)
    batch_line_id = fields.Many2one(
        "sales.manual.batch.line",
        string="Batch line",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_batch_line_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', '=', company_id), ('contract_id.state', '=', 'effective'), ('open_qty', '>', 0)]",
    )
    notice_line_id = fields.Many2one(
        "sales.manual.notice.line",
        string="Notice line",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('notice_id.state', 'in', ('draft', 'signing', 'released'))]",
    )
    pieces_qty = fields.Integer(string="Pieces", required=True)
    batch_id = fields.Many2one(related="batch_line_id.batch_id", store=True, index="btree_not_null")
    notice_id = fields.Many2one(related="notice_line_id.notice_id", store=True, index="btree_not_null")
    contract_id = fields.Many2one(
        "sales.manual.contract", compute="_compute_parties", store=True, index="btree_not_null"
    )
    partner_id = fields.Many2one("res.partner", string="Customer", compute="_compute_parties", store=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", string="Salesperson", store=True, index=True)
    team_id = fields.Many2one(related="contract_id.team_id", string="Department", store=True, index=True)
    market = fields.Selection(related="contract_id.market", store=True, index=True)
    product_id = fields.Many2one("product.product", compute="_compute_goods", store=True, index=True)
    power_kw = fields.Float(string="kW", digits=(16, 3), compute="_compute_goods", store=True)
    bookable_qty = fields.Integer(
        string="Not booked", compute="_compute_bookable_qty", help="Pieces of the batch or notice on no vessel yet."
    )

    _pieces_positive = models.Constraint(
        "CHECK (pieces_qty > 0)", "At least one piece goes on a vessel; delete the row instead."
    )
    _has_parent = models.Constraint(
        "CHECK (batch_line_id IS NOT NULL OR notice_line_id IS NOT NULL)",
        "Goods on a vessel are of a delivery batch or of a shipping notice. Choose one.",
    )
    _row_unique = models.UniqueIndex(
        "(booking_id, COALESCE(batch_line_id, 0), COALESCE(notice_line_id, 0))",
        "The booking has this row already: change its pieces.",
    )

    @api.depends("batch_line_id", "notice_line_id", "booking_id")
    def _compute_display_name(self):
        for row in self:
            parent = row.notice_id.display_name if row.notice_line_id else row.batch_line_id.display_name
            row.display_name = f"{row.booking_id.name or ''} {parent or ''}".strip()

    @api.depends("notice_line_id")
    def _compute_batch_line_id(self):
        for row in self:
            # sudo: which batch a notice serves, whoever may read the contract
            row.batch_line_id = row.notice_line_id.sudo().batch_line_id.sudo(self.env.su) or row.batch_line_id

    @api.depends(
        "batch_line_id.contract_id", "notice_line_id.notice_id.contract_id", "notice_line_id.notice_id.partner_id"
    )
    def _compute_parties(self):
        for row in self:
            notice = row.notice_line_id.notice_id
            row.contract_id = row.batch_line_id.contract_id or notice.contract_id
            row.partner_id = row.contract_id.partner_id or notice.partner_id

    @api.depends("batch_line_id", "notice_line_id", "pieces_qty")
    def _compute_goods(self):
        for row in self:
            parent = row.batch_line_id or row.notice_line_id
            row.product_id = parent.product_id
            row.power_kw = parent.power_kw * row.pieces_qty / parent.pieces_qty if parent.pieces_qty else 0

    @api.depends("batch_line_id", "notice_line_id")
    def _compute_bookable_qty(self):
        for row in self:
            row.bookable_qty = row._room()

    def _room(self):
        """Pieces of the row's parents on no live booking."""
        rooms = [
            pieces - (parent.vessel_booked_qty or 0)
            for parent, pieces in (
                (self.batch_line_id, self.batch_line_id.pieces_qty),
                (self.notice_line_id, self.notice_line_id.pieces_qty - self.notice_line_id.closed_qty),
            )
            if parent
        ]
        return max(min(rooms, default=0), 0)

    @api.onchange("batch_line_id", "notice_line_id")
    def _onchange_parent(self):
        if not self.pieces_qty and (self.batch_line_id or self.notice_line_id):
            self.pieces_qty = self._room()

    @api.constrains("batch_line_id", "notice_line_id", "booking_id")
    def _check_parents(self):
        for row in self:
            batch_line, notice_line = row.batch_line_id, row.notice_line_id
            if not batch_line and not notice_line:
                raise ValidationError(
                    self.env._("Goods on a vessel are of a delivery batch or of a shipping notice. Choose one.")
                )
            if notice_line and notice_line.batch_line_id != batch_line:
                raise ValidationError(
                    self.env._(
                        "%(row)s: the shipping notice is not of the batch line %(batch)s.",
                        row=row.display_name,
                        batch=batch_line.display_name or "—",
                    )
                )
            if (batch_line or notice_line).company_id != row.booking_id.company_id:
                raise ValidationError(
                    self.env._("%(row)s belongs to another company than the booking.", row=row.display_name)
                )
            if notice_line.notice_id.state == "void":
                raise ValidationError(self.env._("%(row)s: the shipping notice is void.", row=row.display_name))
            if row.contract_id and row.contract_id.state not in ("effective", "closed"):
                raise ValidationError(
                    self.env._(
                        "%(row)s: contract %(contract)s is not in force. Space is booked once it is approved.",
                        row=row.display_name,
                        contract=row.contract_id.display_name,
                    )
                )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_part_pieces(vals)
            if not vals.get("batch_line_id") and not vals.get("notice_line_id"):
                raise ValidationError(
                    self.env._("Goods on a vessel are of a delivery batch or of a shipping notice. Choose one.")
                )
        bookings = self.env["sales.manual.vessel.booking"].browse(
            {vals["booking_id"] for vals in vals_list if isinstance(vals.get("booking_id"), int)}
        )
        bookings._check_open(self.env._("goods"))
        bookings._take()
        rows = super().create(vals_list)
        rows._check_parents_readable()
        rows._count()
        rows.booking_id._content_changed("allocation_ids")
        return rows

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        self._refuse_part_pieces(vals)
        if "booking_id" in vals and any(row.booking_id.id != vals["booking_id"] for row in self):
            raise UserError(self.env._("A row stays on its booking. Delete it there and add it to the other one."))
        self.booking_id._check_open(self.env._("goods"))
        self.booking_id._take()
        before = self._parents()
        result = super().write(vals)
        self._check_parents_readable()
        self._count(*before)
        self.booking_id._content_changed("allocation_ids")
        return result

    def unlink(self):
        bookings, before = self.booking_id, self._parents()
        bookings._check_open(self.env._("goods"))
        bookings._take()
        result = super().unlink()
        self.browse()._count(*before)
        bookings.exists()._content_changed("allocation_ids")
        return result

    def _drop(self):
        """Delete rows whose goods are no more, in whatever state the booking is."""
        return super().unlink()  # pylint: disable=super-method-mismatch

    def _check_parents_readable(self):
        """Batches and notices are booked by those who may see them."""
        self.batch_line_id.check_access("read")
        self.notice_line_id.check_access("read")

    def _refuse_part_pieces(self, vals):
        """Odoo would cut 12.5 down to 12 without a word."""
        refuse_unusable(self, vals)
        if "pieces_qty" not in vals:
            return
        pieces = float(vals["pieces_qty"] or 0)
        if not 0 < pieces <= MAX_INTEGER or not pieces.is_integer():
            raise ValidationError(
                self.env._(
                    "Pieces %(value)s: vessels are booked in whole pieces above zero. Delete the row if nothing of it "
                    "goes on board.",
                    value=vals["pieces_qty"] or 0,
                )
            )
