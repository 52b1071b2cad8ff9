from datetime import timedelta

from odoo import api, models


class SalesManualDemo(models.AbstractModel):
    """Returns of the demo: one taken back, one to exchange, one rejected, and one at each step before the decision."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_returns(self):
        """Make the return reports of the demo; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(lang=self._user("gm").lang)
        notices = self.env["sales.manual.notice"].search([("state", "=", "shipped")], order="release_date, id")
        domestic = notices.filtered(lambda notice: notice.market == "domestic")
        export = notices.filtered(lambda notice: notice.market == "international")[:1]
        back = self._return(
            "dom_manager", domestic[0], 120, 20, "damaged", "return",
            self.env._("Two cartons crushed on arrival, photographs enclosed."),
        )  # fmt: skip
        self._examined(
            back,
            "transport",
            "carrier",
            "return",
            self.env._("Cartons crushed from the side; cells broken, as on the photographs."),
        )
        self._returned(back)
        if back.with_user(self._user("sales_accountant")).action_credit().get("res_model") == "account.move":
            back.credit_note_ids.action_post()
        exchange = self._return(
            "int_manager", export, 12, 14, "power", "exchange",
            self.env._("Twelve modules measure 4 % below rated at the customer's laboratory."),
        )  # fmt: skip
        self._examined(
            exchange, "workmanship", "production", "exchange",
            self.env._("Cold solder joint in one string; measured again: 212 Wp instead of 220."),
        )  # fmt: skip
        self._returned(exchange)
        rejected = self._return(
            "dom_manager", domestic[1], 300, 9, "surplus", "return", self.env._("The site was made smaller.")
        )
        self._examined(
            rejected, "none", "customer", "reject", self.env._("Sound goods; the contract knows no return of surplus.")
        )
        deciding = self._return(
            "int_manager", export, 5, 6, "damaged", "return", self.env._("Glass broken in one corner of the pallet.")
        )
        self._examined(
            deciding, "packing", "warehouse", "return", self.env._("Corner guards were missing."), decide=False
        )
        self._return(
            "dom_manager", domestic[2], 40, 2, "defect", "exchange", self.env._("Discoloured after a week on the roof.")
        )
        self._return(
            "int_manager", export, 3, 0, "defect", "exchange", self.env._("Junction box loose."), is_handed_over=False
        )
        self._return_without_notice(domestic[0])

    def _return_without_notice(self, notice):
        """A report on goods that left on a plain order, as before there were notices."""
        seller, product = self._user("dom_supervisor"), notice.line_ids[:1].product_id
        price = notice.line_ids[:1].order_line_id.price_unit
        self._stock(notice.warehouse_id, {product: 40})
        order = self.env["sale.order"].create(
            {
                "partner_id": notice.partner_id.id,
                "user_id": seller.id,
                "team_id": notice.team_id.id,
                "warehouse_id": notice.warehouse_id.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 40, "price_unit": price})],
            }
        )
        order.action_confirm()
        self._ship(order)
        report = self.env["sales.manual.return"].with_user(self._user("dom_manager"))
        report.create(
            {
                "transfer_id": order.picking_ids.id,
                "request_date": self._today() - timedelta(days=1),
                "reason": "power",
                "description": self.env._("Two strings below rated power; delivered before there were notices."),
                "line_ids": [(0, 0, {"order_line_id": order.order_line.id, "pieces_qty": 8})],
            }
        ).action_hand_over()

    def _return(self, maker, notice, pieces, days, reason, request, description, is_handed_over=True):
        """A report over the first line of a notice, requested so many days ago."""
        report = (
            self.env["sales.manual.return"]
            .with_user(self._user(maker))
            .create(
                {
                    "notice_id": notice.id,
                    "request_date": self._today() - timedelta(days=days),
                    "reason": reason,
                    "request": request,
                    "description": description,
                    "line_ids": [
                        (0, 0, {"notice_line_id": notice.line_ids[:1].id, "pieces_qty": pieces}),
                    ],
                }
            )
        )
        if is_handed_over:
            report.action_hand_over()
        return report.with_env(self.env)

    def _examined(self, report, cause, responsibility, decision, finding, decide=True):
        examining = report.with_user(self._user("sales_statistician"))
        examining.write({"finding": finding, "cause": cause, "responsibility": responsibility, "decision": decision})
        if decision == "reject":
            examining.line_ids.write({"decided_qty": 0})
        examining.action_propose()
        if decide:
            report.with_user(self._user("cmd_manager")).action_sign()

    def _returned(self, report):
        """The goods arrive."""
        dispatcher = self._user("dispatcher")
        report.with_user(dispatcher).action_receive()
        transfers = report.picking_ids.with_user(dispatcher)
        for move in transfers.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        transfers.button_validate()
