from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

MOST_PIECES = 2**31 - 1


class SalesManualNoticeLine(models.Model):
    """Pieces of one order line that a notice lets leave."""

    _name = "sales.manual.notice.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Shipping Notice Line"
    _order = "notice_id, sequence, id"
    _guarded_fields = frozenset(
        {
            "batch_line_id",
            "ordered_qty",
            "shipped_qty",
            "closed_qty",
            "delivery_ids",
            "power_w",
            "power_kw",
            "amount",
            "company_id",
        }
    )

    notice_id = fields.Many2one("sales.manual.notice", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="notice_id.currency_id")
    sequence = fields.Integer(default=10)
    order_line_id = fields.Many2one(
        "sale.order.line",
        string="Order line",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('state', '=', 'sale'), ('display_type', '=', False), ('product_id.type', '=', 'consu'), "
        "('company_id', '=', company_id)]",
    )
    order_id = fields.Many2one(related="order_line_id.order_id", string="Order")
    batch_line_id = fields.Many2one(
        "sales.manual.batch.line",
        string="Batch line",
        compute="_compute_from_order_line",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_from_order_line",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    pieces_qty = fields.Integer(string="Pieces", required=True)
    ordered_qty = fields.Integer(
        string="Ordered",
        readonly=True,
        copy=False,
        help="Whole pieces of the order line, as they were when the notice was released.",
    )
    live_ordered_qty = fields.Integer(
        string="Ordered pieces", compute="_compute_live", help="Whole pieces of the order line."
    )
    open_qty = fields.Integer(
        string="Open", compute="_compute_live", help="Pieces of the order line that are on no issued notice."
    )
    power_w = fields.Float(string="Power (W)", digits=(18, 4), compute="_compute_power_w", store=True)
    power_kw = fields.Float(string="kW", digits=(16, 3), compute="_compute_power_w", store=True)
    amount = fields.Monetary(compute="_compute_amount", store=True)
    shipped_qty = fields.Integer(string="Shipped", readonly=True, copy=False, default=0)
    closed_qty = fields.Integer(
        string="Closed short",
        readonly=True,
        copy=False,
        default=0,
        help="Pieces that a shortened notice no longer allows to leave.",
    )
    delivery_ids = fields.One2many("sales.manual.notice.delivery", "notice_line_id", readonly=True)

    _pieces_positive = models.Constraint(
        "CHECK (pieces_qty > 0)", "A line of a shipping notice has at least one piece; delete the line instead."
    )
    _closed_within = models.Constraint(
        "CHECK (closed_qty BETWEEN 0 AND pieces_qty)", "No more pieces can be closed than the line has."
    )
    _order_line_unique = models.UniqueIndex(
        "(notice_id, order_line_id) WHERE order_line_id IS NOT NULL",
        "The notice has this order line already: change the pieces of that line.",
    )

    @api.depends("order_line_id")
    def _compute_from_order_line(self):
        for line in self:
            order_line = line.order_line_id.sudo()  # signers cannot read orders
            line.batch_line_id = order_line.contract_batch_line_id
            line.product_id = order_line.product_id or line.product_id

    @api.depends("pieces_qty", "product_id", "batch_line_id")
    def _compute_power_w(self):
        for line in self:
            # the contract's own rated power: a catalogue change alters no contract; sudo because signers cannot read
            # contracts
            rated = line.batch_line_id.sudo().contract_line_id.rated_power_w or line.product_id.rated_power_w
            line.power_w = line.pieces_qty * rated
            line.power_kw = line.power_w / 1000

    @api.depends("pieces_qty", "order_line_id")
    def _compute_amount(self):
        """The line's share of its order line, without tax. Follows the order until release (see
        ``_order_lines_changed``).
        """
        for line in self:
            order_line = line.order_line_id.sudo()  # signers cannot read orders
            ordered = line._ordered_pieces()
            line.amount = order_line.price_subtotal * line.pieces_qty / ordered if ordered else 0.0

    @api.depends("order_line_id", "pieces_qty", "notice_id.state")
    def _compute_live(self):
        noticed = self._pieces_by_order_line(self.order_line_id.ids)
        for line in self:
            ordered = line._ordered_pieces()
            line.live_ordered_qty = int(ordered)
            line.open_qty = int(ordered - noticed.get(line.order_line_id.id, 0))

    @api.onchange("order_line_id")
    def _onchange_order_line_id(self):
        if self.order_line_id and not self.pieces_qty:
            self.pieces_qty = max(self.open_qty, 0)

    def _ordered_pieces(self):
        """What the order line orders now, in the product's own unit; 0.0 without order line."""
        self.ensure_one()
        order_line = self.order_line_id.sudo()  # signers cannot read orders
        return order_line._gate_ordered_pieces() if order_line else 0.0

    # whole pieces, and only while the notice may change

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_part_pieces(vals)
        lines = super().create(vals_list)
        lines.notice_id._check_lines_editable()
        # amount and pieces of an order line are shown to whoever may see the order
        lines.order_line_id.check_access("read")
        lines.notice_id._lines_changed(lines.order_line_id)
        return lines

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        self._refuse_part_pieces(vals)
        if "notice_id" in vals and any(line.notice_id.id != vals["notice_id"] for line in self):
            raise UserError(
                self.env._("A line stays on its shipping notice. Delete it there and add it to the other notice.")
            )
        self.notice_id._check_lines_editable()
        before = self.order_line_id
        result = super().write(vals)
        (self.order_line_id - before).check_access("read")
        self.notice_id._lines_changed(before | self.order_line_id)
        return result

    def unlink(self):
        notices, order_lines = self.notice_id, self.order_line_id
        notices._check_lines_editable()
        result = super().unlink()
        notices.exists()._lines_changed(order_lines)
        return result

    def _refuse_part_pieces(self, vals):
        """Odoo would cut 12.5 down to 12 without a word."""
        if "pieces_qty" not in vals:
            return
        value = vals["pieces_qty"]
        try:
            number = float(value or 0)
        except (TypeError, ValueError):
            number = None
        if number is None or value is True or not number.is_integer() or not 0 < number <= MOST_PIECES:
            raise ValidationError(
                self.env._(
                    "Pieces %(value)s: a shipping notice counts whole pieces. Enter a whole number such as 12; "
                    "delete the line if nothing of it is to leave.",
                    value=value or 0,
                )
            )
