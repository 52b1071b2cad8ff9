from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .classes_common import ClassesCommon


@tagged("post_install", "-at_install")
class TestClassFree(ClassesCommon):
    """Class C: goods that leave without being sold (CMD-7)."""

    def test_from_reason_to_goods(self):
        notice = self.free_notice()
        self.assertRegex(notice.name, r"^C-\d{4}-00001$")
        self.assertEqual((notice.cost_amount, notice.list_amount, notice.amount), (160, 240, 0))
        self.assertFalse(self.transfers(notice))
        self.sign_free(notice)
        self.assertEqual(notice.state, "released")
        picking = self.transfers(notice)
        self.assertEqual(picking.picking_type_id, self.warehouse.out_type_id)
        self.assertEqual((picking.move_ids.product_uom_qty, picking.origin), (2, notice.name))
        self.ship(picking)
        self.assertEqual((picking.state, notice.state, notice.shipped_qty), ("done", "shipped", 2))
        self.assertEqual(notice.delivery_ids.mapped("pieces_qty"), [2])
        self.assertFalse(notice.order_ids)
        self.assertEqual(notice.invoice_count, 0)

    def test_the_reason_is_approved_first(self):
        notice = self.free_notice()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            notice.with_user(self.users["int_contract_2"]).action_sign()
        notice.with_user(self.users["cmd_manager"]).action_sign()
        notice.with_user(self.users["int_contract_2"]).action_sign()

    def test_a_later_price_changes_nothing(self):
        notice = self.free_notice()
        self.module_550.write({"standard_price": 90, "list_price": 130})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((notice.cost_amount, notice.list_amount), (160, 240))
        notice.with_user(self.maker).line_ids.pieces_qty = 3
        self.assertEqual((notice.cost_amount, notice.list_amount), (270, 390))

    def test_what_it_is_worth_and_until_when_is_signed(self):
        notice = self.sign_free(self.free_notice(), until="warehouse")
        notice.with_user(self.maker).write(
            {"due_back_date": fields.Date.add(self.today, days=30), "keeper_id": self.foreign_customer.id}
        )
        self.assertEqual(set(notice.signoff_card_ids.mapped("state")), {"ready", "waiting"})
        self.assertIn("list_amount", str(notice._signoff_content()))

    def test_contents_of_notices_from_orders_are_as_they_were(self):
        notice = self.make_notice(self.confirmed_order())
        content = notice._signoff_content()
        self.assertNotIn("reason_kind", content)
        self.assertNotIn("cost_amount", content["line_ids"][0])

    def test_issue_says_what_is_missing(self):
        kit_values = {"product_id": self.module_550.id, "pieces_qty": 1}
        order = self.confirmed_order()
        for values, said in (
            ({"reason_kind": False}, "choose the reason"),
            ({"reason": " "}, "needs a reason"),
            ({"line_ids": [Command.clear()]}, "no lines"),
            ({"due_back_date": fields.Date.add(self.today, days=-1)}, "before they leave"),
            ({"reason_kind": "exchange"}, "names the order line"),
            ({"line_ids": [Command.create({**kit_values, "order_line_id": order.order_line.id})]}, "Only an exchange"),
        ):
            with self.subTest(said=said), self.assertRaisesRegex(UserError, said), self.env.cr.savepoint():
                self.free_notice(**values)

    def test_goods_reserved_elsewhere_are_warned_of(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.module_550.id, "product_uom_qty": 99})],
            }
        )
        order.action_confirm()
        order.picking_ids.action_assign()
        notice = self.free_notice(pieces=2, issue=False)
        self.assertIn("1 in", str(notice.alerts))
        order.action_cancel()
        notice.invalidate_recordset(["alerts"])
        self.assertNotIn("reserved", str(notice.alerts))

    def test_a_step_that_only_the_maker_can_sign_is_told(self):
        self.class_c.step_ids.filtered(lambda s: s.code == "reason").post_ids = self.env.ref(
            "sales_manual_addon.post_dgm"
        )
        maker = self.users["dgm"]
        self.class_c.maker_post_ids += self.env.ref("sales_manual_addon.post_dgm")
        notice = self.free_notice(issue=False)
        self.assertNotIn("nobody but", str(notice.alerts))
        other = notice.copy()
        self.env.cr.execute("UPDATE sales_manual_notice SET create_uid = %s WHERE id = %s", [maker.id, other.id])
        other.invalidate_recordset()
        self.assertIn("nobody but", str(other.alerts))

    def test_who_may(self):
        for post in ("sales_accountant", "cmd_manager", "import_export", "dispatcher", "auditor", "gm"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.free_notice(maker=self.users[post])
        domestic = self.free_notice(maker=self.users["dom_contract"])
        self.assertEqual(domestic.with_user(self.users["int_contract"]).state, "signing")

    def test_guarded_values(self):
        notice = self.free_notice(issue=False)
        for record, values in (
            (notice, {"cost_amount": 1}),
            (notice.line_ids, {"list_amount": 1}),
            (notice.line_ids, {"out_qty": 5}),
        ):
            with self.subTest(values=values), self.assertRaises(AccessError), self.env.cr.savepoint():
                record.with_user(self.maker).write(values)

    def test_blockers_of_many_cost_as_one(self):
        notices = self.env["sales.manual.notice"].union(*(self.free_notice(issue=False) for _number in range(12)))
        counts = []
        for asked in (notices[:1], notices[1:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            asked._blockers()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)

    def test_void_cancels_the_transfer_and_shipped_is_not_void(self):
        notice = self.released_free()
        picking = self.transfers(notice)
        notice.with_user(self.maker).action_void("Fair is cancelled")
        self.assertEqual((notice.state, picking.state), ("void", "cancel"))
        shipped = self.released_free()
        self.ship(self.transfers(shipped))
        with self.assertRaisesRegex(UserError, "cannot be made void|state"):
            shipped.with_user(self.maker).action_void("Too late")

    def test_part_leaves_and_the_rest_is_given_up(self):
        notice = self.released_free(pieces=5)
        self.ship(self.transfers(notice), pieces=2)
        self.assertEqual((notice.state, notice.shipped_qty), ("released", 2))
        backorder = self.transfers(notice) - self.transfers(notice)[0]
        self.assertEqual(backorder.shipping_notice_id, notice)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            notice.with_user(self.maker).action_void("Goods are out")
        notice.with_user(self.maker).action_close_short("Two are enough")
        self.assertEqual((notice.state, backorder.state), ("shipped", "cancel"))

    def test_the_print_says_why_what_it_is_worth_and_when_it_comes_back(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        back = self.today + timedelta(days=30)
        notice = self.free_notice(due_back_date=back, keeper_id=self.foreign_customer.id)
        report = self.env["ir.actions.report"].with_user(self.users["auditor"])
        content, _kind = report._render_qweb_html("sales_manual_addon.report_notice", notice.ids)
        page = content.decode()
        value = "160.00 (cost 成本) · 240.00 (list price 目录价)"
        for words in ("Exhibition sample 展览样品", "Fair in Munich", value):
            self.assertIn(words, page)
        self.assertIn(back.isoformat(), page)

    def test_the_only_warehouse_is_filled_in(self):
        notices = self.env["sales.manual.notice"].with_user(self.maker)
        self.env["stock.warehouse"].search([("company_id", "=", self.company.id)]).filtered(
            lambda warehouse: warehouse != self.warehouse
        ).active = False
        self.assertEqual(Form(notices).warehouse_id, self.warehouse)
        self.env["stock.warehouse"].create({"name": "Test yard", "code": "TYD", "company_id": self.company.id})
        self.assertFalse(Form(notices).warehouse_id)

    def test_a_cancelled_transfer_is_made_again(self):
        notice = self.released_free()
        with self.assertRaisesRegex(UserError, "transfer already"), self.env.cr.savepoint():
            notice.with_user(self.maker).action_make_transfer()
        self.assertFalse(notice.with_user(self.maker).can_make_transfer)
        self.transfers(notice).action_cancel()
        self.env.invalidate_all()
        self.assertTrue(notice.with_user(self.maker).can_make_transfer)
        self.assertFalse(notice.with_user(self.users["gm"]).can_make_transfer)
        notice.with_user(self.maker).action_make_transfer()
        self.ship(self.transfers(notice)[-1])
        self.assertEqual(notice.state, "shipped")
