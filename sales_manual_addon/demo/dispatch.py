import base64
from datetime import timedelta

from odoo import api, models


class SalesManualDemo(models.AbstractModel):
    """What followed the shipments of the demo: vehicles, arrivals, feedback reports."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_dispatch(self):
        """Make the gate passes of the demo; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(lang=self._user("dispatcher").lang)
        deliveries = self.env["sales.manual.notice.delivery"].search([("kind", "=", "out")])
        pickings = deliveries.picking_id.sorted("id").filtered(lambda picking: picking.company_id == company)
        domestic = pickings.filtered(lambda picking: picking.sale_id.sales_contract_id.market == "domestic")
        carrier = self.env.ref("sales_manual_addon.carrier_road")
        # arrived whole and reported; arrived short and to be reported; late on the way
        for picking, days, plate, driver in zip(
            domestic,
            (30, 24, 9),
            ("沪A·D3817", "苏B·6K052", "沪B·71T98"),
            ("Wang Jianguo", "Li Ping", "Zhou Haiming"),
            strict=False,
        ):
            dispatch = self._let_out(picking, carrier, days, plate, driver)
            if days > 9:
                self._arrival(dispatch, days - 2, 0 if days == 30 else 12)
            if days == 30:
                self._report(dispatch.feedback_id)
        # not let out yet: one vehicle for what two transfers sent out
        waiting = (pickings - domestic).filtered(lambda picking: not picking.sudo().dispatch_count)[:2]
        if waiting:
            waiting.with_user(self._user("dispatcher")).action_gate_pass_of_vehicle()

    def _report(self, report):
        """The feedback report as its salesperson writes it."""
        writer = report.with_user(report.user_id)
        writer.write(
            {
                "contact": "Chen Li",
                "satisfaction": "4",
                "product_opinion": self.env._("Efficiency as agreed; two boxes with another label."),
                "delivery_opinion": self.env._("In time; unloading took half a day."),
                "market_note": self.env._("A competitor offers the same cells 2 % cheaper from next quarter."),
            }
        )
        writer.action_submit()

    def _let_out(self, picking, carrier, days, plate, driver):
        """The pass of this transfer, its vehicle gone ``days`` days ago."""
        dispatches = self.env["sales.manual.dispatch"]
        as_dispatcher = picking.with_user(self._user("dispatcher"))
        as_dispatcher.action_gate_pass()
        dispatch = dispatches.search([("picking_id", "=", picking.id)], order="id desc", limit=1)
        left = self._today() - timedelta(days=days)
        own = dispatch.with_user(self._user("dispatcher"))
        own.write(
            {
                "carrier_id": carrier.id,
                "plate": plate,
                "driver": driver,
                "driver_phone": "138 0000 0000",
                "expected_date": left + timedelta(days=3),
            }
        )
        own.action_leave()
        dispatch._passed().departure_date = dispatch.departure_date - timedelta(days=days)
        return dispatch

    def _arrival(self, dispatch, days, lost):
        """The arrival ``days`` days ago, ``lost`` pieces short."""
        clerk = dispatch.with_user(self._user("dom_clerk"))
        clerk.action_fill_received()
        clerk.write({"arrival_date": self._today() - timedelta(days=days), "signed_by": "Chen Li"})
        if lost:
            line = clerk.line_ids[:1]
            line.write(
                {
                    "received_qty": line.pieces_qty - lost,
                    "difference_note": self.env._("One box crushed in an accident"),
                }
            )
        clerk.action_confirm_arrival()
        clerk.write({"return_copy": base64.b64encode(b"signed copy"), "return_copy_name": f"{dispatch.name}.txt"})
