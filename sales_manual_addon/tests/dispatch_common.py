"""Builders for what follows the signatures: a shipped contract order, its gate passes, arrivals."""

from .common import SalesManualCommon


class DispatchCase(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dispatches = cls.env["sales.manual.dispatch"]
        cls.today = cls.company._sales_manual_today()
        cls.customer.email = "customer@example.com"
        cls.carrier = cls.env["res.partner"].create({"name": "Test carrier", "is_company": True})
        cls.dispatcher = cls.users["dispatcher"]
        cls.clerk = cls.users["dom_clerk"]

    def shipped(self, pieces=10, market="domestic", **values):
        """The done transfer of a contract order of one line."""
        order = self.confirmed_order(pieces, market, **values)
        self.released_notice(order)
        self.ship(order.picking_ids)
        return order.picking_ids

    def gate_pass(self, picking, **values):
        """A pass of the transfer, complete, as the dispatcher."""
        picking.with_user(self.dispatcher).action_gate_pass()
        dispatch = self.dispatches.search([("picking_id", "=", picking.id)], order="id desc", limit=1)
        dispatch.with_user(self.dispatcher).write(
            {
                "carrier_id": self.carrier.id,
                "plate": "沪A12345",
                "driver": "Wang",
                "driver_phone": "13800000000",
                **values,
            }
        )
        return dispatch

    def let_out(self, picking, **values):
        dispatch = self.gate_pass(picking, **values)
        dispatch.with_user(self.dispatcher).action_leave()
        return dispatch

    def arrived(self, dispatch, clerk=None, received=None, **line):
        """The arrival as the clerk confirms it, everything received but for what ``received`` and ``line`` say."""
        as_clerk = dispatch.with_user(clerk or self.clerk)
        as_clerk.action_fill_received()
        as_clerk.signed_by = "Zhao"
        if received is not None or line:
            line = {"received_qty": dispatch.pieces_qty if received is None else received, **line}
            as_clerk.line_ids.write(line)
        as_clerk.action_confirm_arrival()
        return dispatch
