from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    sales_contract_count = fields.Integer(string="Sales contracts", compute="_compute_sales_contract_count",
                                          groups="sales_manual_addon.group_user")

    def _compute_sales_contract_count(self):
        self.sales_contract_count = 0
        if not self.env["sales.manual.contract"].has_access("read"):
            return
        family = self.with_context(active_test=False).search_fetch([("id", "child_of", self.ids)], ["parent_id"])
        counts = self.env["sales.manual.contract"]._read_group(
            [("partner_id", "in", family.ids), ("state", "!=", "void")], ["partner_id"], ["__count"],
        )
        asked = set(self._ids)
        for partner, count in counts:
            # a contract with an office counts for its company, too
            while partner:
                if partner.id in asked:
                    partner.sales_contract_count += count
                partner = partner.parent_id

    def action_open_sales_contracts(self):
        """Open the contracts of this customer and of its offices."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_contract_action")
        action["domain"] = [("partner_id", "child_of", self.ids)]
        action["context"] = {"default_partner_id": self.id if len(self) == 1 else False}
        return action
