"""Builders for credit and payment before goods: a company that checks, customers with limits, invoices, payments."""

from odoo import Command, fields

from .common import SalesManualCommon


class CreditCase(SalesManualCommon):
    """Domestic contracts of modules at 165.00 a piece without tax, in company currency."""

    PIECE = 165.0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exposures = cls.env["sales.manual.credit.exposure"]
        cls.checks = cls.env["sales.manual.credit.check"]
        cls.requests = cls.env["sales.manual.credit.request"]
        cls.gm, cls.cmd = cls.users["gm"], cls.users["cmd_manager"]

    def check(self, credit="block", prepayment="off", **values):
        self.company.write({"credit_check": credit, "prepayment_check": prepayment, **values})

    def limit(self, amount, partner=None, kind="limit", **values):
        """A limit requested and approved."""
        request = self.requests.with_user(self.users["cmd_deputy"]).create(
            {
                "partner_id": (partner or self.customer).id,
                "company_id": self.company.id,
                "kind": kind,
                "amount": amount,
                "reason": "Test",
                **values,
            }
        )
        request.with_user(self.gm).action_approve("Granted")
        return request.with_env(self.env)

    def figures(self, partner=None):
        partner = partner or self.customer
        return self.exposures._figures(self.company, partner).get(partner.commercial_partner_id.id)

    def parts(self, partner=None):
        """(receivable, shipped, noticed, advance) of the customer, rounded."""
        row = self.figures(partner) or {}
        names = ("receivable_amount", "shipped_amount", "noticed_amount", "advance_amount")
        return tuple(round(float(row.get(name) or 0), 2) for name in names)

    def domestic_order(self, pieces=10, **values):
        return self.confirmed_order(pieces, "domestic", **values)

    def invoice(self, order, post=True):
        invoice = order._create_invoices()
        invoice.invoice_date = fields.Date.context_today(invoice)
        if post:
            invoice.action_post()
        return invoice

    def open_invoice(self, amount, partner=None, days_ago=0, currency=None):
        """A posted invoice of the customer beside all orders, due ``days_ago`` days ago."""
        day = fields.Date.subtract(self.company._sales_manual_today(), days=days_ago)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.customer).id,
                "invoice_date": day,
                "invoice_date_due": day,
                "currency_id": (currency or self.company.currency_id).id,
                "invoice_line_ids": [
                    Command.create({"name": "Test", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]})
                ],
            }
        )
        invoice.action_post()
        return invoice

    def pay(self, amount, partner=None, contract=None, batch=None, **values):
        """A posted customer payment."""
        contract = contract or (batch.contract_id if batch else self.env["sales.manual.contract"])
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (partner or self.customer).id,
                "amount": amount,
                "sales_contract_id": contract.id,
                "contract_batch_id": batch.id if batch else False,
                "journal_id": self.env["account.journal"].search(
                    [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
                ).id,
                **values,
            }
        )  # fmt: skip
        payment.action_post()
        return payment

    def issue(self, notice):
        """What the maker gets for pressing Issue."""
        return notice.with_user(self.contract_post(notice)).action_issue()

    def verdicts(self, notice):
        return [(check.occasion, check.verdict) for check in notice.credit_check_ids.sorted("id")]
