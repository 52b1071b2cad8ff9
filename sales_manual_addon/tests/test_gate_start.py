"""The dialog that turns the gate on."""

from odoo.tests import Form, tagged

from .exemption_common import ExemptionCommon


@tagged("post_install", "-at_install")
class TestGateStartDialog(ExemptionCommon):
    """The dialog says what is open, and exempts what is chosen."""

    def setUp(self):
        super().setUp()
        self.first, self.second = (
            self.plain_order((self.product, 10), (self.other_product, 3)) for _number in range(2)
        )
        self.transfer = self.manual_transfer((self.product, 2))

    def test_form_counts_what_is_open(self):
        form = Form(self.env["sales.manual.gate.start"].with_user(self.configurator))
        form.warehouse_id = self.warehouse
        self.assertEqual((form.open_count, form.order_count, form.transfer_count, form.exempt_count), (5, 2, 1, 5))
        form.reason = "Open before"
        form.save().action_turn_on()
        self.assertEqual(len(self.exemptions.search([])), 5)

    def test_nothing_open_needs_no_reason(self):
        (self.first | self.second)._action_cancel()
        self.transfer.action_cancel()
        self.assertFalse(self.turn_on(reason=False))
        self.assertTrue(self.out_type.requires_shipping_notice)

    def test_what_is_left_out_needs_a_notice(self):
        start = self.start()
        action = start.action_choose()
        listed = self.env["sales.manual.gate.candidate"].with_user(self.configurator).search(action["domain"])
        self.assertEqual(len(listed), 5)
        self.assertEqual(set(listed.mapped("document_name")), {self.first.name, self.second.name, self.transfer.name})
        listed.filtered(lambda row: row.document_name == self.second.name).action_leave_out()
        later = self.plain_order((self.product, 1))
        shown = listed.browse().with_context(**action["context"]).action_continue()
        self.assertEqual(shown["res_id"], start.id)
        self.assertEqual((start.open_count, start.exempt_count, start.is_chosen), (5, 3, True))
        start.action_turn_on()
        exemptions = self.exemptions.search([])
        self.assertEqual(set(exemptions.mapped("document_name")), {self.first.name, self.transfer.name})
        for order in (self.second, later):  # the later one was on nobody's list
            self.assert_refused(self.validate, order.picking_ids)
        self.validate(self.first.picking_ids)

    def test_what_has_left_since_the_list_is_not_exempt(self):
        start = self.start()
        start.action_choose()
        self.validate(self.transfer)
        self.validate(self.first.picking_ids, 2)
        start.action_turn_on()
        exemptions = self.exemptions.search([])
        self.assertFalse(exemptions.picking_id)
        of_first = exemptions.filtered(lambda row: row.order_line_id.order_id == self.first)
        self.assertEqual(sorted(of_first.mapped("pieces_qty")), [1, 8])

    def test_another_choice_of_warehouses_makes_another_list(self):
        other = self.new_warehouse("Second", "SEC")
        self.plain_order((self.product, 1), warehouse_id=other.id)
        start = self.start()
        start.action_choose()
        self.assertEqual(start.open_count, 5)
        start.free_warehouse_ids = False
        self.assertFalse(start.candidate_ids)
        self.assertEqual(start.open_count, 6)

    def test_the_warning_on_the_operation_type_counts_the_same(self):
        form = Form(self.env["stock.picking.type"].browse(self.out_type.id).with_user(self.admin))
        with self.assertLogs("odoo.tests.form", "WARNING") as logs:
            form.requires_shipping_notice = True
        self.assertIn("5 open order lines and transfers", logs.output[0])
        action = self.out_type.with_user(self.configurator).action_turn_gate_on()
        start = self.env["sales.manual.gate.start"].with_user(self.configurator).with_context(**action["context"])
        self.assertEqual(start.new().warehouse_id, self.warehouse)

    def test_statements_do_not_grow_with_what_is_open(self):
        gate = self.env["sales.manual.gate"].sudo()
        scope = (frozenset(), frozenset())
        gate._open_goods(self.warehouse, scope)
        self.env.flush_all()

        def statements():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            goods = gate._open_goods(self.warehouse, scope)
            gate._open_names(goods)
            return self.cr.sql_log_count - before, len(goods)

        few, few_rows = statements()
        for _number in range(20):
            self.plain_order((self.product, 1), (self.other_product, 1))
        self.env.flush_all()
        many, many_rows = statements()
        self.assertEqual((few_rows, many_rows), (5, 45))
        self.assertLessEqual(many, few)
