from odoo import api, fields, models, tools
from odoo.exceptions import AccessError


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    requires_shipping_notice = fields.Boolean(
        string="Requires shipping notices",
        copy=False,
        help="No goods leave by this operation type without a released shipping notice; in this company no other "
        "operation takes goods to customers unless they belong to a contract order, or come from where an "
        "administrator let shipping go on without notices.",
    )

    @api.model
    @tools.ormcache()
    def _companies_requiring_notices(self):
        """Ids of the companies in which nothing reaches a customer beside shipping notices. Archived types count."""
        types = self.sudo().with_context(active_test=False).search([("requires_shipping_notice", "=", True)])
        return frozenset(types.company_id.ids)

    @api.onchange("requires_shipping_notice")
    def _onchange_requires_shipping_notice(self):
        """Say what turning it on here refuses from now on, and where open orders can be exempted."""
        warehouse = self.warehouse_id
        is_turned_on = self.requires_shipping_notice and not self._origin.requires_shipping_notice
        # what is open is counted for whoever may decide on it
        if not is_turned_on or not warehouse or not self.env.user.has_group("sales_manual_addon.group_configuration"):
            return None
        gate = self.env["sales.manual.gate"]
        goods = gate._open_goods(warehouse, gate._free_scope())
        if not goods:
            return None
        return {
            "warning": {
                "title": self.env._("Open orders"),
                "message": self.env._(
                    "%(count)s open order lines and transfers will be refused until they have a shipping notice. To "
                    'exempt them, or to leave other warehouses as they are, use "Turn the gate on" instead.',
                    count=len(goods),
                ),
            }
        }

    def action_turn_gate_on(self):
        """Open the dialog that turns the requirement on for these types' warehouse and exempts what is open."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_gate_start_action"),
            "context": {"default_warehouse_id": self.warehouse_id[:1].id} if self.warehouse_id else {},
        }

    def _able_to_require_notices(self):
        """Those of these types that can require shipping notices; a bridge takes those off whose refusals nobody would
        see."""
        return self

    @api.model_create_multi
    def create(self, vals_list):
        types = super().create(vals_list)
        types.filtered("requires_shipping_notice")._check_notice_configuration()
        return types

    def write(self, vals):
        changed = self.browse()
        if "requires_shipping_notice" in vals:
            changed = self.filtered(
                lambda kind: kind.requires_shipping_notice != bool(vals["requires_shipping_notice"])
            )
            changed._check_notice_configuration()
        result = super().write(vals)
        if changed:
            self.env["sales.manual.gate"]._forget_scope()
        self.filtered("requires_shipping_notice")._check_can_require_notices()
        return result

    def unlink(self):
        self.filtered("requires_shipping_notice")._check_notice_configuration()
        result = super().unlink()
        self.env["sales.manual.gate"]._forget_scope()
        return result

    def _check_notice_configuration(self):
        """Who turns the requirement on or off: whoever configures the addon, not whoever configures the warehouse."""
        if self and not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(
                self.env._(
                    "%(types)s: whether an operation type requires shipping notices is decided by those who configure "
                    "Sales HQ.",
                    types=", ".join(self.mapped("display_name")),
                )
            )
        self.env["sales.manual.gate"]._forget_scope()

    def _check_can_require_notices(self):
        """Raise UserError for types whose refusals nobody would see."""
