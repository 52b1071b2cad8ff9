from collections import defaultdict

from odoo import models


class SalesManualContract(models.Model):
    """What customers have paid on a contract: posted payments that name it, or one of its delivery batches."""

    _inherit = "sales.manual.contract"

    def _receipts(self):
        """Return {batch id, or False for the contract as a whole: amount received}, in the contract's currency at each
        payment's day. What was paid back counts against it.
        """
        self.ensure_one()
        # sudo: the same answer for everyone who asks what is missing
        payments = (
            self.env["account.payment"]
            .sudo()
            .search(
                [
                    ("sales_contract_id", "=", self.id),
                    ("partner_type", "=", "customer"),
                    ("state", "in", ("in_process", "paid")),
                ]
            )
        )
        received = defaultdict(float)
        for payment in payments:
            amount = payment.currency_id._convert(
                payment.amount, self.currency_id, payment.company_id, payment.date, round=False
            )
            sign = 1 if payment.payment_type == "inbound" else -1
            received[payment.contract_batch_id.id] += sign * amount
        return received
