"""Beside auditlog: rules on our models and on the moves of goods log, and break neither gate, signing nor evidence."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.sales_manual_addon.tests.common import SalesManualCommon

MODELS = (
    "sales.manual.contract", "sales.manual.contract.line", "sales.manual.batch", "sales.manual.batch.line",
    "sales.manual.notice", "sales.manual.notice.line", "sales.manual.notice.delivery",
    "sales.manual.signoff", "sales.manual.signoff.step", "sale.order", "sale.order.line",
    "stock.picking", "stock.move", "stock.move.line", "stock.quant",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestBesideAuditlog(SalesManualCommon):
    def audit(self, log_type):
        rules = self.env["auditlog.rule"].create([
            {"name": model, "model_id": self.env["ir.model"]._get_id(model), "log_type": log_type, "log_read": False}
            for model in MODELS
        ])
        # the rules change the classes of the models: undone before the test's transaction is
        self.addCleanup(rules.set_to_draft)
        rules.set_to_confirmed()
        return rules

    def logged(self, model, method):
        domain = [("model_model", "=", model), ("method", "=", method)]
        return self.env["auditlog.log"].search_count(domain)

    def journey(self):
        order = self.confirmed_order()
        line, contract = order.order_line, order.sales_contract_id
        with self.assertRaisesRegex(UserError, "shipping notices release"), self.env.cr.savepoint():
            self.ship(order.picking_ids)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "shipping notices release"), self.env.cr.savepoint():
            order.picking_ids.move_ids.write({"quantity": 10, "picked": True, "state": "done"})
        self.env.invalidate_all()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            line.with_user(self.users["int_salesperson"]).write({"product_uom_qty": 99})
        self.env.invalidate_all()
        notice = self.released_notice(order)
        self.ship(order.picking_ids)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((order.picking_ids.state, notice.state), ("done", "shipped"))
        self.assertEqual((contract.line_ids.open_qty, contract.shipped_qty), (0, 10))
        self.assertFalse(contract._signoff_verify() + notice._signoff_verify())
        return notice

    def test_the_way_of_a_contract_under_full_logs(self):
        self.audit("full")
        self.journey()
        for model in ("sales.manual.notice", "sales.manual.signoff", "stock.move"):
            self.assertTrue(self.logged(model, "create"), model)
        self.assertTrue(self.logged("stock.move", "write"))

    def test_the_way_of_a_contract_under_fast_logs(self):
        self.audit("fast")
        self.journey()
        self.assertTrue(self.logged("sales.manual.signoff", "create"))

    def test_signatures_stay_append_only(self):
        self.audit("full")
        notice = self.released_notice(self.confirmed_order())
        signoff = notice.signoff_ids[-1]
        for user in (self.env.ref("base.user_root"), self.env.ref("base.user_admin"), self.users["auditor"]):
            for act, *arguments in (("write", {"reason": "Other"}), ("unlink",), ("copy",)):
                with self.subTest(user=user.login, act=act), self.assertRaises(AccessError), self.env.cr.savepoint():
                    getattr(signoff.with_user(user), act)(*arguments)
        with self.assertRaises(AccessError):
            notice.sudo().write({"state": "shipped"})
        self.env.invalidate_all()
        self.assertFalse(notice._signoff_verify())
