from odoo import api, fields, models

from .notice_class import BY_NOTICE


class SalesManualNoticeLine(models.Model):
    """A line of goods that are not sold (CMD-7): worth what they cost and what the list says, never an amount to
    invoice. Its order line, where it has one, is that of the goods it goes out in exchange for.
    """

    _inherit = "sales.manual.notice.line"
    _guarded_fields = frozenset({"cost_amount", "list_amount", "returned_qty", "out_qty"})

    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")
    cost_amount = fields.Monetary(
        string="At cost", currency_field="company_currency_id", compute="_compute_values", store=True
    )
    list_amount = fields.Monetary(
        string="At list price", currency_field="company_currency_id", compute="_compute_values", store=True
    )
    returned_qty = fields.Integer(string="Came back", readonly=True, copy=False)
    out_qty = fields.Integer(
        string="Still out", readonly=True, copy=False, help="Pieces that left and have not come back."
    )
    # few of millions of lines are due back
    _still_out = models.Index("(notice_id) WHERE out_qty > 0")

    @api.depends("pieces_qty", "product_id", "notice_id.class_id")
    def _compute_values(self):
        """Copied when the line is written: a later price changes no notice."""
        for line in self:
            is_free = line.notice_id.class_id.source in BY_NOTICE
            product = line.product_id.with_company(line.notice_id.company_id).sudo()  # signers cannot read every cost
            line.cost_amount = product.standard_price * line.pieces_qty if is_free else 0
            line.list_amount = product.lst_price * line.pieces_qty if is_free else 0

    @api.depends("notice_id.class_id")
    def _compute_from_order_line(self):
        """See the shipping room. An exchange is of no batch: what the batch has ordered has left before."""
        result = super()._compute_from_order_line()
        self._of_notice().batch_line_id = False
        return result

    @api.depends("notice_id.class_id")
    def _compute_amount(self):
        result = super()._compute_amount()
        self._of_notice().amount = 0
        return result

    @api.depends("notice_id.class_id")
    def _compute_live(self):
        result = super()._compute_live()
        exchanges = self._of_notice()
        returned, exchanged = exchanges._returned_by_order_line(), exchanges._exchanged_by_order_line()
        for line in exchanges:
            order_line_id = line.order_line_id.id
            line.open_qty = returned.get(order_line_id, 0) - exchanged.get(order_line_id, 0)
        return result

    def _of_notice(self):
        """Those of these lines whose goods leave by a transfer of their notice's own."""
        return self.filtered(lambda line: line.notice_id.class_id.source in BY_NOTICE)
