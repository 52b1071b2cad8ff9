from datetime import timedelta

from odoo import Command, api, models


class SalesManualDemo(models.AbstractModel):
    """Two exceptions from separation: one approved, one to decide."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_separation(self):
        """Make the exceptions of the demo; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        approver = self._user("gm")
        self = self.with_context(lang=approver.lang)
        approved = self._exception(
            "execution", "dom_execution", "post_dom_contract", "post_dom_execution", 14,
            self.env._("The holder of the contract post is on leave, and the second one is ill."),
            self.env._("Customer management's manager compares each notice with its contract every Friday."),
        )  # fmt: skip
        approved.with_user(approver).action_approve(self.env._("For two weeks, with the weekly comparison."))
        self._exception(
            "shipment", "dispatcher", "stock.group_stock_user", "post_warehouse_statistician", 60,
            self.env._("The new warehouse has no statistician yet."),
            self.env._("The statistician of the first warehouse counts what left once a week."),
        )  # fmt: skip

    def _exception(self, rule, user, side_a, side_b, days, reason, control):
        separation = self.env.ref(f"sales_manual_addon.separation_{rule}")
        sides = [
            self.env.ref(name if "." in name else f"sales_manual_addon.{name}").ids for name in (side_a, side_b)
        ]  # fmt: skip
        return (
            self.env["sales.manual.separation.exception"]
            .with_user(self._user("cmd_manager"))
            .create(
                {
                    "separation_id": separation.id,
                    "user_id": self._user(user).id,
                    "side_a_ids": [Command.set(sides[0])],
                    "side_b_ids": [Command.set(sides[1])],
                    "date_to": separation._today() + timedelta(days=days),
                    "reason": reason,
                    "control": control,
                }
            )
        )
