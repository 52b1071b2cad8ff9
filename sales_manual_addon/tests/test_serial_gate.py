"""Goods issue by serial number: what may not leave, where that is asked, and that no way leads around it."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .serial_case import SerialCase


@tagged("post_install", "-at_install")
class TestSerialsLeave(SerialCase):
    def lines(self, picking):
        return picking.move_line_ids

    def untested(self, names):
        lots = self.env["stock.lot"].create([{"name": name, "product_id": self.tracked.id} for name in names])
        self.in_stock(lots)
        return lots

    def refused(self, picking, words):
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            self.validate(picking)
        # and where the button is not pressed
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            picking.with_user(self.users["dispatcher"]).with_context(
                skip_sanity_check=True, sales_manual_pass=True
            ).move_ids._action_done()
        self.assertNotEqual(picking.state, "done")

    def test_tested_serials_leave(self):
        picking, notice = self.released_transfer(3)
        self.packed(picking, dict.fromkeys(self.serials(3), 552))
        self.assertFalse(picking.shipping_gate_reason)
        self.validate(picking)
        self.assertEqual((picking.state, notice.state), ("done", "shipped"))

    def test_without_a_flash_test_nothing_leaves(self):
        picking, _notice = self.released_transfer(2)
        lots = self.untested(["U1", "U2"])
        self.pack(picking, [["U1"], ["U2"]])
        self.assertIn("no flash test of U1, U2", picking.shipping_gate_reason)
        self.refused(picking, "no flash test of U1, U2")
        self.flash(dict.fromkeys(lots.mapped("name"), 550))
        picking.invalidate_recordset()
        self.validate(picking)
        self.assertEqual(picking.state, "done")

    def test_outside_its_power_nothing_leaves(self):
        picking, _notice = self.released_transfer(3)
        self.packed(picking, {"P1": 549.9, "P2": 555.1, "P3": 555})
        self.refused(picking, r"outside 550 to 555 W: P1 \(549.9 W\), P2 \(555.1 W\)")
        self.tracked.power_minus_w = self.tracked.power_plus_w = 0
        picking.invalidate_recordset()
        self.validate(picking)
        self.assertEqual(picking.state, "done", "nought on both sides: not looked at")

    def test_what_left_does_not_leave_twice(self):
        picking, _notice = self.released_transfer(1)
        [lot] = self.packed(picking, {"T1": 550})
        self.validate(picking)
        other, _notice = self.released_transfer(1)
        dialog = self.pack(other, [["T1"]])
        self.assertIn("“T1” has left already, by " + picking.name, dialog.problems)
        # by hand, beside the file
        move = other.move_ids
        self.env["stock.move.line"].with_user(self.users["dispatcher"]).create(
            {"move_id": move.id, "picking_id": other.id, "product_id": self.tracked.id, "quantity": 1, "lot_id": lot.id}
        )
        move.picked = True
        with self.assertRaisesRegex(UserError, "have left already"), self.cr.savepoint():
            self.validate(other)

    def test_a_serial_is_not_exchanged_after_it_left(self):
        picking, _notice = self.released_transfer(1)
        self.packed(picking, {"T1": 550})
        self.validate(picking)
        bad = self.untested(["U9"])
        with self.assertRaisesRegex(UserError, "no flash test of U9"), self.cr.savepoint():
            self.lines(picking).with_user(self.users["dispatcher"]).write({"lot_id": bad.id})
        good = self.flash({"T2": 551})
        self.in_stock(good)
        self.lines(picking).with_user(self.users["dispatcher"]).write({"lot_id": good.id})
        self.assertEqual(self.lines(picking).lot_id, good)

    def test_only_where_class_or_contract_asks(self):
        self.notice_class.is_serial_checked = False
        picking, _notice = self.released_transfer(1)
        self.untested(["U1"])
        self.pack(picking, [["U1"]])
        self.validate(picking)
        self.assertEqual(picking.state, "done")
        measured, _notice = self.released_transfer(1, settlement="measured")
        self.untested(["U2"])
        self.pack(measured, [["U2"]])
        self.refused(measured, "no flash test of U2")

    def test_a_shipped_serial_keeps_its_power(self):
        picking, _notice = self.released_transfer(1)
        self.packed(picking, {"T1": 550})
        self.validate(picking)
        dialog = self.dialog(pasted="SN\tPmax\nT1\t554", product_id=self.tracked.id)
        dialog.action_import()
        self.assertIn("has left with 550 W measured", dialog.problems)
        self.assertEqual(self.lots(["T1"]).measured_power_w, 550)

    def test_lowering_what_left_before_the_check_was_asked(self):
        self.notice_class.is_serial_checked = False
        picking, _notice = self.released_transfer(2)
        self.untested(["U1", "U2"])
        self.pack(picking, [["U1"], ["U2"]])
        self.validate(picking)
        self.notice_class.is_serial_checked = True
        self.lines(picking)[0].with_user(self.users["dispatcher"]).write({"quantity": 0})
        self.assertEqual(sum(self.lines(picking).mapped("quantity")), 1)

    def test_one_statement_for_many(self):
        gate = self.env["sales.manual.gate"]
        counts = []
        for count, start in ((1, 1), (50, 100)):
            picking, _notice = self.released_transfer(count)
            self.packed(picking, dict.fromkeys(self.serials(count, start), 552))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertFalse(gate._serial_findings(picking.move_line_ids))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts, [1, 1])
