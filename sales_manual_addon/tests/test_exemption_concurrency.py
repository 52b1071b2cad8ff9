from odoo import Command, api
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestExemptionConcurrency(CommittedCase):
    """The limit of an exemption with real connections (architecture rule 16): whoever comes second is refused or
    starts again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.configurator = cls._new_configurator()
        cls.env.flush_all()
        type(cls.cr).commit(cls.cr)  # as the class it extends does

    @classmethod
    def _new_configurator(cls):
        return new_test_user(
            cls.env,
            "test_exempt_configurator",
            "base.group_user,sales_manual_addon.group_configuration",
            company_id=cls.company.id,
        )

    def setUp(self):
        super().setUp()
        self.addCleanup(self.turn_off)
        self.put_in_stock(self.module_550, 100)

    def turn_off(self):
        """Rows that were there before are not deleted again, so what was set on them is set back."""
        self.env.cr.rollback()  # a test that failed holds rows
        env = self.connect(self.env.ref("base.user_root"))
        env["stock.picking.type"].search([("requires_shipping_notice", "=", True)]).requires_shipping_notice = False
        env["stock.warehouse"].search([("ships_without_notice", "=", True)]).ships_without_notice = False
        self.company.with_env(env).dropships_without_notice = False
        env.cr.commit()
        env.registry.clear_cache()
        self.env.cr.rollback()  # to see it

    def connect(self, user):
        """A connection that gives up rather than wait for another one of the same thread."""
        env = super().connect(user)
        env.cr.execute("SET statement_timeout = '20s'")
        env.cr.commit()  # a rollback would take it back
        env.cr.execute("SELECT 1")
        return api.Environment(env.cr, env.uid, env.context)

    def transfer(self, pieces, origin=None):
        """A picked transfer of no order; ``origin``: the one whose backorder it is."""
        customers = self.env.ref("stock.stock_location_customers")
        locations = {"location_id": self.warehouse.lot_stock_id.id, "location_dest_id": customers.id}
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "backorder_id": origin.id if origin else False,
                "move_ids": [Command.create({"product_id": self.module_550.id, "product_uom_qty": pieces} | locations)],
            }
            | locations
        )
        picking.action_confirm()
        picking.move_ids.write({"quantity": pieces, "picked": True})
        return picking

    def order(self, pieces):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.module_550.id, "product_uom_qty": pieces})],
            }
        )
        order.action_confirm()
        return order

    def start(self, env):
        return env["sales.manual.gate.start"].create({"warehouse_id": self.warehouse.id, "reason": "Open before"})

    def turn_on(self, *documents):
        """Turn the gate on, commit, and return the exemptions of these documents, in their order."""
        self.start(self.env(user=self.configurator)).action_turn_on()
        self.commit()
        exemptions = self.env["sales.manual.exemption"].search([])  # what other tests left open is exempt too
        by_name = exemptions.grouped("document_name")
        return exemptions.browse().concat(
            *(by_name[document.name] for document in documents if document.name in by_name)
        )

    def connections(self):
        return self.connect(self.users["dispatcher"]), self.connect(self.users["dispatcher"])

    def two_transfers(self, order, first, second):
        """The order's goods on two transfers, so many pieces picked of each: (move of one, move of the other)."""
        move = order.picking_ids.move_ids
        other = move.create(move._split(move.product_qty / 2))
        other._action_confirm(merge=False)
        other.picking_id = move.picking_id.copy({"move_ids": False})
        move.write({"quantity": first, "picked": True})
        other.write({"quantity": second, "picked": True})
        return move, other

    def test_two_transfers_of_one_exempt_order_line(self):
        order = self.order(10)
        exemption = self.turn_on(order)
        self.assertEqual((exemption.order_line_id, exemption.pieces_qty), (order.order_line, 10))
        first, second = self.two_transfers(order, 8, 8)
        self.commit()
        loser, winner = self.connections()
        self.act(winner, first, "_action_done")
        self.assertLoses(loser, second, "_action_done")
        with self.assertRaisesRegex(UserError, "16 pieces would have left"):  # started again, as Odoo does
            self.act(loser, second, "_action_done")
        self.assertEqual(self.see(exemption).left_qty, 2)

    def test_two_transfers_of_one_exempt_transfer(self):
        first = self.transfer(6)
        exemption = self.turn_on(first)
        self.assertEqual((exemption.picking_id, exemption.pieces_qty), (first, 6))
        second = self.transfer(6, origin=first)
        self.commit()
        loser, winner = self.connections()
        self.act(winner, first.move_ids, "_action_done")
        self.assertLoses(loser, second.move_ids, "_action_done")
        with self.assertRaisesRegex(UserError, "6 are exempt, 0 of them"):
            self.act(loser, second.move_ids, "_action_done")
        self.assertEqual(self.see(exemption).left_qty, 0)

    def test_shipped_while_it_is_revoked(self):
        order, transfer = self.order(4), self.transfer(6)
        exemptions = self.turn_on(order, transfer)
        order.picking_ids.move_ids.write({"quantity": 4, "picked": True})
        self.commit()
        for moves, exemption in zip((order.picking_ids.move_ids, transfer.move_ids), exemptions, strict=True):
            with self.subTest(document=exemption.document_name):
                loser, winner = self.connect(self.users["dispatcher"]), self.connect(self.configurator)
                self.act(winner, exemption, "_revoke", "Not any more")
                self.assertLoses(loser, moves, "_action_done")
                with self.assertRaisesRegex(UserError, "was revoked on"):
                    self.act(loser, moves, "_action_done")
                self.assertEqual(self.see(exemption).left_qty, exemption.pieces_qty)

    def test_revoked_while_it_is_shipped(self):
        order, transfer = self.order(4), self.transfer(6)
        exemptions = self.turn_on(order, transfer)
        order.picking_ids.move_ids.write({"quantity": 4, "picked": True})
        self.commit()
        for moves, exemption in zip((order.picking_ids.move_ids, transfer.move_ids), exemptions, strict=True):
            with self.subTest(document=exemption.document_name):
                loser, winner = self.connect(self.configurator), self.connect(self.users["dispatcher"])
                self.act(winner, moves, "_action_done")
                self.assertLoses(loser, exemption, "_revoke", "Not any more")
                with self.assertRaisesRegex(UserError, "nothing is left to revoke"):
                    self.act(loser, exemption, "_revoke", "Not any more")
                self.assertEqual(self.see(exemption).state, "used")

    def test_turned_on_while_goods_leave(self):
        """What leaves at the same moment is not exempt on top."""
        order, transfer = self.order(10), self.transfer(6)
        order.picking_ids.move_ids.write({"quantity": 4, "picked": True})
        start = self.start(self.env(user=self.configurator))
        self.commit()
        for moves in (order.picking_ids.move_ids, transfer.move_ids):
            with self.subTest(moves=moves):
                loser, winner = self.connect(self.configurator), self.connect(self.users["dispatcher"])
                self.act(winner, moves, "_action_done")
                self.assertLoses(loser, start, "action_turn_on")
                loser.registry.clear_cache()
        self.env.cr.rollback()  # to see what left
        exemption = self.turn_on(order, transfer)
        self.assertEqual((exemption.order_line_id, exemption.pieces_qty), (order.order_line, 6))

    def test_goods_leave_while_it_is_turned_on(self):
        """What leaves at the same moment counts as exempt, as all that leaves later."""
        for build in (self.order, self.transfer):
            with self.subTest(build=build.__name__):
                self.turn_off()
                document = build(6)
                moves = (document.picking_ids if document._name == "sale.order" else document).move_ids
                moves.write({"quantity": 6, "picked": True})
                self.commit()
                loser = self.connect(self.users["dispatcher"])
                exemption = self.turn_on(document)
                loser.registry.clear_cache()  # of what it began with it knows nothing but its snapshot
                self.assertLoses(loser, moves, "_action_done")
                loser.registry.clear_cache()  # what it read before it lost
                self.act(loser, moves, "_action_done")
                self.assertEqual(self.see(exemption).left_qty, 0)
