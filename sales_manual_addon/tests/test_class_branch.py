from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .classes_common import ClassesCommon


@tagged("post_install", "-at_install")
class TestClassBranch(ClassesCommon):
    """Stock placed with branches abroad, moved between them and recalled (INT-3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.class_branch = cls.env.ref("sales_manual_addon.notice_class_branch")
        cls.branch, cls.other_branch = (
            cls.env["stock.warehouse"].create(
                {
                    "name": f"Branch {code}", "code": code, "company_id": cls.company.id, "is_branch_abroad": True,
                    "partner_id": cls.env["res.partner"].create({"name": f"Branch {code} GmbH"}).id,
                }
            )
            for code in ("MUC", "DXB")
        )  # fmt: skip

    def placed(self, pieces=5, release=True, **values):
        notice = self.free_notice(
            pieces, class_id=self.class_branch.id, branch_id=self.branch.id, reason_kind=False, reason=False,
            partner_id=self.branch.partner_id.id, **values,
        )  # fmt: skip
        if release:
            notice.with_user(self.users["int_manager"]).action_sign()
            self.sign_free(notice)
            self.assertEqual(notice.state, "released")
        return notice

    def refused(self, said, function, *args, **kwargs):
        with self.assertRaisesRegex(UserError, said), self.env.cr.savepoint():
            function(*args, **kwargs)
            self.env.flush_all()
        self.env.invalidate_all()

    def stock(self, warehouse):
        return self.env["stock.quant"]._get_available_quantity(self.module_550, warehouse.lot_stock_id)

    def internal(self, pieces=1, notice=None, source=None, destination=None):
        ends = {
            "location_id": (source or self.warehouse).lot_stock_id.id,
            "location_dest_id": (destination or self.branch).lot_stock_id.id,
        }
        picking = self.env["stock.picking"].create(
            {
                **ends,
                "picking_type_id": self.warehouse.int_type_id.id,
                "shipping_notice_id": notice.id if notice else False,
                "move_ids": [Command.create({**ends, "product_id": self.module_550.id, "product_uom_qty": pieces})],
            }
        )
        picking.action_confirm()
        return picking

    def test_out_by_an_internal_transfer(self):
        notice = self.placed()
        picking = self.transfers(notice)
        self.assertEqual(picking.picking_type_id, self.warehouse.int_type_id)
        self.ship(picking)
        self.assertEqual((notice.state, self.stock(self.branch), notice.cost_amount), ("shipped", 5, 400))
        self.assertRegex(notice.name, rf"^{self.class_branch.code}-")

    def test_no_more_and_nowhere_else(self):
        notice = self.placed()
        picking = self.transfers(notice)
        self.refused("releases 5", self.ship, picking, pieces=6)
        self.ship(picking)
        self.refused("releases 5", self.ship, self.internal(1, notice))
        unreleased = self.placed(release=False)
        self.refused("waits for", self.ship, self.internal(1, unreleased))
        second = self.placed()
        moves = self.transfers(second).move_ids
        moves.write({"quantity": 5, "picked": True})
        moves.move_line_ids.location_dest_id = self.env.ref("stock.stock_location_customers")
        self.refused("nowhere else", self.transfers(second)._action_done)

    def test_where_notices_are_required(self):
        self.warehouse.out_type_id.with_user(self.env.ref("base.user_admin")).requires_shipping_notice = True
        loose = self.internal()
        self.refused("by itself", self.ship, loose)
        self.assertIn("by itself", loose.shipping_gate_reason)
        order_notice = self.make_notice(self.confirmed_order(), issue=False)
        self.env.cr.execute(
            "UPDATE sales_manual_notice SET branch_id = %s WHERE id = %s", [self.branch.id, order_notice.id]
        )
        self.env.invalidate_all()
        self.refused("by itself", self.ship, self.internal(1, order_notice))
        self.ship(self.transfers(self.placed()))
        self.assertEqual(self.stock(self.branch), 5)
        self.refused("by itself", self.ship, self.internal(1, source=self.branch, destination=self.other_branch))

    def test_stock_abroad_by_place_and_age_and_its_way_home(self):
        self.ship(self.transfers(self.placed()))
        action = self.env.ref("sales_manual_addon.sales_manual_stock_abroad_action")
        quants = self.env["stock.quant"].with_user(self.users["int_manager"]).search(
            [("location_id.usage", "=", "internal"), ("location_id.warehouse_id.is_branch_abroad", "=", True)]
        )  # fmt: skip
        self.assertIn("is_branch_abroad", action.domain)
        self.assertEqual((quants.location_id.warehouse_id, sum(quants.mapped("quantity"))), (self.branch, 5))
        self.assertTrue(quants.in_date)
        made = quants.with_user(self.maker).action_make_branch_notice()
        recall = self.env["sales.manual.notice"].browse(made["res_id"])
        self.assertEqual((recall.warehouse_id, recall.branch_id, recall.pieces_qty), (self.branch, self.warehouse, 5))
        recall.with_user(self.maker).write({"branch_id": self.other_branch.id})
        recall.with_user(self.maker).line_ids.pieces_qty = 2
        recall.with_user(self.maker).action_issue()
        recall.with_user(self.users["int_manager"]).action_sign()
        self.sign_free(recall)
        self.ship(self.transfers(recall))
        self.assertEqual((self.stock(self.branch), self.stock(self.other_branch)), (3, 2))
        with self.assertRaises(UserError):
            self.env["stock.quant"].search([("location_id", "=", self.warehouse.lot_stock_id.id)], limit=1).with_user(
                self.maker
            ).action_make_branch_notice()

    def test_between_two_warehouses_one_abroad(self):
        home = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC", "company_id": self.company.id})
        for branch in (False, home, self.warehouse):
            with self.subTest(branch=branch), self.assertRaisesRegex(UserError, "branch abroad"):
                notice = self.placed(release=False, issue=False)
                notice.with_user(self.maker).branch_id = branch
                notice.with_user(self.maker).action_issue()

    def test_who_marks_a_branch(self):
        keeper = new_test_user(
            self.env, login="test_branch_keeper", groups="base.group_user,stock.group_stock_manager",
            company_id=self.company.id,
        )  # fmt: skip
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.branch.with_user(keeper).is_branch_abroad = False
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["stock.warehouse"].with_user(keeper).create({"name": "X", "code": "X", "is_branch_abroad": True})

    def test_the_code_gives_way_to_an_administrators(self):
        classes = self.env["sales.manual.notice.class"]
        self.assertEqual(classes._unused_code("ZZ"), "ZZ")
        self.class_c.copy({"code": "ZZ"})
        self.assertEqual(classes._unused_code("ZZ"), "ZZ2")
