from odoo import fields, models


class SalesManualContractLine(models.Model):
    _name = "sales.manual.contract.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Sales Contract Line"
    _order = "contract_id, sequence, id"
    _check_company_auto = True
    _guarded_fields = frozenset({"batched_qty"})

    contract_id = fields.Many2one("sales.manual.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    sequence = fields.Integer(default=10)
    ref = fields.Char(string="Item", help="The line's mark on paper, used by schedules: S125, 1, A.")
    product_id = fields.Many2one("product.product", required=True, index=True, check_company=True)
    name = fields.Text(string="Description", help="The contract's own wording; carried to the order.")
    basis = fields.Selection([("piece", "pieces"), ("w", "W"), ("kw", "kW"), ("mw", "MW")], required=True, default="piece",
                             help="What the quantity was written in.")
    entered_qty = fields.Float(string="Quantity", digits=(16, 6), required=True, aggregator=None)
    rated_power_w = fields.Float(string="Rated power (W)", digits=(12, 4), aggregator=None)  # precompute from the product, kept
    power_w = fields.Float(string="Power (W)", digits=(18, 4))  # stored compute
    power_mw = fields.Float(string="MW", digits=(16, 6))  # stored compute
    pieces_qty = fields.Integer(string="Pieces")  # stored compute, whole pieces
    price_basis = fields.Selection([("watt", "per W"), ("piece", "per piece")], required=True, default="watt")
    price_per_watt = fields.Float(string="Price per W", digits=(16, 6), aggregator=None)
    price_per_piece = fields.Float(string="Price per piece", digits=(16, 6), aggregator=None)
    tax_ids = fields.Many2many("account.tax", string="Taxes", check_company=True)
    amount = fields.Monetary()  # stored compute
    signed_amount = fields.Monetary(string="Amount on paper")
    batched_qty = fields.Integer(string="In batches", readonly=True, copy=False, default=0,
                                 help="Pieces decomposed into delivery batches. A counter, incremented before it is compared.")
    batch_line_ids = fields.One2many("sales.manual.batch.line", "contract_line_id")
