from odoo import fields, models


class SalesManualBatchLine(models.Model):
    _name = "sales.manual.batch.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Delivery Batch Line"
    _order = "batch_id, sequence, id"
    _check_company_auto = True
    _guarded_fields = frozenset({"order_line_id", "noticed_qty", "released_qty", "shipped_qty", "returned_qty"})

    batch_id = fields.Many2one("sales.manual.batch", required=True, index=True, ondelete="cascade")
    contract_id = fields.Many2one(related="batch_id.contract_id", store=True, index=True)
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    delivery_date = fields.Date(related="batch_id.delivery_date", store=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    sequence = fields.Integer(default=10)
    contract_line_id = fields.Many2one("sales.manual.contract.line", required=True, index=True, ondelete="restrict")
    product_id = fields.Many2one(related="contract_line_id.product_id", store=True, index=True)
    pieces_qty = fields.Integer(string="Pieces", required=True)
    power_w = fields.Float(string="Power (W)", digits=(18, 4))  # stored compute: pieces x rated power
    power_kw = fields.Float(string="kW", digits=(16, 3))  # stored compute
    amount = fields.Monetary()  # stored compute, rounded by the currency
    order_line_id = fields.Many2one("sale.order.line", string="Live order line", readonly=True, copy=False,
                                    index="btree_not_null", ondelete="set null")
    order_id = fields.Many2one(related="order_line_id.order_id", string="Contract order")
    noticed_qty = fields.Integer(string="On notices", readonly=True, copy=False, default=0,
                                 help="Pieces on issued notices that are not void (signing, released and shipped).")
    released_qty = fields.Integer(string="Released", readonly=True, copy=False, default=0,
                                  help="Pieces that released notices allow to leave.")
    shipped_qty = fields.Integer(string="Shipped", readonly=True, copy=False, default=0,
                                 help="Pieces that have left to the customer, gross: a return gives nothing back.")
    returned_qty = fields.Integer(string="Returned", readonly=True, copy=False, default=0)
    open_qty = fields.Integer(string="Open")  # stored compute: pieces_qty - shipped_qty
