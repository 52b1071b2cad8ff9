from odoo import api, fields, models

from .gate_row import EPSILON


class SalesManualExemption(models.Model):
    """A decision that goods which were open when a requirement of shipping notices came may leave without one.

    Of an order line, or of one product of a transfer that carries no order line. What was decided never changes; what
    is left of it goes down as goods leave, and ends with its last day or its revocation. Quantities are in the
    product's own unit.
    """

    _name = "sales.manual.exemption"
    _inherit = ["sales.manual.closed"]
    _description = "Exemption from shipping notices"
    _order = "id desc"
    _rec_name = "document_name"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, index="btree_not_null", ondelete="set null")
    order_line_id = fields.Many2one(
        "sale.order.line", string="Order line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Transfer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Where the goods belong to no order: this transfer and its backorders.",
    )
    document_name = fields.Char(string="Document", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="set null")
    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="restrict")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    base_qty = fields.Float(
        string="Had left before",
        required=True,
        readonly=True,
        digits="Product Unit",
        help="What had left of the order line without being released when the exemption was given.",
    )
    pieces_qty = fields.Float(
        string="Exempt", required=True, readonly=True, digits="Product Unit", help="What was open then."
    )
    left_qty = fields.Float(
        string="Not yet left",
        required=True,
        readonly=True,
        digits="Product Unit",
        help="What of the exempt quantity has not left yet; it stays as it is once the exemption has ended.",
    )
    reason = fields.Text(required=True, readonly=True)
    until_date = fields.Date(string="Last day", readonly=True)
    create_uid = fields.Many2one("res.users", string="Exempted by", readonly=True)
    create_date = fields.Datetime(string="Exempted on", readonly=True)
    revoked_date = fields.Datetime(string="Revoked on", readonly=True)
    revoked_by_id = fields.Many2one("res.users", string="Revoked by", readonly=True)
    revoke_reason = fields.Text(string="Why revoked", readonly=True)
    gate_counter = fields.Integer(
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        help="Incremented first by everything that ships under this exemption or ends it.",
    )
    use_ids = fields.One2many("sales.manual.exemption.use", "exemption_id", readonly=True)
    state = fields.Selection(
        [("live", "Live"), ("used", "Used up"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
    )

    _pieces_positive = models.Constraint("CHECK (pieces_qty > 0)", "An exemption is of more than nothing.")
    _left_within = models.Constraint(
        "CHECK (left_qty BETWEEN 0 AND pieces_qty)", "No more than what was exempted can be left of an exemption."
    )

    # what changes after the decision, by methods only
    _progress_fields = frozenset({"left_qty"})
    _revocation_fields = frozenset({"revoked_date", "revoked_by_id", "revoke_reason"})

    @api.depends("left_qty", "until_date", "revoked_date")
    def _compute_state(self):
        for exemption in self:
            if exemption.revoked_date:
                exemption.state = "revoked"
            elif exemption.left_qty <= EPSILON:
                exemption.state = "used"
            else:
                exemption.state = "live" if exemption._counts() else "expired"

    def write(self, vals):
        is_progress = self._progress_fields.issuperset(vals)
        is_revocation = self._revocation_fields.issuperset(vals) and not any(self.mapped("revoked_date"))
        if not (is_progress or is_revocation):
            self._refuse_closed()
        return super().write(vals)

    def unlink(self):
        self._refuse_closed()

    def _counts(self):
        """Whether more may leave under this exemption; its last day counts, by the company's calendar."""
        self.ensure_one()
        return not self.revoked_date and (
            not self.until_date or self.until_date >= self.company_id._sales_manual_today()
        )

    def _limit(self):
        """What may have left under this exemption in all: all of it, or no more than what has, once it has ended."""
        return self.pieces_qty if self._counts() else self.pieces_qty - self.left_qty


class SalesManualExemptionUse(models.Model):
    """What one stock move took to a customer under an exemption of a transfer. Once counted there it stays counted,
    whatever transfer the move is put into later."""

    _name = "sales.manual.exemption.use"
    _inherit = ["sales.manual.closed"]
    _description = "Use of an exemption"
    _order = "id"

    exemption_id = fields.Many2one(
        "sales.manual.exemption", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="exemption_id.company_id")
    move_id = fields.Many2one("stock.move", readonly=True, index="btree_not_null", ondelete="set null")
    pieces_qty = fields.Float(string="Left", required=True, readonly=True, digits="Product Unit")
