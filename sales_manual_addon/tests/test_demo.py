"""The demo is made by its users as they would make it, on any company and beside any other modules."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.modules.module import Manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file

from ..demo.loader import LEFT_DAYS_AGO


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contracts = cls.env["sales.manual.contract"].search([])
        for path in Manifest.for_addon("sales_manual_addon")["demo"]:
            convert_file(cls.env, "sales_manual_addon", path, {}, mode="init", noupdate=True)
        cls.contracts = cls.env["sales.manual.contract"].search([]) - contracts

    def test_documents_stand_where_the_demo_shows_them(self):
        states = sorted(self.contracts.mapped("state"))
        self.assertEqual(states, ["draft", "effective", "effective", "effective", "effective", "review", "review"])
        notices = self.contracts.notice_ids
        self.assertEqual(set(notices.mapped("state")), {"draft", "signing", "released", "shipped", "void"})
        framework = self.contracts.filtered(lambda contract: contract.customer_reference == "CEEG-2009")
        self.assertEqual(len(framework.batch_ids), 12)
        self.assertEqual(
            sorted(framework.batch_ids.mapped("state")), ["ordered"] * 4 + ["planned"] * 5 + ["shipped"] * 3
        )

    def test_signatures_are_of_people_and_hold(self):
        signed = self.contracts.notice_ids.signoff_ids.filtered(lambda signoff: signoff.act == "sign")
        self.assertGreater(len(signed), 15)
        self.assertNotIn(self.env.ref("base.user_root"), signed.user_id)
        for signoff in signed:
            self.assertNotEqual(signoff.user_id, signoff.notice_id.prepared_by_id)
        self.assertFalse(self.contracts._signoff_verify())
        self.assertFalse(self.contracts.notice_ids._signoff_verify())

    def test_a_deputy_signed_for_whom_he_represents(self):
        signed = self.contracts.signoff_ids.filtered("principal_id")
        self.assertEqual(signed.user_id, self.env.ref("sales_manual_addon.user_int_clerk"))
        self.assertEqual(signed.principal_id, self.env.ref("sales_manual_addon.user_int_deputy"))

    def test_what_left_is_what_was_released(self):
        shipped = self.contracts.notice_ids.filtered(lambda notice: notice.state == "shipped")
        self.assertEqual(len(shipped), 5)
        for notice in shipped:
            self.assertEqual(notice.shipped_qty, notice.pieces_qty)
            gone = notice.delivery_ids.filtered(lambda delivery: delivery.kind == "out")
            self.assertEqual(sum(gone.mapped("pieces_qty")), notice.pieces_qty)
        # invoiced where the company has a chart of accounts
        if self.env["account.journal"].search_count(
            [("type", "=", "sale"), ("company_id", "=", self.env.ref("base.main_company").id)]
        ):
            invoices = self.contracts.order_ids.invoice_ids
            self.assertEqual(set(invoices.mapped("state")), {"posted"})

    def test_what_was_open_in_the_yard_is_exempt(self):
        exemptions = self.env["sales.manual.exemption"].search([("warehouse_id.code", "=", "WXY")])
        self.assertEqual(sorted(exemptions.mapped("state")), ["live", "live", "revoked", "used"])
        types = self.env["stock.picking.type"].search([("warehouse_id.code", "=", "WXY"), ("code", "=", "outgoing")])
        self.assertTrue(all(types.mapped("requires_shipping_notice")))
        waiting = self.env["stock.picking"].search([("picking_type_id", "in", types.ids), ("state", "=", "assigned")])
        self.assertEqual(len(waiting.filtered("shipping_gate_reason")), 2)

    def test_one_exception_is_approved_and_one_to_decide(self):
        exceptions = self.env["sales.manual.separation.exception"].search([], limit=2, order="id desc")
        self.assertEqual(sorted(exceptions.mapped("state")), ["approved", "requested"])
        self.assertEqual(exceptions.decided_by_id, self.env.ref("sales_manual_addon.user_gm"))

    def test_everybody_is_assigned_to_a_post(self):
        assignments = self.env["sales.manual.post.assignment"]
        users = self.env["res.users"].browse(
            self.env["ir.model.data"].search([
                ("module", "=", "sales_manual_addon"), ("model", "=", "res.users"), ("name", "=like", "user_%"),
            ]).mapped("res_id")
        )  # fmt: skip
        made = assignments.search([("user_id", "in", users.ids)])
        self.assertEqual(made.filtered(lambda row: row.kind == "holder" and row.state == "current").user_id, users)
        self.assertEqual(len(made.filtered(lambda row: row.kind == "deputy")), 2)
        self.assertEqual(len(made.filtered(lambda row: row.state == "planned")), 1)
        self.assertFalse(self.env["sales.manual.post.finding"].search([
            ("user_id", "in", users.ids), ("kind", "in", ("held_without_assignment", "assignment_without_group")),
        ]))  # fmt: skip

    def test_vessels_stand_in_every_state(self):
        forwarders = self.env.ref("sales_manual_addon.forwarder_pudong") | self.env.ref(
            "sales_manual_addon.forwarder_taihu"
        )
        bookings = self.env["sales.manual.vessel.booking"].search([("forwarder_id", "in", forwarders.ids)])
        self.assertEqual(
            sorted(bookings.mapped("state")),
            ["arrived"] * 3 + ["cancelled"] + ["confirmed"] * 3 + ["loaded"] + ["requested"] * 2 + ["sailed"],
        )
        scores = self.env["sales.manual.vessel.score"].search([("forwarder_id", "in", forwarders.ids)])
        self.assertEqual([score.arrived_qty > 0 for score in scores], [True, True])
        self.assertTrue(bookings.filtered(lambda booking: booking.confirmation_ids.filtered("void_date")))

    def test_last_month_is_frozen_and_something_changed_since(self):
        company = self.env.ref("base.main_company")
        frozen = self.env["sales.manual.snapshot"].search([("company_id", "=", company.id)], order="id desc", limit=1)
        self.assertEqual(frozen.date_from, company._sales_manual_today() + relativedelta(months=-1, day=1))
        self.assertEqual((frozen.market, frozen.is_intact), ("domestic", True))
        self.assertEqual(frozen.user_id, self.env.ref("sales_manual_addon.user_dom_contract"))
        self.assertGreater(frozen.row_count, 0)
        self.assertIn("changed", frozen.changes)

    def test_whatever_the_day_something_left_last_month(self):
        for number in range(4 * 366):
            today = date(2026, 1, 1) + timedelta(days=number)
            last = today + relativedelta(months=-1, day=1)
            left = [today - timedelta(days=days) for days in LEFT_DAYS_AGO]
            self.assertTrue([day for day in left if (day.year, day.month) == (last.year, last.month)], today)

    def test_a_draft_bill_of_lading_says_less_than_the_packing_lists(self):
        bill = self.env["sales.manual.document"].search([("booking_id", "!=", False)], order="id desc", limit=1)
        self.assertIn("(2): 40;", bill.finding_text)
        found = self.env["sales.manual.document"]._attachments_to_file(bill.booking_id)
        self.assertEqual(len(found), 2)

    def test_serials_left_and_some_may_not(self):
        contract = self.contracts.filtered(lambda contract: contract.settlement == "measured")
        left = self.env["sales.manual.serial"].search([("contract_id", "=", contract.id)])
        self.assertEqual((len(left), len(left.package_id)), (72, 2))
        waiting = contract.order_ids.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self.assertIn("CM610000077 (608.2 W)", waiting.shipping_gate_reason)
        self.assertIn("CM610000143, CM610000144", waiting.shipping_gate_reason)
