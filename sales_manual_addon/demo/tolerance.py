from odoo import Command, api, models


class SalesManualDemo(models.AbstractModel):
    """A tolerance of each kind, and a special approval that waits."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_tolerance(self):
        """Make the tolerances of the demo; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        self = self.with_context(lang=self._user("gm").lang)
        approvers = [
            self.env.ref(f"sales_manual_addon.post_{post}").id for post in ("cmd_manager", "cmd_deputy")
        ]  # fmt: skip
        self.env["sales.manual.tolerance"].create(
            [
                {
                    "kind": "notice_over_order",
                    "class_id": self.env.ref("sales_manual_addon.notice_class_a").id,
                    "mode": "forbid",
                    "percent": 1,
                    "note": self.env._("Whole pallets: a notice may round up to one."),
                },
                {
                    "kind": "delivery_over_order",
                    "mode": "approve",
                    "percent": 0.5,
                    "approver_post_ids": [Command.set(approvers)],
                    "note": self.env._("Modules for breakage go along; more than that is decided by name."),
                },
                {
                    "kind": "delivery_over_notice",
                    "mode": "approve",
                    "percent": 0.5,
                    "pieces_qty": 2,
                    "approver_post_ids": [Command.set(approvers)],
                },
                {
                    "kind": "delivery_over_notice",
                    "class_id": self.env.ref("sales_manual_addon.notice_class_b").id,
                    "mode": "warn",
                    "percent": 3,
                },
            ]
        )
        notice = self.env["sales.manual.notice"].search(
            [("state", "in", ("released", "shipped")), ("class_id.code", "=", "A")], order="id", limit=1
        )
        poster = self._user("int_contract")
        self.env["sales.manual.tolerance.approval"].with_user(poster)._request(
            notice.line_ids[:1].with_user(poster),
            "delivery_over_order",
            4,
            self.env._("Four modules more to replace what broke at sea; the customer pays the freight."),
        )
