from odoo import fields, models


class SalesManualContract(models.Model):
    _name = "sales.manual.contract"
    _inherit = ["sales.manual.signable", "mail.thread", "mail.activity.mixin"]
    _description = "Sales Contract"
    _order = "signing_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram", help="Given when the contract is approved.")
    state = fields.Selection(
        [("draft", "Draft"), ("review", "Review"), ("effective", "Effective"), ("closed", "Closed"), ("void", "Void")],
        default="draft", required=True, readonly=True, copy=False, index=True, tracking=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    market = fields.Selection([("domestic", "Domestic"), ("international", "International")], required=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, check_company=True, tracking=True)
    customer_reference = fields.Char(string="Customer's number", copy=False)
    user_id = fields.Many2one("res.users", string="Salesperson", index=True, tracking=True, default=lambda self: self.env.user)
    team_id = fields.Many2one("crm.team", string="Department", index=True, check_company=True)
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    incoterm_id = fields.Many2one("account.incoterms", string="Incoterm")
    incoterm_location = fields.Char(string="Incoterm place")
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True, help="Ships the batches unless a batch names another.")
    payment_term_id = fields.Many2one("account.payment.term", string="Payment terms", check_company=True)
    signing_date = fields.Date(index=True)
    start_date = fields.Date(string="Valid from")
    end_date = fields.Date(string="Valid until", help="The last day counts.")
    latest_shipment_date = fields.Date(string="Latest shipment")
    tolerance_percent = fields.Float(string="Tolerance ± %", digits=(5, 2), default=0.0,
                                     help="By how much the batches may differ from the contract, in percent of each line's power.")
    signed_amount = fields.Monetary(string="Signed amount", help="What the paper says, tax as on paper.")
    computed_amount = fields.Monetary(string="Computed amount", help="What the lines come to.")  # stored compute
    line_ids = fields.One2many("sales.manual.contract.line", "contract_id", copy=True)
    milestone_ids = fields.One2many("sales.manual.contract.milestone", "contract_id", copy=True)
    batch_ids = fields.One2many("sales.manual.batch", "contract_id")
    notice_ids = fields.One2many("sales.manual.notice", "contract_id")
    order_ids = fields.One2many("sale.order", "sales_contract_id")
    signoff_step_ids = fields.One2many("sales.manual.signoff.step", "contract_id", string="Signatures needed")
    signoff_ids = fields.One2many("sales.manual.signoff", "contract_id", string="Sign-offs")
    note = fields.Html(string="Clauses and notes")
