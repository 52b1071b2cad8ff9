from odoo import fields, models
from odoo.fields import Domain

# documents of a customer that carry mails, with their way to the customer
WITH_MAILS = {
    "sales.manual.contract": "partner_id",
    "sales.manual.notice": "partner_id",
    "sales.manual.document": "partner_id",
    "sales.manual.pickup": "partner_id",
    "sales.manual.payment.notice": "partner_id",
    "sale.order": "partner_id",
    "account.move": "partner_id",
}
NEWEST = 5000


class ResPartner(models.Model):
    """The customer's cabinet (INT-19, INT-25): the documents filed, and the mails written to and fro."""

    _inherit = "res.partner"

    filed_document_count = fields.Integer(
        string="Documents filed", compute="_compute_filed_document_count", groups="sales_manual_addon.group_user"
    )

    def _compute_filed_document_count(self):
        self.filed_document_count = 0
        if not self.env["sales.manual.document"].has_access("read"):
            return
        family = self.with_context(active_test=False).search_fetch([("id", "child_of", self.ids)], ["parent_id"])
        counts = self.env["sales.manual.document"]._read_group(
            [("partner_id", "in", family.ids)], ["partner_id"], ["__count"]
        )
        asked = set(self._ids)
        for partner, count in counts:
            while partner:
                if partner.id in asked:
                    partner.filed_document_count += count
                partner = partner.parent_id

    def action_open_filed_documents(self):
        """Open this customer's cabinet: every document filed of it and of its offices."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_document_action")
        action["domain"] = [("partner_id", "child_of", self.ids)]
        action["context"] = {"default_partner_id": self.id if len(self) == 1 else False}
        return action

    def action_open_filed_mails(self):
        """Open the mails on this customer's contracts, shipments, orders, invoices and contacts that the user may
        read.
        """
        family = self.with_context(active_test=False).search([("id", "child_of", self.ids)])
        domain = Domain("model", "=", "res.partner") & Domain("res_id", "in", family.ids)
        for model, name in WITH_MAILS.items():
            if self.env[model].has_access("read"):
                found = self.env[model].search([(name, "in", family.ids)], order="id desc", limit=NEWEST)
                domain |= Domain("model", "=", model) & Domain("res_id", "in", found.ids)
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_mail_action")
        action["domain"] = list(domain & Domain("message_type", "in", ("email", "email_outgoing", "comment")))
        return action
