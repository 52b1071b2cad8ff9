from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountPayment(models.Model):
    """A customer's payment names the contract, or the delivery batch, that it is for."""

    _inherit = "account.payment"

    sales_contract_id = fields.Many2one(
        "sales.manual.contract", index="btree_not_null", copy=False, check_company=True,
        domain="[('state', 'in', ('effective', 'closed')), ('company_id', '=', company_id)]",
    )  # fmt: skip
    contract_batch_id = fields.Many2one(
        "sales.manual.batch", string="Delivery batch", index="btree_not_null", copy=False, check_company=True,
        domain="[('contract_id', '=', sales_contract_id)]", ondelete="restrict",
        help="The money serves this batch alone. Empty: the contract as a whole.",
    )  # fmt: skip

    @api.onchange("sales_contract_id")
    def _onchange_sales_contract_id(self):
        if self.contract_batch_id.contract_id != self.sales_contract_id:
            self.contract_batch_id = False

    @api.constrains("sales_contract_id", "contract_batch_id", "partner_id", "partner_type")
    def _check_sales_contract(self):
        for payment in self.filtered(lambda payment: payment.sales_contract_id or payment.contract_batch_id):
            contract = payment.sudo().sales_contract_id  # whoever books need not read the contract's customer
            if payment.sudo().contract_batch_id.contract_id not in (contract, contract.browse()) or not contract:
                raise ValidationError(self.env._("The payment's delivery batch belongs to another contract."))
            payers = (contract.partner_id | contract.order_ids.partner_invoice_id).commercial_partner_id
            if payment.partner_type != "customer" or payment.sudo().partner_id.commercial_partner_id not in payers:
                raise ValidationError(
                    self.env._(
                        "A payment that names contract %(contract)s comes from its customer, %(customer)s.",
                        contract=contract.display_name,
                        customer=contract.partner_id.display_name,
                    )
                )


class AccountPaymentRegister(models.TransientModel):
    """A payment registered on invoices of one contract names it."""

    _inherit = "account.payment.register"

    def _create_payment_vals_from_wizard(self, batch_result):
        return self._with_sales_contract(super()._create_payment_vals_from_wizard(batch_result), batch_result)

    def _create_payment_vals_from_batch(self, batch_result):
        return self._with_sales_contract(super()._create_payment_vals_from_batch(batch_result), batch_result)

    def _with_sales_contract(self, vals, batch_result):
        # sudo: the accountant need not be able to read orders
        orders = batch_result["lines"].sudo().move_id.invoice_line_ids.sale_line_ids.order_id
        contracts = orders.sales_contract_id
        is_whole = len(contracts) == 1 and all(orders.mapped("sales_contract_id"))
        if is_whole and vals.get("partner_type") == "customer":
            vals = {**vals, "sales_contract_id": contracts.id}
        return vals
