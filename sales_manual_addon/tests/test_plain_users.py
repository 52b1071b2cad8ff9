"""What users of Odoo without any post, and outsiders, do to gate passes, return reports and plans over RPC: nothing."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .dispatch_common import DispatchCase
from .returns_case import ReturnsMixin
from .test_returns_transfer import TransferMixin

PLAIN = {
    "stock": "stock.group_stock_manager",
    "sales": "sales_team.group_sale_manager",
    "accounts": "account.group_account_manager",
    "portal": "base.group_portal",
}
MODELS = (
    "sales.manual.dispatch", "sales.manual.dispatch.line", "sales.manual.return", "sales.manual.return.line",
    "sales.manual.plan.unplanned",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestPlainUsers(TransferMixin, ReturnsMixin, DispatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = {
            key: new_test_user(cls.env, login=f"plain_{key}", groups=group, company_id=cls.company.id)
            for key, group in PLAIN.items()
        }
        cls.plain["public"] = cls.env.ref("base.public_user")

    def refused(self, key, model, method, *args, error=AccessError, **keywords):
        """The call over RPC is refused, in a savepoint that is undone."""
        env = self.env(user=(self.plain.get(key) or self.users[key]).id, context={}, su=False)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.subTest(user=key, method=method, args=args), self.assertRaises(error), self.cr.savepoint():
            call_kw(env[model], method, list(args), keywords)
            env.flush_all()
        self.env.invalidate_all()

    def test_documents_are_neither_read_nor_written(self):
        for key in self.plain:
            for model in MODELS:
                self.refused(key, model, "search_read", [], ["id"])
                self.refused(key, model, "read_group", [], ["__count"], [])
                self.refused(key, model, "create", [{}])

    def test_gate_passes(self):
        here, there = self.shipped(10), self.shipped(5)
        lead, other = self.gate_pass(here), self.gate_pass(there)
        (lead | other).with_user(self.dispatcher).action_join()
        third = self.shipped(3)
        for key in self.plain:
            for vals in ({"lead_id": False}, {"rider_ids": [Command.clear()]}, {"state": "left"}, {"plate": "沪X"}):
                self.refused(key, "sales.manual.dispatch", "write", (lead | other).ids, vals)
            for act in ("action_join", "action_part", "action_leave", "action_print"):
                self.refused(key, "sales.manual.dispatch", act, (lead | other).ids)
            for act in ("action_gate_pass", "action_gate_pass_of_vehicle"):
                self.refused(key, "stock.picking", act, third.ids)
        # the dispatcher's own right goes no further than the acts
        late = self.gate_pass(third)
        for vals in (
            {"lead_id": late.id},
            {"rider_ids": [Command.link(late.id)]},
            {"rider_ids": [Command.clear()]},
            {"rider_ids": [Command.create({"picking_id": third.id, "company_id": self.company.id})]},
        ):
            self.refused("dispatcher", "sales.manual.dispatch", "write", lead.ids, vals)
        self.assertEqual((lead.rider_ids, late.lead_id.id), (other, False))

    def test_return_reports(self):
        transfer = self.delivered()
        report = self.decided_on(transfer, 3)
        back = self.send_back(transfer, 1)
        note = self.env["account.move"].create({"move_type": "out_refund", "partner_id": report.partner_id.id})
        for key in self.plain:
            self.refused(key, "sales.manual.return", "write", report.ids, {"transfer_id": False})
            for act in (
                "action_hand_over",
                "action_receive",
                "action_credit",
                "action_exchange",
                "action_find_serials",
            ):
                self.refused(key, "sales.manual.return", act, report.ids)
            for vals in (
                {"return_report_id": report.id},
                {"return_report_ids": [Command.create({"description": "Mine"})]},
            ):
                self.refused(key, "stock.picking", "write", back.ids, vals)
            self.refused(key, "account.move", "write", note.ids, {"return_report_id": report.id})
            # filled in by the form, of whatever number
            self.refused(
                key, "sales.manual.return", "onchange", [], {"transfer_id": transfer.id}, ["transfer_id"],
                {"transfer_id": {}, "partner_id": {}, "line_ids": {"fields": {"pieces_qty": {}}}},
            )  # fmt: skip
        self.assertFalse(report.received_qty or back.return_report_id or note.return_report_id)

    def test_the_maker_s_form_fills_in_what_he_may_read(self):
        company = self.env["res.company"].create({"name": "Sister company"})
        transfer = self.delivered()
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_picking SET company_id = %s WHERE id = %s", [company.id, transfer.id])
        self.env.invalidate_all()
        self.refused(
            "dom_manager", "sales.manual.return", "onchange", [], {"transfer_id": transfer.id}, ["transfer_id"],
            {"transfer_id": {}, "partner_id": {}, "line_ids": {"fields": {"pieces_qty": {}}}},
        )  # fmt: skip
