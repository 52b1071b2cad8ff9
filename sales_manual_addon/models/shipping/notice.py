from odoo import fields, models


class SalesManualNotice(models.Model):
    _name = "sales.manual.notice"
    _inherit = ["sales.manual.signable", "mail.thread", "mail.activity.mixin"]
    _description = "Shipping Notice"
    _order = "ship_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram", help="Given at issue; a void notice keeps it.")
    state = fields.Selection(
        [("draft", "Prepared"), ("signing", "Signing"), ("released", "Released"), ("shipped", "Shipped"), ("void", "Void")],
        default="draft", required=True, readonly=True, copy=False, index=True, tracking=True,
    )
    class_id = fields.Many2one("sales.manual.notice.class", string="Class", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    contract_id = fields.Many2one("sales.manual.contract", index="btree_not_null", ondelete="restrict", check_company=True)
    market = fields.Selection(related="contract_id.market", store=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", string="Salesperson", store=True, index=True)
    team_id = fields.Many2one(related="contract_id.team_id", string="Department", store=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, check_company=True)
    warehouse_id = fields.Many2one("stock.warehouse", required=True, check_company=True, index=True)
    ship_date = fields.Date(string="Departure", required=True, index=True)
    incoterm_id = fields.Many2one("account.incoterms", string="Incoterm")
    incoterm_location = fields.Char(string="Destination")
    transport_note = fields.Text(string="Transport")
    reason = fields.Text()
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    line_ids = fields.One2many("sales.manual.notice.line", "notice_id", copy=True)
    delivery_ids = fields.One2many("sales.manual.notice.delivery", "notice_id", readonly=True)
    signoff_step_ids = fields.One2many("sales.manual.signoff.step", "notice_id", string="Signatures needed")
    signoff_ids = fields.One2many("sales.manual.signoff", "notice_id", string="Sign-offs")
    issue_date = fields.Datetime(string="Issued on", readonly=True, copy=False)
    release_date = fields.Datetime(string="Released on", readonly=True, copy=False, index=True)
    void_reason = fields.Text(readonly=True, copy=False)
    pieces_qty = fields.Integer(string="Pieces")  # stored compute
    power_kw = fields.Float(string="kW", digits=(16, 3))  # stored compute
    amount = fields.Monetary()  # stored compute
    shipped_qty = fields.Integer(string="Shipped")  # stored compute from lines
