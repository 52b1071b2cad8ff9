"""After the signatures, in a browser: gate pass, arrival with a loss, and a notice that is held (DOM-12, CMD-20)."""

from odoo.tests import tagged

from .dispatch_common import DispatchCase
from .journey_case import JourneyCase
from .test_hold import HoldCase


@tagged("post_install", "-at_install")
class TestDispatchOnAPhone(JourneyCase, DispatchCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_from_the_gate_to_the_list_of_transit_losses(self):
        order = self.confirmed_order(10, "domestic")
        notice = self.released_notice(order)
        picking = order.picking_ids
        picking.action_assign()
        papers = self.catch_papers()
        self.visit("dispatcher", "sales_manual_gate_pass_on_a_phone", f"deliveries/{picking.id}")
        dispatch = self.dispatches.search([("picking_id", "=", picking.id)])
        self.assertEqual((picking.state, notice.state, dispatch.state), ("done", "shipped", "left"))
        self.assertEqual((dispatch.carrier_id, dispatch.plate, dispatch.pieces_qty), (self.carrier, "沪A12345", 10))
        self.assertEqual((dispatch.print_count, papers), (1, [("sales_manual_addon.report_gate_pass", dispatch.ids)]))

        self.visit("dom_clerk", "sales_manual_arrival_on_a_phone", f"gate-passes/{dispatch.id}")
        self.assertEqual((dispatch.state, dispatch.signed_by), ("arrived", "Zhao"))
        line = dispatch.line_ids
        self.assertEqual((line.received_qty, line.damaged_qty, line.loss_qty), (8, 1, 2))
        self.assertEqual(line.difference_note, "Accident")
        self.visit("dom_clerk", "sales_manual_losses_on_a_phone", "transit-losses")


@tagged("post_install", "-at_install")
class TestHeldJourney(JourneyCase, HoldCase):
    def test_held_rechecked_and_shipped_in_chinese(self):
        self.speak_chinese("dispatcher", "int_contract_2")
        self.picking.action_assign()
        self.amend({"price_unit": 99})
        transfer = f"deliveries/{self.picking.id}"
        self.visit("dispatcher", "sales_manual_held_at_the_gate", transfer)
        self.assertTrue(self.notice.held_since)
        self.assertFalse(self.notice.shipped_qty)

        self.visit("int_contract_2", "sales_manual_recheck", f"shipping-notices/{self.notice.id}")
        self.assertFalse(self.notice.held_since)
        act = self.notice.signoff_ids.filtered(lambda act: act.act == "recheck")
        self.assertEqual(act.user_id, self.users["int_contract_2"])
        self.visit("dispatcher", "sales_manual_ship", transfer)
        self.assertEqual((self.notice.state, self.notice.shipped_qty), ("shipped", 10))
        self.assertFalse(self.notice._signoff_verify())
