from odoo import fields, models


class SalesManualContractMilestone(models.Model):
    _name = "sales.manual.contract.milestone"
    _description = "Payment Milestone"
    _order = "contract_id, sequence, id"

    contract_id = fields.Many2one("sales.manual.contract", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    trigger = fields.Selection(
        [("contract", "Contract effective"), ("before_shipment", "Before shipment"), ("shipment", "Shipment"),
         ("bill_of_lading", "Bill of lading copy"), ("arrival", "Arrival"), ("invoice", "Invoice")],
        required=True, default="contract",
    )
    percent = fields.Float(digits=(5, 2), aggregator=None)
    days = fields.Integer(string="Days after")
    is_working_days = fields.Boolean(string="Working days")
