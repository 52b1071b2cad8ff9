from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestNotice(SalesManualCommon):
    """A notice from order to release, rejection and void (CMD-5, CMD-6, CMD-20)."""

    def test_class_follows_the_market(self):
        export = self.make_notice(self.confirmed_order(market="international"), issue=False)
        domestic = self.make_notice(self.confirmed_order(market="domestic"), issue=False)
        self.assertEqual((export.class_id.code, domestic.class_id.code), ("A", "B"))

    def test_made_over_what_is_open_and_without_number(self):
        orders = self.confirmed_order(pieces=10)
        notice = self.make_notice(orders, issue=False)
        self.assertEqual(notice.line_ids.order_line_id, orders.order_line)
        self.assertEqual(notice.pieces_qty, 10)
        self.assertEqual(notice.power_kw, 5.5)
        self.assertEqual(notice.amount, orders.amount_untaxed)
        self.assertEqual(notice.partner_id, orders.sales_contract_id.partner_id)
        self.assertFalse(notice.name)
        self.assertEqual(notice.state, "draft")

    def test_made_over_the_rest_only(self):
        orders = self.confirmed_order(pieces=10)
        self.make_notice(orders, pieces=4)
        self.assertEqual(self.make_notice(orders, issue=False).pieces_qty, 6)

    def test_nothing_open_is_said(self):
        orders = self.confirmed_order(pieces=10)
        self.make_notice(orders)
        with self.assertRaisesRegex(UserError, orders.name):
            self.make_notice(orders, issue=False)

    def test_two_orders_of_one_contract_go_on_one_notice(self):
        contract = self.effective_contract(lines=[{"entered_qty": 30}])
        orders = self.make_orders(self.decompose(contract, pieces=[10, 20]))
        self.assertEqual(len(orders), 2)
        notice = self.make_notice(orders, issue=False)
        self.assertEqual(len(notice), 1)
        self.assertEqual(sorted(notice.line_ids.mapped("pieces_qty")), [10, 20])

    def test_made_from_batches(self):
        contract = self.effective_contract(lines=[{"entered_qty": 30}])
        batches = self.decompose(contract, pieces=[10, 20])
        maker = self.contract_post(contract)
        with self.assertRaisesRegex(UserError, "contract order"):
            self.env["sales.manual.notice"].with_user(maker)._make_from_batches(batches.with_user(maker))
        self.make_orders(batches)
        notice = self.env["sales.manual.notice"].with_user(maker)._make_from_batches(batches[1].with_user(maker))
        self.assertEqual(notice.pieces_qty, 20)
        self.assertEqual(notice.line_ids.batch_line_id, batches[1].line_ids)

    def test_unconfirmed_order_is_refused(self):
        contract = self.effective_contract(lines=[{"entered_qty": 10}])
        orders = self.make_orders(self.decompose(contract), confirm=False)
        with self.assertRaisesRegex(UserError, "Confirm"):
            self.make_notice(orders, issue=False)

    def test_number_at_issue_per_class_and_year(self):
        first = self.make_notice(self.confirmed_order())
        second = self.make_notice(self.confirmed_order())
        year = fields.Date.context_today(first).year
        self.assertRegex(first.name, rf"^A-{year}-\d{{5}}$")
        self.assertEqual(int(second.name[-5:]), int(first.name[-5:]) + 1)
        domestic = self.make_notice(self.confirmed_order(market="domestic"))
        self.assertRegex(domestic.name, rf"^B-{year}-\d{{5}}$")

    def test_refused_issue_takes_no_number(self):
        before = self.make_notice(self.confirmed_order())
        orders = self.confirmed_order(pieces=10)
        refused = self.make_notice(orders, issue=False)
        refused.line_ids.pieces_qty = 11
        with self.assertRaises(UserError), self.env.cr.savepoint():
            refused.action_issue()
        after = self.make_notice(orders, pieces=10)
        self.assertEqual(int(after.name[-5:]), int(before.name[-5:]) + 1)

    def test_signatures_in_order_and_either_order(self):
        notice = self.make_notice(self.confirmed_order())
        warehouse, accounting = self.users["warehouse_statistician"], self.users["sales_accountant"]
        with self.assertRaises(UserError):
            notice.with_user(accounting).action_sign()
        notice.with_user(self.users["dom_execution"]).action_sign()
        notice.with_user(accounting).action_sign()
        self.assertEqual(notice.state, "signing")
        notice.with_user(warehouse).action_sign()
        self.assertEqual(notice.state, "released")
        self.assertTrue(notice.release_date)
        self.assertEqual(
            notice.signoff_ids.sorted("chain_index").mapped("act"), ["make", "sign", "sign", "sign", "release"]
        )

    def test_maker_does_not_sign(self):
        notice = self.make_notice(self.confirmed_order())
        with self.assertRaises(UserError):
            notice.with_user(self.contract_post(notice)).action_sign()
        notice.with_user(self.contract_post(notice, second=True)).action_sign()

    def test_warehouse_names_its_signers(self):
        other = self._new_user("other_statistician", "warehouse_statistician")
        self.warehouse.notice_signer_ids = other
        notice = self.sign_notice(self.make_notice(self.confirmed_order()), until="warehouse")
        notice.with_user(self.users["sales_accountant"]).action_sign()
        with self.assertRaises(UserError):
            notice.with_user(self.users["warehouse_statistician"]).action_sign()
        notice.with_user(other).action_sign()
        self.assertEqual(notice.state, "released")

    def test_only_maker_posts_make_and_issue(self):
        orders = self.confirmed_order()
        notice = self.make_notice(orders, issue=False)
        for post in (
            "dom_execution",
            "sales_accountant",
            "warehouse_statistician",
            "int_salesperson",
            "auditor",
            "dom_contract",
        ):
            with self.subTest(post=post):
                user = self.users[post]
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    notice.with_user(user).action_issue()
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self.env["sales.manual.notice"].with_user(user)._make_from_orders(
                        orders.with_user(user).sudo(False)
                    )
        with self.assertRaises(AccessError):
            notice.sudo().with_user(self.env.ref("base.user_root")).action_issue()
        self.assertEqual(notice.state, "draft")

    def test_state_and_number_are_not_written(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        maker = self.contract_post(notice)
        for values in (
            {"state": "released"},
            {"name": "A-1"},
            {"release_date": fields.Datetime.now()},
            {"amount": 1},
            {"void_reason": "x"},
            {"market": "domestic"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError), self.env.cr.savepoint():
                notice.with_user(maker).write(values)
        for values in ({"shipped_qty": 1}, {"closed_qty": 1}, {"batch_line_id": False}, {"power_w": 1}):
            with self.subTest(values=values), self.assertRaises(AccessError), self.env.cr.savepoint():
                notice.line_ids.with_user(maker).write(values)

    def test_only_dates_transport_and_lines_change_while_signing(self):
        notice = self.make_notice(self.confirmed_order())
        maker = notice.with_user(self.contract_post(notice))
        maker.ship_date = fields.Date.add(notice.ship_date, days=2)
        maker.transport_note = "Two trucks"
        other = self.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        for values in (
            {"warehouse_id": other.id},
            {"partner_id": self.customer.id},
            {"contract_id": False},
            {"class_id": self.env.ref("sales_manual_addon.notice_class_b").id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError), self.env.cr.savepoint():
                maker.write(values)
        with self.assertRaises(AccessError):
            notice.with_user(self.users["dom_execution"]).write({"transport_note": "mine"})

    def test_change_while_signing_voids_signatures(self):
        notice = self.make_notice(self.confirmed_order(pieces=10))
        self.sign_notice(notice, until="warehouse")
        notice.with_user(self.contract_post(notice)).line_ids.pieces_qty = 8
        step = notice.signoff_step_ids.filtered(lambda s: s.code == "check")
        self.assertEqual(step.state, "ready")
        self.assertIn("void", notice.signoff_ids.mapped("act"))
        self.assertEqual(notice.state, "signing")

    def test_released_does_not_change(self):
        notice = self.released_notice(self.confirmed_order(pieces=10))
        maker = notice.with_user(self.contract_post(notice))
        for change in (
            lambda: maker.write({"ship_date": fields.Date.add(notice.ship_date, days=1)}),
            lambda: maker.line_ids.write({"pieces_qty": 9}),
            lambda: maker.line_ids.write({"sequence": 99}),
            maker.line_ids.unlink,
            lambda: maker.write({"line_ids": [Command.clear()]}),
            lambda: maker.line_ids.sudo().write({"pieces_qty": 9}),
            lambda: maker.env["sales.manual.notice.line"].create(
                {"notice_id": notice.id, "product_id": self.module_220.id, "pieces_qty": 1}
            ),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        self.assertEqual(notice.pieces_qty, 10)

    def test_draft_is_deleted_numbered_never(self):
        orders = self.confirmed_order()
        draft = self.make_notice(orders, issue=False)
        draft.with_user(self.contract_post(draft)).unlink()
        self.assertFalse(draft.exists())
        notice = self.make_notice(orders)
        with self.assertRaises(UserError):
            notice.with_user(self.contract_post(notice)).unlink()

    def test_rejected_goes_back_and_keeps_its_number(self):
        orders = self.confirmed_order(pieces=10)
        notice = self.make_notice(orders)
        number = notice.name
        notice.with_user(self.users["dom_execution"]).action_reject("Wrong warehouse gate")
        self.assertEqual((notice.state, notice.name), ("draft", number))
        self.assertIn("Wrong warehouse gate", str(notice.alerts))
        self.assertEqual(orders.order_line.contract_batch_line_id.noticed_qty, 0)
        maker = notice.with_user(self.contract_post(notice))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            maker.unlink()
        maker.action_issue()
        self.assertEqual((notice.state, notice.name, notice.signoff_round), ("signing", number, 2))
        self.sign_notice(notice)
        self.assertEqual(notice.state, "released")

    def test_rejected_can_be_made_void(self):
        notice = self.make_notice(self.confirmed_order())
        notice.with_user(self.users["dom_execution"]).action_reject("Customer gave up")
        notice.with_user(self.contract_post(notice)).action_void("Customer gave up")
        self.assertEqual(notice.state, "void")

    def test_void_gives_pieces_back_and_keeps_number(self):
        orders = self.confirmed_order(pieces=10)
        notice = self.released_notice(orders)
        batch_line = orders.order_line.contract_batch_line_id
        self.assertEqual((batch_line.noticed_qty, batch_line.released_qty), (10, 10))
        number = notice.name
        maker = notice.with_user(self.contract_post(notice))
        for reason in ("", "  ", False, None):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                maker.action_void(reason)
        maker.action_void("Vessel delayed")
        self.assertEqual((notice.state, notice.name, notice.void_reason), ("void", number, "Vessel delayed"))
        self.assertEqual((batch_line.noticed_qty, batch_line.released_qty), (0, 0))
        self.assertEqual(notice.signoff_ids.sorted("chain_index")[-1:].act, "cancel")
        self.assertEqual(self.make_notice(orders, issue=False).pieces_qty, 10)

    def test_void_ends_open_signatures(self):
        notice = self.sign_notice(self.make_notice(self.confirmed_order()), until="warehouse")
        notice.with_user(self.contract_post(notice)).action_void("No longer wanted")
        self.assertEqual(set(notice.signoff_step_ids.mapped("state")), {"signed", "closed"})
        with self.assertRaises(UserError):
            notice.with_user(self.users["sales_accountant"]).action_sign()

    def test_draft_cannot_be_made_void(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        with self.assertRaisesRegex(UserError, "Delete"):
            notice.with_user(self.contract_post(notice)).action_void("x")

    def test_void_needs_a_maker_post(self):
        notice = self.released_notice(self.confirmed_order())
        for post in ("dom_execution", "sales_accountant", "dispatcher", "gm"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.env.cr.savepoint():
                notice.with_user(self.users[post]).action_void("x")

    def test_other_company_sees_nothing(self):
        notice = self.released_notice(self.confirmed_order())
        company = self.env["res.company"].create({"name": "Other company"})
        user = self._new_user("foreign_contract", "int_contract")
        user.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        for act in (
            lambda n: n.action_void("x"),
            lambda n: n.write({"transport_note": "x"}),
            lambda n: n.read(["name"]),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                act(notice.with_user(user))

    def test_part_pieces_are_refused(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        maker = notice.with_user(self.contract_post(notice))
        for value in (2.5, "2.5", "two", True, float("nan"), float("inf"), 2**40):
            with self.subTest(value=value), self.assertRaises(ValidationError), self.env.cr.savepoint():
                maker.line_ids.write({"pieces_qty": value})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            maker.write({"line_ids": [Command.update(notice.line_ids.id, {"pieces_qty": 0.5})]})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            maker.copy().line_ids.create({"notice_id": notice.id, "product_id": self.module_220.id, "pieces_qty": 1.5})
        maker.line_ids.write({"pieces_qty": 3.0})
        self.assertEqual(notice.line_ids.pieces_qty, 3)

    def test_part_pieces_are_refused_on_import(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        lines = notice.with_user(self.contract_post(notice)).line_ids
        result = lines.load([".id", "pieces_qty"], [[str(lines.id), "2.5"]])
        self.assertFalse(result["ids"])
        self.assertIn("2.5", result["messages"][0]["message"])

    def test_no_or_negative_pieces_are_refused(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        for value in (0, -1):
            with self.subTest(value=value), self.assertRaises(ValidationError), self.env.cr.savepoint():
                notice.with_user(self.contract_post(notice)).line_ids.write({"pieces_qty": value})

    def test_line_fills_in_what_is_open(self):
        contract = self.effective_contract(lines=[{"entered_qty": 30}])
        orders = self.make_orders(self.decompose(contract, pieces=[10, 20]))
        notice = self.make_notice(orders[0], issue=False)
        with Form(notice.with_user(self.contract_post(notice))) as form:
            with form.line_ids.new() as line:
                line.order_line_id = orders[1].order_line
        self.assertEqual(notice.line_ids[1].pieces_qty, 20)
        self.assertEqual(notice.line_ids[1].product_id, self.module_550)

    def test_reading_many_costs_no_more_than_reading_one(self):
        orders = self.confirmed_order(pieces=40)
        notices = self.env["sales.manual.notice"].browse()
        for _number in range(20):
            notices += self.make_notice(orders, pieces=2)
        accountant = self.users["sales_accountant"]
        names = [
            "display_name",
            "partner_id",
            "contract_id",
            "ship_date",
            "warehouse_id",
            "pieces_qty",
            "power_kw",
            "waits_for",
            "state",
            "can_sign",
        ]

        def queries(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(accountant).web_read({name: {} for name in names})
            return self.env.cr.sql_log_count - before

        queries(notices[0])  # what is read once for all
        self.assertLessEqual(queries(notices), queries(notices[0]) + 3)
