from odoo import models
from odoo.exceptions import UserError


class PartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Refuse to exchange the customer of what is signed: the merge would rewrite it behind every signature."""
        named = [("partner_id", "in", src_partners.ids), ("signoff_count", ">", 0)]
        signed = [
            document.display_name
            for model in ("sales.manual.contract", "sales.manual.notice")
            # sudo: what the merging user cannot see is signed all the same
            for document in self.env[model].sudo().search(named, limit=3)
        ]
        if signed:
            raise UserError(self.env._(
                "%(customers)s cannot be merged into %(customer)s: signed documents name them (%(documents)s). "
                "Merge the other way round, or archive the contact.",
                customers=", ".join(src_partners.mapped("display_name")), customer=dst_partner.display_name,
                documents=", ".join(signed)))
        return super()._update_foreign_keys(src_partners, dst_partner)
