"""A contract's way to effect: review, signatures, number, what of it is signed, what it lets leave."""

from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestContractReview(SalesManualCommon):
    def sign(self, contract, *posts):
        for post in posts:
            contract.with_user(self.users[post]).action_sign()

    # to review and on

    def test_check_then_approval_gives_effect_and_number(self):
        contract = self.make_contract()
        contract.with_user(self.users["int_salesperson"]).action_submit()
        self.assertEqual((contract.state, contract.name), ("review", False))
        self.assertEqual(contract.signoff_step_ids.sorted("level").mapped("code"), ["check", "approve"])
        self.sign(contract, "int_deputy")
        self.assertEqual((contract.state, contract.name), ("review", False))
        self.sign(contract, "int_manager")
        self.assertEqual(contract.state, "effective")
        self.assertEqual(contract.effective_date, self.company._sales_manual_today())
        self.assertRegex(contract.name, r"^XS-\d{4}-\d{4}$")

    def test_numbers_follow_each_other_without_gaps(self):
        first, second = (self.effective_contract(market) for market in ("international", "domestic"))
        year, number = first.name.split("-")[1:]
        self.assertEqual(second.name, f"XS-{year}-{int(number) + 1:04d}")

    def test_a_rejected_contract_comes_back_without_number(self):
        contract = self.make_contract()
        contract.with_user(self.users["int_salesperson"]).action_submit()
        contract.with_user(self.users["int_deputy"]).action_reject("The price is below the list")
        self.assertEqual((contract.state, contract.name), ("draft", False))
        contract.with_user(self.users["int_salesperson"]).line_ids.price_per_watt = 0.4
        self.approve(contract)

    def test_the_manager_does_not_approve_before_the_check(self):
        contract = self.make_contract()
        contract.with_user(self.users["int_salesperson"]).action_submit()
        with self.assertRaises(UserError):
            self.sign(contract, "int_manager")
        self.assertEqual(contract.state, "review")

    def test_the_other_market_does_not_sign(self):
        contract = self.make_contract("domestic")
        contract.with_user(self.users["dom_supervisor"]).action_submit()
        for post in ("int_deputy", "int_manager", "gm", "auditor", "dom_clerk"):
            with self.subTest(post=post), self.assertRaises(UserError):
                self.sign(contract, post)

    def test_maker_is_not_checker_and_the_post_above_stands_in(self):
        contract = self.make_contract(user="int_deputy")
        contract.with_user(self.users["int_deputy"]).action_submit()
        with self.assertRaises(UserError):
            self.sign(contract, "int_deputy")
        self.sign(contract, "int_manager")
        with self.assertRaises(UserError):
            self.sign(contract, "int_manager")
        self.assertEqual(contract.state, "review", "nobody signs twice")
        self.sign(contract, "gm")
        self.assertEqual(contract.state, "effective")

    def test_a_contract_of_the_manager_is_approved_above(self):
        contract = self.make_contract("domestic", user="dom_manager")
        contract.with_user(self.users["dom_manager"]).action_submit()
        self.sign(contract, "dom_deputy", "gm")
        self.assertEqual(contract.state, "effective")

    def test_only_a_complete_draft_is_sent_to_review(self):
        salesperson = self.users["int_salesperson"]
        for values, text in (
            ({"line_ids": False}, "no lines"),
            ({"incoterm_id": False}, "Incoterm"),
            ({"team_id": False}, "department"),
            ({"milestone_ids": [Command.create({"name": name, "percent": 60}) for name in ("First", "Rest")]}, "120"),
        ):
            with self.subTest(text=text):
                contract = self.make_contract(**values)
                with self.assertRaisesRegex(UserError, text):
                    contract.with_user(salesperson).action_submit()
                self.assertEqual(contract.state, "draft")
                levels = [alert["level"] for alert in contract.alerts.values()]
                self.assertIn("danger", levels, "the form says it first")
        free = self.make_contract(lines=[{}, {"ref": "F1", "price_per_watt": 0}])
        with self.assertRaisesRegex(UserError, "F1"):
            free.with_user(salesperson).action_submit()
        contract = self.make_contract()
        contract.with_user(salesperson).action_submit()
        with self.assertRaises(UserError):
            contract.with_user(salesperson).action_submit()

    def test_a_domestic_contract_needs_no_incoterm(self):
        contract = self.effective_contract("domestic", incoterm_id=False)
        self.assertEqual(contract.state, "effective")

    def test_who_may_not_write_may_not_send_to_review(self):
        contract = self.make_contract()
        for post in ("auditor", "int_clerk", "dom_supervisor", "gm"):
            with self.subTest(post=post), self.assertRaises(AccessError):
                contract.with_user(self.users[post]).action_submit()

    # signed content

    def test_a_change_in_review_voids_the_signature(self):
        contract = self.make_contract()
        salesperson = self.users["int_salesperson"]
        contract.with_user(salesperson).action_submit()
        for change in (
            {"tolerance_percent": 5},
            {"line_ids": [Command.update(contract.line_ids.id, {"entered_qty": 999})]},
            {"line_ids": [Command.create({"product_id": self.module_220.id, "entered_qty": 5, "price_per_watt": 1})]},
            {"milestone_ids": [Command.create({"name": "Deposit", "percent": 30})]},
        ):
            with self.subTest(change=change):
                self.sign(contract, "int_deputy")
                step = contract.signoff_step_ids.filtered(lambda s: s.code == "check")
                self.assertEqual(step.state, "signed")
                contract.with_user(salesperson).write(change)
                self.assertEqual(step.state, "ready")
        self.sign(contract, "int_deputy")
        contract.line_ids[-1:].with_user(salesperson).unlink()
        self.assertEqual(step.state, "ready", "a line that is gone was signed, too")

    def test_bookkeeping_voids_nothing(self):
        contract = self.make_contract()
        contract.with_user(self.users["int_salesperson"]).action_submit()
        self.sign(contract, "int_deputy")
        contract.with_user(self.users["int_salesperson"]).write({"customer_reference": "PO 8"})
        step = contract.signoff_step_ids.filtered(lambda s: s.code == "check")
        self.assertEqual(step.state, "signed")

    def test_content_is_the_same_for_every_reader(self):
        contract = self.make_contract()
        contents = [
            contract.with_user(self.users[post]).with_context(lang=lang)._signoff_content()
            for post, lang in (("int_salesperson", "en_US"), ("int_deputy", "zh_CN"), ("gm", False))
        ]
        self.assertEqual(contents[0], contents[1])
        self.assertEqual(contents[0], contents[2])
        self.assertEqual(contents[0]["line_ids"][0]["price_per_watt"], "0.3")
        self.assertEqual(contents[0]["line_ids"][0]["amount"], "165000.00")
        self.assertIsNone(contents[0]["line_ids"][0]["price_per_piece"])

    # what a shipping notice must know

    def test_shipping_blockers(self):
        contract = self.make_contract(signing_date="2026-03-01", start_date="2026-03-01", end_date="2026-03-31")

        def codes():
            self.env.invalidate_all()
            return [blocker["code"] for blocker in contract._shipping_blockers() if blocker["level"] == "danger"]

        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time(datetime(2026, 3, 15)):
            self.assertEqual(codes(), ["not_effective"])
            self.approve(contract)
            self.assertEqual(codes(), [])
        # in Shanghai it is eight hours later than in UTC; the last day counts
        for moment, expected in (
            (datetime(2026, 2, 28, 15, 59), ["not_started"]),
            (datetime(2026, 2, 28, 16, 0), []),
            (datetime(2026, 3, 31, 15, 59), []),
            (datetime(2026, 3, 31, 16, 0), ["expired"]),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.assertEqual(codes(), expected)
        with freeze_time(datetime(2026, 3, 15)):
            contract.with_user(self.users["int_manager"]).action_void("Because")
            self.assertEqual(codes(), ["not_effective"])
            self.assertIn(contract.name, contract._shipping_blockers()[0]["message"])
