from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .bounds import refuse_unusable


class SalesManualContractMilestone(models.Model):
    """A share of the contract's amount and what makes it due."""

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
    percent = fields.Float(string="%", digits=(5, 2), aggregator=None)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    amount = fields.Monetary(help="In the place of a share.", aggregator=None)
    days = fields.Integer(string="Days after")
    is_working_days = fields.Boolean(string="Working days")

    @api.constrains("trigger", "percent", "amount", "days")
    def _check_values(self):
        for milestone in self:
            if milestone.amount < 0 or milestone.amount and milestone.percent:
                raise ValidationError(self.env._(
                    "Payment milestone %(name)s: enter a share or an amount above 0, not both.", name=milestone.name,
                ))
            if not milestone.amount and not 0 < milestone.percent <= 100:
                raise ValidationError(self.env._(
                    "Payment milestone %(name)s: its share must be above 0 and at most 100 %%.", name=milestone.name,
                ))
            if not 0 <= milestone.days <= 3650:
                raise ValidationError(self.env._(
                    "Payment milestone %(name)s: days after the event must be between 0 and 3650.", name=milestone.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
        milestones = super().create(vals_list)
        milestones.contract_id._content_changed()
        return milestones

    def write(self, vals):
        refuse_unusable(self, vals)
        self.contract_id._refuse_frozen()
        if "contract_id" in vals and any(milestone.contract_id.id != vals["contract_id"] for milestone in self):
            raise UserError(self.env._("A payment milestone stays with its contract."))
        result = super().write(vals)
        self.contract_id._content_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_frozen(self):
        self.contract_id._refuse_frozen()

    def unlink(self):
        contracts = self.contract_id
        result = super().unlink()
        contracts.exists()._content_changed()
        return result
