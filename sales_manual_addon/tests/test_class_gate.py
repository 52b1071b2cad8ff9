from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .classes_common import ClassesCommon


@tagged("post_install", "-at_install")
class TestClassGate(ClassesCommon):
    """Goods that no order moves pass the gate with their released notice alone (architecture rule 4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.stock = cls.warehouse.lot_stock_id
        cls.dispatcher = cls.users["dispatcher"]

    def refused(self, said, function, *args, **kwargs):
        with self.assertRaisesRegex(UserError, said), self.env.cr.savepoint():
            function(*args, **kwargs)
            self.env.flush_all()
        self.env.invalidate_all()

    def transfer(self, notice, pieces=2, product=None, **values):
        """A transfer of the dispatcher's own to the customer that names the notice."""
        ends = {"location_id": self.stock.id, "location_dest_id": self.customers.id}
        picking = (
            self.env["stock.picking"]
            .with_user(self.dispatcher)
            .create(
                {
                    **ends,
                    "picking_type_id": self.warehouse.out_type_id.id,
                    "shipping_notice_id": notice.id if notice else False,
                    "move_ids": [
                        Command.create(
                            {**ends, "product_id": (product or self.module_550).id, "product_uom_qty": pieces, **values}
                        )
                    ],
                }
            )
        )
        picking.action_confirm()
        return picking.with_env(self.env)

    def turn_on(self):
        self.warehouse.out_type_id.sudo().with_user(self.env.ref("base.user_admin")).requires_shipping_notice = True

    # what leaves under which notice

    def test_not_before_it_is_released(self):
        notice = self.free_notice()
        picking = self.transfer(notice)
        self.refused("waits for", self.ship, picking)
        self.assertIn("waits for", picking.shipping_gate_reason)
        for code in ("check", "warehouse", "accounting"):
            self.sign_free(notice, until=code)
            self.refused("waits for", self.ship, picking)
        self.sign_free(notice)
        self.transfers(notice).filtered(lambda p: p != picking).action_cancel()
        self.ship(picking)
        self.assertEqual(notice.state, "shipped")

    def test_not_more_in_any_way(self):
        notice = self.released_free(pieces=2)
        picking = self.transfers(notice)
        self.refused("releases 2", self.ship, picking, pieces=3)
        self.ship(picking)
        self.refused("releases 2", self.ship, self.transfer(notice, 1))
        move = picking.move_ids
        self.refused("releases 2", move.with_user(self.dispatcher).write, {"quantity": 3})
        self.refused("releases 2", move.move_line_ids.with_user(self.dispatcher).write, {"quantity": 3})
        self.refused(
            "releases 2",
            self.env["stock.move.line"].with_user(self.dispatcher).create,
            {
                "move_id": move.id, "picking_id": picking.id, "product_id": self.module_550.id, "quantity": 1,
                "location_id": self.stock.id, "location_dest_id": self.customers.id,
            },
        )  # fmt: skip

    def test_nothing_else(self):
        notice = self.released_free()
        self.put_in_stock(self.module_220, 5)
        picking = self.transfers(notice)
        picking.move_ids.copy({"product_id": self.module_220.id, "picking_id": picking.id})
        picking.action_confirm()
        self.refused("releases 0", self.ship, picking)
        self.refused("releases 0", self.ship, self.transfer(notice, 1, self.module_220))

    def test_not_when_void(self):
        notice = self.released_free()
        notice.with_user(self.maker).action_void("Not needed")
        self.refused("void", self.ship, self.transfer(notice))

    def test_the_transfer_stays_with_its_notice(self):
        notice = self.released_free()
        picking, other = self.transfers(notice), self.transfer(False, 1)
        self.refused("stays with it", picking.with_user(self.dispatcher).write, {"shipping_notice_id": False})
        self.refused("stays with it", picking.move_ids.with_user(self.dispatcher).write, {"picking_id": other.id})
        self.ship(picking)
        self.refused("stays as it was", picking.with_user(self.dispatcher).write, {"shipping_notice_id": False})
        for values in ({"picking_id": other.id}, {"product_id": self.module_220.id}, {"state": "draft"}):
            self.refused("stays with it", picking.move_ids.with_user(self.dispatcher).write, values)
        lines = picking.move_ids.move_line_ids.with_user(self.dispatcher)
        for values in (
            {"move_id": other.move_ids.id}, {"state": "draft"}, {"quantity_product_uom": 0},
            {"location_dest_id": self.stock.id},
        ):  # fmt: skip
            self.refused("on record", lines.write, values)

    def test_a_correction_downwards_lets_go_once_more(self):
        notice = self.released_free(pieces=2)
        picking = self.transfers(notice)
        self.ship(picking)
        picking.move_ids.with_user(self.dispatcher).quantity = 1
        self.assertEqual((notice.state, notice.shipped_qty), ("released", 1))
        self.ship(self.transfer(notice, 1))
        self.assertEqual((notice.state, notice.shipped_qty), ("shipped", 2))

    def test_what_came_back_does_not_leave_again(self):
        notice = self.released_free(pieces=2)
        self.ship(self.transfers(notice))
        self.take_back(self.transfers(notice), 1)
        self.assertEqual((notice.line_ids.returned_qty, notice.line_ids.out_qty), (1, 1))
        self.refused("releases 2", self.ship, self.transfer(notice, 1))

    # where the company requires notices

    def test_passes_where_notices_are_required(self):
        notice = self.released_free()
        self.turn_on()
        self.refused("ships by shipping notices", self.ship, self.transfer(False))
        self.ship(self.transfers(notice))
        self.assertEqual(notice.state, "shipped")
        self.refused("releases 2", self.ship, self.transfer(notice, 1))

    def test_needs_no_exemption_when_notices_become_required(self):
        own, loose = self.transfers(self.released_free()), self.transfer(False)
        found = self.env["sales.manual.gate"]._open_goods(self.warehouse, (frozenset(), frozenset()))
        pickings = {row["picking_id"] for row in found}
        self.assertIn(loose.id, pickings)
        self.assertNotIn(own.id, pickings)

    def test_not_into_a_free_warehouse(self):
        notice = self.released_free()
        free = self.env["stock.warehouse"].create({"name": "Free", "code": "FREE", "company_id": self.company.id})
        self.turn_on()
        free.with_user(self.env.ref("base.user_admin")).ships_without_notice = True
        picking = self.transfers(notice)
        self.ship_to(picking, free.lot_stock_id)

    def ship_to(self, picking, location):
        for move in picking.move_ids:
            move.with_user(self.dispatcher).write({"quantity": move.product_uom_qty, "picked": True})
        picking.move_ids.move_line_ids.with_user(self.dispatcher).location_dest_id = location
        self.refused("without notices", picking.with_user(self.dispatcher).button_validate)

    def test_between_customers_and_through_transit(self):
        interco = self.env["stock.location"].create({"name": "Interco", "usage": "transit", "company_id": False})
        notice = self.released_free()
        picking = self.transfers(notice)
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking.move_ids.move_line_ids.location_id = self.customers
        self.refused("customer to a customer", picking._action_done)
        picking.move_ids.move_line_ids.write({"location_id": self.stock.id, "location_dest_id": interco.id})
        picking._action_done()
        self.assertEqual(notice.shipped_qty, 2)
        self.refused("releases 2", self.ship, self.transfer(notice, 1))

    # who ships

    def test_the_maker_does_not_ship(self):
        picking = self.transfers(self.released_free())
        for user in (self.maker, self.users["cmd_manager"], self.users["sales_accountant"]):
            with self.subTest(user=user.name):
                self.refused("made or signed by you", self.ship_as, picking, user)

    def ship_as(self, picking, user):
        picking = picking.with_user(user).sudo()  # sudo: whatever else the user may not do
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking._action_done()

    def test_other_goods_are_left_alone(self):
        self.ship(self.transfer(False, 3))
        internal = self.transfer(False, 1)
        internal.move_ids.location_dest_id = self.stock
        self.assertFalse(internal.shipping_gate_reason)
