from odoo import api, fields, models
from odoo.exceptions import AccessError


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    notice_signer_ids = fields.Many2many("res.users", "sales_manual_warehouse_signer_rel", "warehouse_id", "user_id",
                                         string="Notice signers",
                                         help="Who signs shipping notices for this warehouse. Empty: every holder of "
                                              "the post.")

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("notice_signer_ids") for vals in vals_list):
            self._check_signer_configuration()
        return super().create(vals_list)

    def write(self, vals):
        if "notice_signer_ids" in vals:
            self._check_signer_configuration()
        return super().write(vals)

    def _check_signer_configuration(self):
        """Who names the signers: whoever configures the addon, not whoever configures the warehouse."""
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(self.env._(
                "Who signs shipping notices for a warehouse is decided by those who configure Sales HQ."))
