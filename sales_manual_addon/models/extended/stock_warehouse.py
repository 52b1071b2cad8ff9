from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    notice_signer_ids = fields.Many2many(
        "res.users",
        "sales_manual_warehouse_signer_rel",
        "warehouse_id",
        "user_id",
        string="Notice signers",
        help="Who signs shipping notices for this warehouse. Empty: every holder of the post.",
    )
    ships_without_notice = fields.Boolean(
        copy=False,
        help="Goods leave from here as they did before the company required shipping notices. Goods of the company's "
        "other warehouses do not move in. Goods of contracts need their notice all the same.",
    )

    @api.model
    @tools.ormcache()
    def _ids_shipping_without_notice(self):
        """Ids of the warehouses that a requirement of shipping notices leaves free, the archived ones too."""
        warehouses = self.sudo().with_context(active_test=False).search([("ships_without_notice", "=", True)])
        return frozenset(warehouses.ids)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("notice_signer_ids") for vals in vals_list):
            self._check_signer_configuration()
        warehouses = super().create(vals_list)
        if free := warehouses.filtered("ships_without_notice"):
            free._check_free_configuration()
        return warehouses

    def write(self, vals):
        if "notice_signer_ids" in vals:
            self._check_signer_configuration()
        if "ships_without_notice" in vals:
            changed = self.filtered(lambda place: place.ships_without_notice != bool(vals["ships_without_notice"]))
            changed._check_free_configuration()
        if vals.get("view_location_id"):
            self._check_root_stays(vals["view_location_id"])
        result = super().write(vals)
        if "ships_without_notice" in vals:
            self.env["sales.manual.gate"]._forget_scope()
        return result

    def _check_signer_configuration(self):
        """Who names the signers: whoever configures the addon, not whoever configures the warehouse."""
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(
                self.env._(
                    "Who signs shipping notices for a warehouse is decided by those who configure Sales HQ."
                )
            )

    def _check_free_configuration(self):
        """Who leaves a warehouse free of shipping notices: as who turns the requirement on and off."""
        if self and not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(
                self.env._(
                    "%(warehouses)s: whether a warehouse ships without notices is decided by those who configure Sales "
                    "HQ.",
                    warehouses=", ".join(self.mapped("display_name")),
                )
            )
        self.env["sales.manual.gate"]._forget_scope()

    def _check_root_stays(self, location_id):
        """Goods do not change warehouse by giving the warehouse another root, where that would free them."""
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        for warehouse in self:
            if warehouse.view_location_id.id != location_id and warehouse.company_id.id in companies:
                raise UserError(
                    self.env._(
                        "%(warehouse)s keeps its root location while the company ships by shipping notices.",
                        warehouse=warehouse.display_name,
                    )
                )
