"""One vehicle with goods of several transfers: one number and one paper, and each customer's goods by themselves."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import POSTS
from .dispatch_common import DispatchCase


@tagged("post_install", "-at_install")
class TestVehicle(DispatchCase):
    def setUp(self):
        super().setUp()
        self.other = self.env["res.partner"].create(
            {"name": "Other customer", "is_company": True, "email": "other@example.com"}
        )
        self.here = self.shipped(10)
        self.there = self.shipped(7, partner_id=self.other.id)
        self.transfers = self.here | self.there

    def loaded(self, transfers=None):
        """The passes of the transfers on one vehicle, complete: the one that leads, and those that ride."""
        transfers = transfers or self.transfers
        action = transfers.with_user(self.dispatcher).action_gate_pass_of_vehicle()
        lead = self.dispatches.browse(action["res_id"])
        lead.with_user(self.dispatcher).write({"carrier_id": self.carrier.id, "plate": "沪B1", "driver": "Wang"})
        return lead, lead.rider_ids

    def gone(self):
        lead, riders = self.loaded()
        lead.with_user(self.dispatcher).action_leave()
        return lead, riders

    def mails(self):
        return self.env["mail.mail"].sudo().search([("model", "=", "sales.manual.dispatch")])

    def test_one_vehicle_is_described_once(self):
        lead, rider = self.loaded()
        self.assertEqual((lead.picking_id, rider.picking_id), (self.here, self.there))
        self.assertEqual((rider.plate, rider.driver, rider.carrier_id), ("沪B1", "Wang", self.carrier))
        rider.with_user(self.dispatcher).plate = "沪B2"
        self.assertEqual(lead.plate, "沪B2")
        rider.with_user(self.dispatcher).write({"expected_date": self.today, "transport_note": "By noon"})
        self.assertFalse(lead.expected_date or lead.transport_note, "each customer's own")
        self.assertEqual((lead.vehicle_count, rider.vehicle_count), (2, 2))

    def test_it_leaves_as_a_whole_under_one_number(self):
        lead, rider = self.loaded()
        rider.with_user(self.dispatcher).action_leave()
        self.assertEqual((lead.state, rider.state), ("left", "left"))
        self.assertEqual(rider.name, f"{lead.name}/2")
        alone = self.let_out(self.shipped(3))
        self.assertNotIn("/", alone.name)
        self.assertNotEqual(alone.name, lead.name)

    def test_nothing_leaves_while_a_part_carries_nothing(self):
        lead, rider = self.loaded()
        rider.line_ids.with_user(self.dispatcher).unlink()
        with self.assertRaisesRegex(UserError, "carries nothing"):
            lead.with_user(self.dispatcher).action_leave()
        self.assertEqual(lead.state, "loading")

    def test_each_customer_is_told_of_his_own_goods(self):
        lead, rider = self.gone()
        before = self.mails()
        (lead | rider).with_user(self.dispatcher).action_confirm_dispatch()
        mails = self.mails() - before
        self.assertEqual(len(mails), 2)
        for dispatch, foreign in ((lead, rider), (rider, lead)):
            mail = mails.filtered(lambda mail, dispatch=dispatch: mail.res_id == dispatch.id)
            self.assertIn(dispatch.partner_id, mail.recipient_ids)
            self.assertNotIn(foreign.partner_id, mail.recipient_ids)
            text = f"{mail.subject} {mail.body_html}"
            self.assertNotIn(foreign.partner_id.name, text)
            self.assertNotIn(foreign.contract_id.name, text)
            self.assertIn(f">{dispatch.pieces_qty}<", text)
            self.assertNotIn(f">{foreign.pieces_qty}<", text)

    def test_each_arrival_is_confirmed_by_itself(self):
        lead, rider = self.gone()
        self.arrived(rider, received=6, difference_note="One broke")
        self.assertEqual((rider.state, rider.loss_qty, lead.state, lead.loss_qty), ("arrived", 1, "left", 0))
        lead.with_user(self.dispatcher).plate = "沪B9"
        self.assertEqual(rider.plate, "沪B1", "what has arrived has arrived with that")
        self.arrived(lead)
        self.assertEqual(lead.state, "arrived")

    def test_the_paper_names_all_that_the_guard_sees(self):
        lead, rider = self.gone()
        action = rider.with_user(self.dispatcher).action_print()
        self.assertEqual((lead.print_count, rider.print_count), (1, 1))
        report = self.env["ir.actions.report"].with_user(self.dispatcher)
        html, _kind = report._render_qweb_html("sales_manual_addon.report_gate_pass", action["context"]["active_ids"])
        text = html.decode()
        self.assertEqual(text.count("Gate Pass 出门证"), 1)
        for words in (
            lead.name,
            rider.name,
            self.customer.name,
            self.other.name,
            self.here.name,
            self.there.name,
            ">17<",
        ):
            self.assertIn(words, text)

    def test_who_reads_one_part_prints_that_part(self):
        abroad = self.shipped(5, "international")
        lead, rider = self.loaded(self.here | abroad)
        lead.with_user(self.dispatcher).action_leave()
        clerk = self.users["int_clerk"]
        self.assertEqual(rider.with_user(clerk).vehicle_count, 1)
        self.assertEqual(rider.with_user(clerk).rider_ids, rider.browse())
        self.assertFalse(lead.with_user(clerk).has_access("read"))
        report = self.env["ir.actions.report"].with_user(clerk)
        text = report._render_qweb_html("sales_manual_addon.report_gate_pass", rider.ids)[0].decode()
        self.assertIn(rider.name, text)
        self.assertNotIn(self.customer.name, text)
        self.assertNotIn(self.here.name, text)

    def test_put_together_and_taken_apart(self):
        third = self.shipped(4)
        passes = self.gate_pass(self.here, plate="  ") | self.gate_pass(self.there, plate=False)
        passes.with_user(self.dispatcher).action_join()
        late = self.gate_pass(third, plate="沪C3")
        (passes[1] | late).with_user(self.dispatcher).action_join()
        self.assertEqual((passes[0].rider_ids, passes[0].plate), (passes[1] | late, "沪C3"))
        passes[0].with_user(self.dispatcher).action_part()
        self.assertEqual((passes[1].rider_ids, passes[1].lead_id.id, passes[0].lead_id.id), (late, False, False))
        late.with_user(self.dispatcher).action_part()
        self.assertEqual((passes | late).lead_id, self.dispatches)

    def test_void_part_leaves_the_rest(self):
        lead, rider = self.gone()
        number = rider.name
        lead.with_user(self.dispatcher).action_void("Wrong vehicle")
        self.assertEqual((rider.state, rider.name, rider.lead_id.id), ("left", number, False))
        self.here.with_user(self.dispatcher).action_gate_pass()

    def test_refusals(self):
        passes = self.gate_pass(self.here, plate="沪1") | self.gate_pass(self.there, plate="沪2")
        with self.assertRaisesRegex(UserError, "different vehicles: 沪1, 沪2"):
            passes.with_user(self.dispatcher).action_join()
        with self.assertRaisesRegex(UserError, "two at least"):
            passes[0].with_user(self.dispatcher).action_join()
        passes[1].with_user(self.dispatcher).plate = "沪1"
        passes[0].with_user(self.dispatcher).action_leave()
        with self.assertRaisesRegex(UserError, "in state On the way"):
            passes.with_user(self.dispatcher).action_join()
        with self.assertRaisesRegex(UserError, "in state On the way"):
            passes[0].with_user(self.dispatcher).action_part()
        with self.assertRaises(AccessError):
            passes[1].with_user(self.dispatcher).lead_id = passes[0]

    def test_several_warehouses(self):
        passes = self.gate_pass(self.here) | self.gate_pass(self.there)
        warehouse = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        # as if it had been made there
        self.env.cr.execute(
            "UPDATE stock_picking SET picking_type_id = %s WHERE id = %s", [warehouse.out_type_id.id, self.there.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "loaded in one warehouse"):
            passes.with_user(self.dispatcher).action_join()

    def test_posts(self):
        passes = self.gate_pass(self.here) | self.gate_pass(self.there)
        for act in ("action_join", "action_part"):
            for post in POSTS:
                if post == "dispatcher":
                    continue
                with self.subTest(act=act, post=post), self.assertRaises(AccessError), self.cr.savepoint():
                    getattr(passes.with_user(self.users[post]), act)()
        with self.assertRaises(AccessError):
            self.transfers.with_user(self.users["warehouse_statistician"]).action_gate_pass_of_vehicle()
        passes.with_user(self.dispatcher).action_join()
        passes.with_user(self.dispatcher).action_part()

    def test_a_pass_of_before_keeps_its_transfer(self):
        alone = self.let_out(self.here)
        self.assertEqual((alone.picking_id, alone.lead_id.id, alone.vehicle_count), (self.here, False, 1))
        self.assertEqual(alone._vehicle(), alone)

    def test_statements_do_not_grow_with_the_passes(self):
        passes = self.gate_pass(self.here) | self.gate_pass(self.there)
        passes.with_user(self.dispatcher).mapped("vehicle_count")
        counts = []
        for number in (1, 2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            passes[:number].with_user(self.dispatcher).mapped("vehicle_count")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
