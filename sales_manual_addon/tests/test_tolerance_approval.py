from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import SalesManualCommon
from .tolerance_common import ToleranceMixin

KIND = "delivery_over_notice"


@tagged("post_install", "-at_install")
class TestToleranceApproval(ToleranceMixin, SalesManualCommon):
    """Pieces beyond a tolerance by decision of somebody else than who asked or made the notice (rule 6)."""

    def setUp(self):
        super().setUp()
        self.rule(KIND, pieces=1, mode="approve", posts=("cmd_manager", "cmd_deputy"))
        self.rule("delivery_over_order", pieces=50)
        self.orders = self.confirmed_order(pieces=100)
        self.notice = self.released_notice(self.orders)
        self.maker = self.users["int_contract"]

    def request(self, pieces=4, kind=KIND, user=None, notice=None, reason="Four for breakage"):
        line = (notice or self.notice).line_ids[:1].with_user(user or self.maker)
        return line.env["sales.manual.tolerance.approval"]._request(line, kind, pieces, reason)

    def test_dialog_requests_and_the_post_decides(self):
        notice = self.notice.with_user(self.maker)
        self.assertTrue(notice.can_request_approval)
        context = notice.action_request_approval()["context"]
        form = Form(self.env["sales.manual.tolerance.request"].with_user(self.maker).with_context(**context))
        form.pieces_qty = 4
        form.reason = "Four for breakage"
        form.save().action_request()
        approval = self.env["sales.manual.tolerance.approval"].search([("order_id", "=", self.orders.id)])
        self.assertEqual((approval.state, approval.pieces_qty, approval.kind), ("requested", 4, KIND))
        self.assertEqual(approval.requested_by_id, self.maker)
        self.assertIn(self.users["cmd_manager"], approval.activity_ids.user_id)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.ship(self.orders.picking_ids, 105)
        approver = self.users["cmd_manager"]
        seen = approval.with_user(approver)
        self.assertTrue(seen.can_decide)
        self.assertIn(approval, seen.search([("can_decide", "=", True)]))
        dialog = self.env["sales.manual.reason"].browse(
            seen.with_context(reason_method="action_approve").action_open_reason()["res_id"]
        )
        dialog.with_user(approver).reason = "As agreed with the customer"
        dialog.with_user(approver).action_confirm()
        self.assertEqual((approval.state, approval.decided_by_id), ("approved", approver))
        self.assertFalse(approval.activity_ids)
        self.assertEqual(self.notice.tolerance_approval_count, 1)
        self.assertEqual(self.orders.tolerance_approval_count, 1)
        self.ship(self.orders.picking_ids, 105)
        self.assertEqual(self.notice.shipped_qty, 105)

    def test_refused_and_withdrawn_let_nothing_leave(self):
        refused = self.request()
        refused.with_user(self.users["cmd_deputy"]).action_refuse("Not agreed")
        withdrawn = self.request()
        with self.assertRaises(UserError):
            withdrawn.with_user(self.users["int_contract_2"]).action_withdraw("Not mine")
        withdrawn.with_user(self.maker).action_withdraw("Not needed")
        self.assertEqual((refused.state, withdrawn.state), ("refused", "withdrawn"))
        with self.assertRaises(UserError):
            self.ship(self.orders.picking_ids, 102)

    def test_who_may_not_decide(self):
        approval = self.request()
        # whoever requests holds a post that approves as well
        self.env["sales.manual.tolerance"].search([("kind", "=", KIND)]).approver_post_ids += self.env.ref(
            "sales_manual_addon.post_int_contract"
        )
        both = self.users["int_contract_2"]
        own = self.request(user=both, notice=self.other_notice())
        for user, request in (
            (self.maker, approval),
            (self.users["gm"], approval),
            (self.users["dispatcher"], approval),
            (self.env.ref("base.user_root"), approval),
            (self.env.ref("base.user_admin"), approval),
            (both, own),
        ):
            for method in ("action_approve", "action_refuse"):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    getattr(request.with_user(user), method)("Because")
        self.assertEqual((approval.state, own.state), ("requested", "requested"))

    def other_notice(self):
        orders = self.confirmed_order(pieces=50)
        return self.released_notice(orders)

    def test_maker_of_the_notice_does_not_approve(self):
        self.env["sales.manual.tolerance"].search([("kind", "=", KIND)]).approver_post_ids = self.env.ref(
            "sales_manual_addon.post_int_contract"
        )
        approval = self.request(user=self.users["int_contract_2"])
        self.assertEqual(self.notice.create_uid, self.maker)
        with self.assertRaisesRegex(UserError, "you made a shipping notice"):
            approval.with_user(self.maker).action_approve("Mine")
        self.assertFalse(approval.with_user(self.maker).can_decide)
        self.assertNotIn(self.maker, approval.activity_ids.user_id, "nobody is asked who may not decide")

    def test_what_waits_for_me_costs_the_same_for_many(self):
        approver = self.users["cmd_manager"]
        waiting = self.env["sales.manual.tolerance.approval"].with_user(approver)

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(waiting.search([("can_decide", "=", True)])), count)
            return self.env.cr.sql_log_count - before

        self.request()
        queries(1)  # caches of groups and rules
        one = queries(1)
        for _number in range(3):
            self.request(notice=self.other_notice())
        self.assertLessEqual(queries(4), one)

    def test_decided_once(self):
        approval = self.request()
        approval.with_user(self.users["cmd_manager"]).action_approve("Agreed")
        for method in ("action_approve", "action_refuse"):
            with self.assertRaisesRegex(UserError, "decided already"), self.env.cr.savepoint():
                getattr(approval.with_user(self.users["cmd_deputy"]), method)("Again")
        with self.assertRaises(UserError):
            approval.with_user(self.maker).action_withdraw("Too late")

    def test_rows_are_closed(self):
        approval = self.request()
        for user in (self.users["cmd_manager"], self.maker, self.env.ref("base.user_admin"), self.env.user):
            record = approval.with_user(user).sudo()
            for act in (
                lambda record=record: record.write({"state": "approved"}),
                lambda record=record: record.write({"pieces_qty": 50}),
                lambda record=record: record.unlink(),
                lambda record=record: record.create(
                    {"order_id": self.orders.id, "product_id": self.module_550.id, "kind": KIND, "pieces_qty": 9}
                ),
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    act()

    def test_requests_that_cannot_be_meant(self):
        for values in ({"pieces": 0}, {"pieces": -1}, {"pieces": 1.5}, {"reason": " "}, {"kind": "notice_over_order"}):
            with self.subTest(values=values), self.assertRaises(UserError), self.env.cr.savepoint():
                self.request(**values)
        for user in ("dispatcher", "int_salesperson", "gm"):
            with self.subTest(user=user), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.request(user=self.users[user])

    def test_one_request_at_a_time(self):
        self.request()
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.request()
        self.assertIn("requested_once", str(caught.exception))

    def test_rule_changed_after_the_request(self):
        approval = self.request()
        self.env["sales.manual.tolerance"].search([("kind", "=", KIND)]).write({"mode": "forbid"})
        with self.assertRaisesRegex(UserError, "changed since"), self.env.cr.savepoint():
            approval.with_user(self.users["cmd_manager"]).action_approve("Late")
        approval.with_user(self.users["cmd_manager"]).action_refuse("Not any more")

    def test_notice_over_order_offers_the_request(self):
        self.rule("notice_over_order", mode="approve")
        notice = self.make_notice(self.confirmed_order(pieces=100), issue=False)
        notice.line_ids.pieces_qty = 103
        alert = notice.with_user(self.maker).alerts["0"]
        self.assertEqual(alert["level"], "danger")
        self.assertEqual(alert["action"]["context"]["default_pieces_qty"], 3)
        self.assertNotIn("action", notice.with_user(self.users["gm"]).alerts["0"])
        approval = self.request(3, "notice_over_order", notice=notice)
        approval.with_user(self.users["cmd_manager"]).action_approve("Agreed")
        self.env.invalidate_all()
        self.assertEqual(notice.alerts["0"]["level"], "info")
        notice.with_user(self.maker).action_issue()
        self.assertEqual(notice.state, "signing")

    def test_who_reads_requests(self):
        domestic = self.confirmed_order(pieces=100, market="domestic")
        self.released_notice(domestic)
        approval = self.request()

        def reads(login):
            approvals = self.env["sales.manual.tolerance.approval"].with_user(self.users[login])
            return bool(approvals.search([("id", "=", approval.id)]))

        readers = ("int_contract", "cmd_manager", "gm", "auditor", "dispatcher", "int_manager", "int_salesperson")
        self.assertEqual({login: reads(login) for login in readers}, dict.fromkeys(readers, True))
        others = ("dom_contract", "dom_supervisor", "marketing")
        self.assertEqual({login: reads(login) for login in others}, dict.fromkeys(others, False))
