"""Gate passes: made of what left, numbered when the vehicle leaves, never more than left (CMD-20, DOM-12)."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .dispatch_common import DispatchCase


@tagged("post_install", "-at_install")
class TestGatePass(DispatchCase):
    def test_made_of_a_done_transfer(self):
        picking = self.shipped()
        dispatch = self.gate_pass(picking)
        self.assertEqual((dispatch.state, dispatch.name, dispatch.pieces_qty), ("loading", False, 10))
        self.assertEqual(dispatch.contract_id, picking.sale_id.sales_contract_id)
        self.assertEqual(dispatch.partner_id, picking.partner_id)
        self.assertEqual((dispatch.market, dispatch.user_id), ("domestic", self.users["dom_supervisor"]))
        self.assertEqual(dispatch.notice_ids.state, "shipped")
        self.assertEqual((picking.dispatch_count, dispatch.notice_ids.dispatch_count), (1, 1))
        self.assertEqual(dispatch.contract_id.dispatch_count, 1)

    def test_only_of_goods_that_left_under_a_notice(self):
        order = self.confirmed_order(10, "domestic")
        self.released_notice(order)
        with self.assertRaisesRegex(UserError, "nothing for a gate pass"):
            order.picking_ids.with_user(self.dispatcher).action_gate_pass()
        picking = self.shipped()
        self.gate_pass(picking)
        with self.assertRaisesRegex(UserError, "nothing for a gate pass"):
            picking.with_user(self.dispatcher).action_gate_pass()

    def test_the_button_shows_while_something_is_on_no_pass(self):
        picking = self.shipped()
        self.assertTrue(picking.with_user(self.dispatcher).can_make_gate_pass)
        self.gate_pass(picking)
        picking.invalidate_recordset()
        self.assertFalse(picking.with_user(self.dispatcher).can_make_gate_pass)

    def test_number_and_moment_are_given_when_the_vehicle_leaves(self):
        first, second = (self.let_out(self.shipped()) for _index in range(2))
        self.assertEqual(first.state, "left")
        self.assertRegex(first.name, rf"GP-{self.today.year}-\d{{5}}")
        self.assertEqual(int(second.name[-5:]), int(first.name[-5:]) + 1)
        self.assertTrue(first.departure_date)

    def test_the_gate_lets_a_known_vehicle_out(self):
        dispatch = self.gate_pass(self.shipped(), plate=" ", driver=False)
        with self.assertRaisesRegex(UserError, "Plate number, Driver"):
            dispatch.with_user(self.dispatcher).action_leave()
        self.assertFalse(dispatch.name)

    def test_several_vehicles_take_one_transfer(self):
        picking = self.shipped(10)
        first = self.gate_pass(picking)
        first.with_user(self.dispatcher).line_ids.pieces_qty = 6
        second = self.gate_pass(picking)
        self.assertEqual(second.pieces_qty, 4)
        with self.assertRaisesRegex(UserError, "1 pieces more than"), self.env.cr.savepoint():
            second.with_user(self.dispatcher).line_ids.pieces_qty = 5
        (first + second).with_user(self.dispatcher).action_leave()
        self.assertEqual(len(set((first + second).mapped("name"))), 2)

    def test_what_a_void_pass_carried_is_open_again(self):
        picking = self.shipped()
        dispatch = self.let_out(picking)
        number = dispatch.name
        dispatch.with_user(self.dispatcher).action_void("Wrong vehicle")
        self.assertEqual((dispatch.state, dispatch.name, dispatch.void_reason), ("void", number, "Wrong vehicle"))
        self.assertEqual(self.gate_pass(picking).pieces_qty, 10)
        self.assertFalse(dispatch.activity_ids)

    def test_corrected_shipment_is_asked_again_before_the_vehicle_leaves(self):
        picking = self.shipped()
        dispatch = self.gate_pass(picking)
        picking.move_ids.quantity = 8
        with self.assertRaisesRegex(UserError, "2 pieces more than"):
            dispatch.with_user(self.dispatcher).action_leave()

    def test_packages_come_from_the_transfer(self):
        order = self.confirmed_order(10, "domestic")
        self.released_notice(order)
        package = self.env["stock.package"].create({"name": "TEST-PALLET"})
        order.picking_ids.move_ids.quantity = 10
        order.picking_ids.move_line_ids.result_package_id = package
        self.ship(order.picking_ids)
        dispatch = self.gate_pass(order.picking_ids)
        self.assertEqual(dispatch.package_qty, 1)
        dispatch.with_user(self.dispatcher).line_ids.pieces_qty = 6
        self.assertEqual(self.gate_pass(order.picking_ids).package_qty, 0, "the pallet stands on the first pass")

    def test_a_package_counts_once(self):
        order = self.confirmed_order(10, "domestic")
        for _number in range(2):
            self.released_notice(order, 5)
        package = self.env["stock.package"].create({"name": "TEST-PALLET"})
        order.picking_ids.move_ids.quantity = 10
        order.picking_ids.move_line_ids.result_package_id = package
        self.ship(order.picking_ids)
        dispatch = self.gate_pass(order.picking_ids)
        self.assertEqual((len(dispatch.line_ids), dispatch.pieces_qty, dispatch.package_qty), (2, 10, 1))

    def test_pieces_are_whole(self):
        line = self.gate_pass(self.shipped()).with_user(self.dispatcher).line_ids
        for value in (2.5, "x", -1, True, 10**12):
            with self.subTest(value=value), self.assertRaises(UserError), self.env.cr.savepoint():
                line.write({"pieces_qty": value})
        self.assertEqual(line.pieces_qty, 10)

    def test_print_counts_and_says_that_it_is_a_reprint(self):
        dispatch = self.gate_pass(self.shipped())
        with self.assertRaisesRegex(UserError, "Loading"):
            dispatch.with_user(self.dispatcher).action_print()
        dispatch.with_user(self.dispatcher).action_leave()
        report = self.env["ir.actions.report"]
        for count in (1, 2):
            dispatch.with_user(self.dispatcher).action_print()
            self.assertEqual(dispatch.print_count, count)
            html = report._render_qweb_html("sales_manual_addon.report_gate_pass", dispatch.ids)[0].decode()
            self.assertEqual("Reprint 2 第 2 次打印" in html, count == 2)
        for text in (
            "出门证",
            dispatch.name,
            "沪A12345",
            "Wang",
            "13800000000",
            "Test module 550",
            "10",
            "Test carrier",
        ):
            self.assertIn(text, html)


@tagged("post_install", "-at_install")
class TestGatePassAccess(DispatchCase):
    def test_who_writes_what(self):
        dispatch = self.let_out(self.shipped())
        for user, values in (
            ("dom_clerk", {"plate": "X"}),
            ("dispatcher", {"arrival_date": self.today}),
            ("dom_supervisor", {"plate": "X"}),
            ("dom_contract", {"arrival_date": self.today}),
            ("gm", {"plate": "X"}),
            ("auditor", {"return_copy": "eA=="}),
            ("dispatcher", {"state": "arrived"}),
            ("dispatcher", {"pieces_qty": 3}),
            ("dom_clerk", {"confirmed_date": fields.Datetime.now()}),
        ):
            with self.subTest(user=user, values=values), self.assertRaises(UserError):
                dispatch.with_user(self.users[user]).write(values)
        with self.assertRaises(AccessError):
            dispatch.with_user(self.clerk).line_ids.write({"loss_qty": 3})
        with self.assertRaises(UserError):
            dispatch.with_user(self.dispatcher).line_ids.write({"pieces_qty": 3})
        with self.assertRaises(UserError):
            dispatch.with_user(self.dispatcher).line_ids.unlink()

    def test_nobody_makes_or_deletes_one_by_hand(self):
        dispatch = self.let_out(self.shipped())
        values = {"picking_id": dispatch.picking_id.id, "company_id": self.company.id}
        for records in (self.dispatches.with_user(self.dispatcher), self.dispatches.sudo()):
            with self.assertRaises(AccessError):
                records.create(values)
        with self.assertRaises(UserError):
            dispatch.with_user(self.dispatcher).unlink()
        with self.assertRaises(UserError):
            dispatch.sudo().unlink()

    def test_acts_of_others_are_refused(self):
        picking = self.shipped()
        for user in ("dom_clerk", "dom_supervisor", "gm", "dom_contract", "auditor"):
            with self.subTest(user=user), self.assertRaises(AccessError):
                picking.with_user(self.users[user]).action_gate_pass()
        dispatch = self.gate_pass(picking)
        for act, user in (
            ("action_leave", "dom_clerk"),
            ("action_confirm_arrival", "dispatcher"),
            ("action_fill_received", "dispatcher"),
            ("action_print", "dom_clerk"),
            ("action_confirm_dispatch", "dom_supervisor"),
        ):
            with self.subTest(act=act), self.assertRaises(AccessError):
                getattr(dispatch.with_user(self.users[user]), act)()

    def test_who_reads(self):
        dispatch = self.let_out(self.shipped())
        readers = {
            "dispatcher", "dom_clerk", "dom_manager", "dom_deputy", "dom_supervisor", "dom_contract", "dom_execution",
            "gm", "dgm", "cmd_manager", "cmd_deputy", "warehouse_statistician", "sales_accountant",
            "sales_statistician", "auditor",
            "import_export", "dom_contract_2",
        }  # fmt: skip
        found = {
            key for key, user in self.users.items()
            if self.dispatches.with_user(user).search_count([("id", "=", dispatch.id)])
        }  # fmt: skip
        self.assertEqual(found, readers)
        with self.assertRaises(AccessError):
            dispatch.with_user(self.users["int_clerk"]).read(["plate"])

    def test_the_form_opens_for_who_works_on_it(self):
        dispatch = self.gate_pass(self.shipped())
        for user in ("dispatcher", "dom_clerk"):
            Form(dispatch.with_user(self.users[user]))
        with Form(dispatch.with_user(self.dispatcher)) as form:
            form.plate = "京B1"
        self.assertEqual(dispatch.plate, "京B1")


@tagged("post_install", "-at_install")
class TestByItself(DispatchCase):
    def test_nothing_happens_by_itself_until_it_is_wanted(self):
        picking = self.shipped()
        self.assertFalse(self.dispatches.search([("picking_id", "=", picking.id)]))
        dispatch = self.let_out(picking)
        self.assertFalse(dispatch.confirmed_date)

    def test_every_shipment_gets_its_pass(self):
        self.company.gate_pass_is_automatic = True
        dispatch = self.dispatches.search([("picking_id", "=", self.shipped().id)])
        self.assertEqual((dispatch.state, dispatch.pieces_qty), ("loading", 10))

    def test_settings_are_the_configurers(self):
        for values in ({"gate_pass_is_automatic": True}, {"dispatch_mail_is_automatic": True}, {"feedback_days": 3}):
            with self.assertRaises(AccessError):
                self.company.with_user(self.dispatcher).sudo(False).write(values)
        with self.assertRaises(ValidationError):
            self.company.feedback_days = 400

    def test_as_many_statements_for_many_transfers(self):
        counts = []
        for number in (1, 6):
            pickings = self.env["stock.picking"].union(*(self.shipped(2) for _index in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            made = self.dispatches._make(pickings)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(made), number)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_late(self):
        dispatch = self.let_out(self.shipped(), expected_date=self.today)
        self.assertFalse(dispatch.is_late)
        dispatch.with_user(self.dispatcher).expected_date = self.today - timedelta(days=1)
        self.assertTrue(dispatch.is_late)
        self.assertIn(dispatch, self.dispatches.search([("is_late", "=", True)]))
        dispatch.with_user(self.dispatcher).expected_date = False
        self.assertNotIn(dispatch, self.dispatches.search([("is_late", "=", True)]))
        self.assertIn(dispatch, self.dispatches.search([("is_late", "=", False)]))
