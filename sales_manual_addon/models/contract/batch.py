from odoo import fields, models


class SalesManualBatch(models.Model):
    """A delivery batch: what leaves when, to where, for how much. The rows of a contract's decomposition table."""

    _name = "sales.manual.batch"
    _inherit = ["sales.manual.guarded", "mail.thread", "mail.activity.mixin"]
    _description = "Delivery Batch"
    _order = "delivery_date, contract_id, number, id"
    _check_company_auto = True

    name = fields.Char(readonly=True, copy=False, index=True)  # contract number / two-digit batch number
    number = fields.Integer(string="Batch", readonly=True, copy=False)
    contract_id = fields.Many2one("sales.manual.contract", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    market = fields.Selection(related="contract_id.market", store=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", store=True, index=True)
    team_id = fields.Many2one(related="contract_id.team_id", store=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    delivery_date = fields.Date(required=True, index=True)
    incoterm_id = fields.Many2one("account.incoterms", string="Incoterm")
    incoterm_location = fields.Char(string="Destination")
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True)
    line_ids = fields.One2many("sales.manual.batch.line", "batch_id", copy=True)
    state = fields.Selection(
        [("planned", "Planned"), ("ordered", "Ordered"), ("shipping", "Shipping"), ("shipped", "Shipped")],
        default="planned", readonly=True, index=True,
    )  # stored compute from the lines
    pieces_qty = fields.Integer(string="Pieces")  # stored compute
    power_kw = fields.Float(string="kW", digits=(16, 3))  # stored compute
    amount = fields.Monetary()  # stored compute
    open_qty = fields.Integer(string="Open")  # stored compute: pieces not yet shipped
