"""From a serial number to notice, contract and customer, for whoever may see what was shipped."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .serial_case import SerialCase


@tagged("post_install", "-at_install")
class TestTrace(SerialCase):
    def setUp(self):
        super().setUp()
        self.picking, self.notice = self.released_transfer(2)
        self.packed(self.picking, {"S1": 551, "S2": 552})
        self.validate(self.picking)

    def trace(self, user):
        return self.env["sales.manual.serial"].with_user(self.users[user])

    def test_from_a_serial_to_the_customer(self):
        [row] = self.trace("int_contract").search([("serial", "=", "S1")])
        self.assertEqual(
            (row.notice_id, row.contract_id, row.partner_id, row.picking_id, row.measured_power_w),
            (self.notice, self.notice.contract_id, self.foreign_customer, self.picking, 551),
        )
        self.assertEqual(row.action_open_notice()["res_id"], self.notice.id)
        self.assertEqual(self.lots(["S1"]).with_user(self.users["auditor"]).shipped_serial_count, 1)
        self.assertEqual(self.notice.serial_count, 2)
        self.assertTrue(self.notice.contract_id.has_serials)
        self.assertEqual(self.notice.action_open_serials()["domain"], [("notice_id", "in", self.notice.ids)])

    def test_who_sees_which(self):
        for user, count in (
            ("int_contract", 2), ("int_salesperson", 2), ("warehouse_statistician", 2), ("dispatcher", 2),
            ("auditor", 2), ("gm", 2), ("dom_contract", 0), ("dom_supervisor", 0), ("int_salesperson_2", 0),
            ("marketing", 0),
        ):  # fmt: skip
            self.assertEqual(self.trace(user).search_count([("serial", "in", ["S1", "S2"])]), count, user)
        with self.assertRaises(AccessError):
            self.trace("int_contract").create({"serial": "S3"})

    def test_a_pasted_list(self):
        find = self.env["sales.manual.serial.find"].with_user(self.users["int_contract"])
        action = find.create({"serials": "S1\nS2, S1"}).action_find()
        found = self.trace("int_contract").search(action["domain"])
        self.assertEqual(set(found.mapped("serial")), {"S1", "S2"})
        dialog = find.create({"serials": "S1 GONE"})
        self.assertEqual(dialog.action_find()["res_id"], dialog.id)
        self.assertEqual(dialog.missing, "GONE")
        self.assertEqual(dialog.action_find()["res_model"], "sales.manual.serial")
        with self.assertRaises(UserError):
            find.create({"serials": " , "}).action_find()
        with self.assertRaises(UserError):
            find.create({"serials": "\n".join(map(str, range(10_001)))}).action_find()

    def test_one_move_of_two_notices(self):
        contract = self.effective_contract(lines=[{"product_id": self.tracked.id, "entered_qty": 5}])
        orders = self.make_orders(self.decompose(contract))
        first, second = self.released_notice(orders, 2), self.released_notice(orders, 3)
        names = self.serials(5)
        self.packed(orders.picking_ids, dict.fromkeys(names, 551))
        self.validate(orders.picking_ids)
        rows = self.trace("gm").search([("contract_id", "=", contract.id)], order="id")
        self.assertEqual(rows.mapped("serial"), names)
        self.assertEqual([row.notice_id for row in rows], [first] * 2 + [second] * 3)

    def test_what_came_back_is_marked(self):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=self.picking.id, active_ids=self.picking.ids, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 2
        back = wizard._create_return()
        back.move_ids.picked = True
        back.button_validate()
        rows = self.trace("gm").search([("serial", "in", ["S1", "S2"])])
        self.assertEqual(rows.mapped("is_returned"), [True, True])
        # what came back may leave again
        again, notice = self.released_transfer(1)
        self.pack(again, [["S1"]])
        self.validate(again)
        self.assertEqual(notice.state, "shipped")
