from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..contract.bounds import refuse_unusable

DECIDING_FIELDS = frozenset({"decided_qty", "note"})


class SalesManualReturnLine(models.Model):
    """Pieces that the customer wants to send back: of one line of the original notice, or of one line of the order that
    the report's transfer delivered."""

    _name = "sales.manual.return.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Return Report Line"
    _order = "return_id, id"
    _guarded_fields = frozenset({"company_id", "product_id", "received_qty", "amount"})

    return_id = fields.Many2one("sales.manual.return", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="return_id.currency_id")
    notice_line_id = fields.Many2one(
        "sales.manual.notice.line", string="Line of the notice", index=True, ondelete="restrict"
    )
    order_line_id = fields.Many2one(
        "sale.order.line", string="Line of the order", index="btree_not_null", ondelete="restrict",
        help="Where the goods left without a notice.",
    )  # fmt: skip
    product_id = fields.Many2one(
        "product.product", compute="_compute_product_id", store=True, index=True, ondelete="restrict"
    )
    shipped_qty = fields.Integer(
        string="Shipped", compute="_compute_open", help="Pieces that left under the notice line, or by the transfer."
    )
    open_qty = fields.Integer(
        string="Returnable", compute="_compute_open",
        help="Shipped, less what came back and what other return reports ask for.",
    )  # fmt: skip
    pieces_qty = fields.Integer(string="Pieces", required=True)
    decided_qty = fields.Integer(string="Agreed", copy=False, help="Pieces that are taken back.")
    received_qty = fields.Integer(string="Received", readonly=True, copy=False, default=0)
    amount = fields.Monetary(
        string="Value", compute="_compute_amount", store=True, help="What the pieces were sold for, without tax."
    )
    lot_ids = fields.Many2many(
        "stock.lot", "sales_manual_return_line_lot_rel", "line_id", "lot_id", string="Serial numbers",
        check_company=True, copy=False,
    )  # fmt: skip
    note = fields.Char()

    _pieces_positive = models.Constraint(
        "CHECK (pieces_qty > 0)", "A line of a return report has at least one piece; delete the line instead."
    )
    _decided_within = models.Constraint(
        "CHECK (decided_qty BETWEEN 0 AND pieces_qty)", "No more pieces are agreed than the customer asks for."
    )
    _one_source = models.Constraint(
        "CHECK (num_nonnulls(notice_line_id, order_line_id) = 1)",
        "A line of a return report is of one line of the notice, or of the transfer's order.",
    )
    _order_line_unique = models.UniqueIndex(
        "(return_id, order_line_id)", "The report has this line of the order already: change its pieces."
    )
    _notice_line_unique = models.UniqueIndex(
        "(return_id, notice_line_id)", "The report has this line of the notice already: change its pieces."
    )

    @api.depends("notice_line_id.product_id", "order_line_id.product_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.notice_line_id.product_id or line.order_line_id.product_id

    @api.depends("pieces_qty", "notice_line_id", "order_line_id")
    def _compute_amount(self):
        for line in self:
            shipped, order_line = line.notice_line_id.sudo(), line.order_line_id.sudo()  # no secret of the report
            amount, pieces = shipped.amount, shipped.pieces_qty
            if order_line:
                amount, pieces = order_line.price_subtotal, order_line._return_pieces()
            line.amount = amount * line.pieces_qty / pieces if pieces else 0.0

    @api.depends("notice_line_id", "order_line_id", "return_id.transfer_id", "return_id.state", "return_id.decision")
    def _compute_open(self):
        returnable = self.notice_line_id._returnable()
        by_transfer = self.return_id.transfer_id._returnable_without_notice()
        for line in self:
            if line.notice_line_id:
                shipped = line.notice_line_id.sudo().shipped_qty  # as above
                rest = returnable.get(line.notice_line_id._origin.id, 0)
            else:
                key = line.return_id.transfer_id._origin.id, line.order_line_id._origin.id
                shipped, rest = by_transfer.get(key, (0, 0))
            line.shipped_qty = shipped
            line.open_qty = rest + line._claim()

    @api.depends("product_id", "pieces_qty")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.pieces_qty} × {line.product_id.display_name or ''}"

    @api.constrains("lot_ids", "pieces_qty")
    def _check_lots(self):
        for line in self.sudo():  # whatever of the lots the writer may read
            if len(line.lot_ids) > line.pieces_qty:
                raise ValidationError(
                    self.env._(
                        "%(product)s: %(lots)s serial numbers for %(pieces)s pieces. Take some out, or raise the "
                        "pieces.",
                        product=line.product_id.display_name,
                        lots=len(line.lot_ids),
                        pieces=line.pieces_qty,
                    )
                )
            if line.lot_ids.product_id - line.product_id:
                raise ValidationError(
                    self.env._(
                        "%(product)s: a serial number is of another product.", product=line.product_id.display_name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
            self._refuse_part_pieces(vals)
        lines = super().create(vals_list)
        if not self._has_pass():
            lines.return_id._check_editable({"line_ids"})
            lines.return_id._check_lines_of_source()
        return lines

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        refuse_unusable(self, vals)
        self._refuse_part_pieces(vals)
        if "return_id" in vals and any(line.return_id.id != vals["return_id"] for line in self):
            raise UserError(
                self.env._("A line stays on its return report. Delete it there and add it to the other one.")
            )
        deciding = DECIDING_FIELDS & vals.keys()
        for report in self.return_id:
            if report.state == "draft" and "decided_qty" not in vals:
                report._check_writer()
            elif report.state == "examining" and deciding == vals.keys():
                report._check_writer()
            else:
                raise UserError(
                    self.env._(
                        "Return report %(report)s is in state %(state)s: these lines cannot be written now.",
                        report=report.display_name,
                        state=report._state_label(),
                    )
                )
        result = super().write(vals)
        self.return_id._check_lines_of_source()
        return result

    def unlink(self):
        if not self._has_pass():
            self.return_id._check_editable({"line_ids"})
        return super().unlink()

    def _sold_line(self):
        """The order line by which the goods were sold."""
        return self.notice_line_id.order_line_id or self.order_line_id

    def _refuse_part_pieces(self, vals):
        """Odoo would cut 12.5 down to 12 without a word."""
        for name in {"pieces_qty", "decided_qty"} & vals.keys():
            if not float(vals[name] or 0).is_integer():
                raise ValidationError(
                    self.env._("Pieces %(value)s: a return report counts whole pieces.", value=vals[name])
                )
