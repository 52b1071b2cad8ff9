import unittest

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestNoticeKit(SalesManualCommon):
    """A kit is noticed in kits and leaves in components: its largest component counts (architecture rule 4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mrp.bom" not in cls.env or "bom_line_id" not in cls.env["stock.move"]._fields:
            raise unittest.SkipTest("kits need the manufacturing app")
        cls.kit = cls._new_product("Test kit", 1100)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": cls.module_550.id, "product_qty": 2}),
                    Command.create({"product_id": cls.unpowered.id, "product_qty": 5}),
                ],
            }
        )

    def test_kit(self):
        for product in (self.module_550, self.unpowered):
            self.put_in_stock(product, 100)
        contract = self.effective_contract(lines=[{"product_id": self.kit.id, "entered_qty": 10}])
        orders = self.make_orders(self.decompose(contract))
        notice = self.released_notice(orders, pieces=4)
        picking = orders.picking_ids
        modules = picking.move_ids.filtered(lambda move: move.product_id == self.module_550)
        rails = picking.move_ids - modules
        dispatcher = self.users["dispatcher"]
        picking = picking.with_user(dispatcher).with_context(skip_backorder=True)

        modules.with_user(dispatcher).write({"quantity": 10, "picked": True})
        rails.with_user(dispatcher).write({"quantity": 10, "picked": True})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            picking.button_validate()
        modules.with_user(dispatcher).write({"quantity": 6, "picked": True})
        picking.button_validate()
        self.assertEqual((notice.shipped_qty, notice.state), (3, "released"))
        self.assertEqual(notice.delivery_ids.move_id.product_id, self.module_550)

        rest = orders.picking_ids.filtered(lambda p: p.state != "done")
        for move in rest.move_ids:
            move.with_user(dispatcher).write(
                {"quantity": 2 if move.product_id == self.module_550 else 10, "picked": True}
            )
        rest.with_user(dispatcher).with_context(skip_backorder=True).button_validate()
        self.assertEqual((notice.shipped_qty, notice.state), (4, "shipped"))
        self.assertEqual(orders.order_line.contract_batch_line_id.shipped_qty, 4)
