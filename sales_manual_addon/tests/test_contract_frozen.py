"""What was signed of a contract stays: what is frozen then, deleting, void, closing."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestContractFrozen(SalesManualCommon):
    # frozen

    def test_what_was_signed_cannot_change(self):
        contract = self.effective_contract(milestone_ids=[Command.create({"name": "All", "percent": 100})])
        line, milestone = contract.line_ids, contract.milestone_ids
        changes = [
            *(
                (contract, values)
                for values in (
                    {"partner_id": self.customer.id},
                    {"signed_amount": 1},
                    {"end_date": "2099-01-01"},
                    {"tolerance_percent": 50},
                    {"note": "Another clause"},
                    {"market": "domestic"},
                    {"incoterm_location": "Elsewhere"},
                    {"currency_id": self.env.ref("base.EUR").id},
                    {"line_ids": [Command.clear()]},
                    {"line_ids": [Command.update(line.id, {"entered_qty": 1})]},
                    {"company_id": self.company.id},
                    {"create_date": "2000-01-01", "signing_date": "2000-01-01"},
                )
            ),
            *(
                (line, values)
                for values in (
                    {"entered_qty": 1},
                    {"price_per_watt": 9},
                    {"name": "Other"},
                    {"rated_power_w": 1},
                    {"product_id": self.module_220.id},
                )
            ),
            (milestone, {"percent": 10}),
            (milestone, {"name": "Some"}),
        ]
        users = self.users["int_salesperson"] | self.users["int_manager"]
        for user in users | self.env.ref("base.user_root") | self.env.ref("base.user_admin"):
            for records, values in changes:
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    records.with_user(user).write(values)
        for user in (self.users["int_salesperson"], self.env.ref("base.user_root")):
            with self.subTest(user=user.login):
                for records in (line, milestone, contract):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        records.with_user(user).unlink()
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self.env["sales.manual.contract.line"].with_user(user).create(
                        {
                            "contract_id": contract.id,
                            "product_id": self.module_220.id,
                            "entered_qty": 1,
                        }
                    )
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self.env["sales.manual.contract.milestone"].with_user(user).create(
                        {
                            "contract_id": contract.id,
                            "name": "More",
                            "percent": 1,
                        }
                    )
        self.assertEqual((line.entered_qty, line.name), (1000, "Contract wording 1"))
        self.assertEqual(milestone.percent, 100)

    def test_state_number_and_figures_are_not_written_by_hand(self):
        contract = self.make_contract()
        for user in (self.users["int_salesperson"], self.users["int_manager"], self.env.ref("base.user_root")):
            for values in (
                {"state": "effective"},
                {"name": "XS-2020-0001"},
                {"effective_date": "2020-01-01"},
                {"void_reason": "x"},
                {"prepared_by_id": user.id},
                {"signoff_round": 3},
                {"computed_amount": 5},
                {"amount_difference": 5},
                {"power_mw": 5},
            ):
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    contract.with_user(user).write(values)
            for values in ({"amount": 5}, {"pieces_qty": 5}, {"power_w": 5}, {"batched_qty": 5}):
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    contract.line_ids.with_user(user).write(values)
        contracts = self.env["sales.manual.contract"].with_user(self.users["int_salesperson"])
        with self.assertRaises(AccessError):
            contracts.create(self.contract_values(state="effective"))
        with self.assertRaises(AccessError):
            contracts.with_context(default_state="effective").create(self.contract_values(state="effective"))
        with self.assertRaises(AccessError):
            contracts.with_context(sales_manual_pass=True).create(self.contract_values(name="XS-2020-0001"))
        born = contracts.with_context(default_state="effective", default_name="XS-1").create(self.contract_values())
        self.assertEqual((born.state, born.name), ("draft", False), "a default in the context is no way either")
        defaults = self.env["ir.default"].with_user(self.users["int_salesperson"])
        for name, value in (("state", "effective"), ("name", "XS-1"), ("computed_amount", 7)):
            defaults.set("sales.manual.contract", name, value, user_id=True)
        born = contracts.create(self.contract_values())
        self.assertEqual((born.state, born.name), ("draft", False), "nor a default of the user's own")
        self.assertEqual(born.computed_amount, 165_000)
        zero = (
            self.env["sales.manual.contract.line"]
            .with_user(self.users["int_salesperson"])
            .create(
                {
                    "contract_id": born.id,
                    "product_id": self.module_550.id,
                    "entered_qty": 4,
                    "price_per_watt": 1,
                    "pieces_qty": 0,
                    "amount": 0,
                }
            )
        )
        self.assertEqual((zero.pieces_qty, zero.amount), (4, 2200))

    def test_a_line_moves_to_no_other_contract(self):
        contract, other = self.effective_contract(), self.make_contract()
        with self.assertRaises(UserError):
            contract.line_ids.with_user(self.users["int_salesperson"]).write({"contract_id": other.id})
        with self.assertRaises(UserError):
            other.line_ids.with_user(self.users["int_salesperson"]).write({"contract_id": contract.id})

    def test_bookkeeping_stays_open(self):
        contract = self.effective_contract()
        own = contract.with_user(self.users["int_salesperson"])
        own.write({"customer_reference": "PO 9", "warehouse_id": self.warehouse.id})
        own.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        own.message_post(body="Called")
        self.assertEqual(contract.customer_reference, "PO 9")

    def test_handover_is_the_managers(self):
        contract = self.effective_contract()
        successor = self.users["int_salesperson_2"]
        with self.assertRaises(UserError):
            contract.with_user(self.users["int_salesperson"]).user_id = successor
        with self.assertRaises(UserError):
            contract.with_user(self.users["int_salesperson"]).team_id = False
        contract.with_user(self.users["int_manager"]).user_id = successor
        self.assertEqual(
            (contract.user_id, contract.team_id, contract.market),
            (successor, self.team["international"], "international"),
        )
        with self.assertRaises(ValidationError):
            contract.with_user(self.users["int_manager"]).user_id = self.users["dom_supervisor"]

    # deleting

    def test_a_draft_is_deleted_by_its_maker(self):
        contract = self.make_contract()
        with self.assertRaises(UserError):
            contract.with_user(self.users["int_manager"]).unlink()
        contract.with_user(self.users["int_salesperson"]).unlink()
        self.assertFalse(contract.exists())

    def test_what_was_sent_to_review_is_not_deleted(self):
        contract = self.make_contract()
        contract.with_user(self.users["int_salesperson"]).action_submit()
        contract.with_user(self.users["int_deputy"]).action_reject("No")
        with self.assertRaises(UserError):
            contract.with_user(self.users["int_salesperson"]).unlink()

    def test_a_draft_with_batches_is_not_deleted(self):
        contract = self.make_contract()
        self.decompose(contract, [10])
        with self.assertRaises(UserError):
            contract.with_user(self.users["int_salesperson"]).unlink()
        with self.assertRaises(UserError):
            contract.line_ids.with_user(self.users["int_salesperson"]).unlink()

    def test_a_line_does_not_shrink_below_its_batches(self):
        contract = self.make_contract(lines=[{"entered_qty": 10}])
        self.decompose(contract, [10])
        with self.assertRaises(UserError):
            contract.line_ids.with_user(self.users["int_salesperson"]).entered_qty = 9

    # void

    def test_void_keeps_the_number_and_the_reason(self):
        contract = self.effective_contract()
        number = contract.name
        contract.with_user(self.users["int_manager"]).action_void("  The customer is insolvent ")
        self.assertEqual((contract.state, contract.name), ("void", number))
        self.assertEqual(contract.void_reason, "The customer is insolvent")
        with self.assertRaises(UserError):
            contract.with_user(self.users["int_manager"]).action_void("Again")

    def test_void_needs_a_reason_and_the_right_post(self):
        contract = self.effective_contract()
        for reason in (None, False, "", "   "):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                contract.with_user(self.users["int_manager"]).action_void(reason)
        for post in ("int_salesperson", "int_contract", "dom_manager", "gm", "auditor"):
            with self.subTest(post=post), self.assertRaises(UserError):
                contract.with_user(self.users[post]).action_void("Because")
        with self.assertRaises(UserError):
            contract.with_user(self.env.ref("base.user_root")).action_void("Because")
        self.assertEqual(contract.state, "effective")
        self.assertFalse(contract.with_user(self.users["int_salesperson"]).can_void)
        self.assertTrue(contract.with_user(self.users["int_manager"]).can_void)

    def test_the_salesperson_makes_a_draft_void(self):
        contract = self.make_contract()
        contract.with_user(self.users["int_salesperson"]).action_submit()
        contract.with_user(self.users["int_salesperson"]).action_void("The customer withdrew")
        self.assertEqual((contract.state, contract.name), ("void", False))
        self.assertFalse(contract.signoff_step_ids.filtered(lambda s: s.state in ("waiting", "ready")))
        with self.assertRaises(UserError):
            contract.with_user(self.users["int_deputy"]).action_sign()

    def test_an_order_stands_in_the_way_of_void_and_close(self):
        order = self.confirmed_order()
        contract = order.sales_contract_id
        manager = self.users["int_manager"]
        with self.assertRaisesRegex(UserError, order.name):
            contract.with_user(manager).action_void("Because")
        with self.assertRaisesRegex(UserError, order.name):
            contract.with_user(manager).action_close()
        order.with_user(self.contract_post(contract)).action_cancel()
        contract.with_user(manager).action_void("Because")
        self.assertEqual(contract.state, "void")

    # close

    def test_a_short_contract_is_closed_by_the_manager_only(self):
        contract = self.effective_contract()
        for post in ("int_contract", "int_deputy", "int_salesperson", "dom_manager"):
            with self.subTest(post=post), self.assertRaises(UserError):
                contract.with_user(self.users[post]).action_close()
        contract.with_user(self.users["int_manager"]).action_close()
        self.assertEqual(contract.state, "closed")

    def test_a_contract_carried_out_is_closed_by_the_contract_post(self):
        contract = self.effective_contract(lines=[{"entered_qty": 100}], tolerance_percent=3)
        batch_line = self.decompose(contract, [97]).line_ids
        batch_line._passed().write({"noticed_qty": 97, "shipped_qty": 96})
        self.env.flush_all()
        with self.assertRaises(UserError):
            contract.with_user(self.users["int_contract"]).action_close()
        batch_line._passed().write({"shipped_qty": 97})
        self.env.flush_all()
        self.env.invalidate_all()
        contract.with_user(self.users["int_contract"]).action_close()
        self.assertEqual(contract.state, "closed", "97 of 100 is within 3 %")

    def test_only_what_is_effective_is_closed(self):
        contract = self.make_contract()
        with self.assertRaises(UserError):
            contract.with_user(self.users["int_manager"]).action_close()
