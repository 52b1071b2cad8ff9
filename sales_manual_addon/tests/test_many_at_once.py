"""Acts on many documents in one call: SQL statements for each document do not grow with their number."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SalesManualCommon

FEW, MANY = 2, 7


@tagged("post_install", "-at_install")
class TestManyAtOnce(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy, cls.manager = cls.users["int_deputy"], cls.users["int_manager"]

    # builders

    def contracts(self, number):
        contracts = self.env["sales.manual.contract"].with_user(self.users["int_salesperson"])
        return contracts.create(
            [self.contract_values(user_id=self.users["int_salesperson"].id) for _index in range(number)]
        )

    def submitted(self, number):
        contracts = self.contracts(number)
        contracts.action_submit()
        return contracts

    def checked(self, number):
        contracts = self.submitted(number)
        contracts.with_user(self.deputy).action_sign()
        return contracts

    def orders(self, number):
        """Confirmed orders of one contract, each to a place of its own."""
        contract = self.effective_contract(lines=[{"entered_qty": 10 * number}])
        self.put_in_stock(self.module_550, 10 * number)
        batches = self.env["sales.manual.batch"].with_user(self.contract_post(contract)).create(
            [
                {
                    "contract_id": contract.id,
                    "delivery_date": contract.start_date,
                    "incoterm_location": f"Port {index}",
                    "line_ids": [Command.create({"contract_line_id": contract.line_ids.id, "pieces_qty": 10})],
                }
                for index in range(number)
            ]
        )  # fmt: skip
        return self.make_orders(batches.with_env(self.env))

    def prepared(self, number):
        orders = self.orders(number)
        notices = self.make_notice(orders, issue=False)
        self.assertEqual(len(notices), number)
        return notices.with_user(self.contract_post(orders.sales_contract_id))

    def issued(self, number, *signers):
        notices = self.prepared(number)
        notices.action_issue()
        for user in signers:
            notices.with_user(user).action_sign()
        return notices

    def signers(self):
        return [self.users[key] for key in ("int_contract_2", "warehouse_statistician", "sales_accountant")]

    # counting

    def growth(self, make, act):
        """SQL statements that each further document costs."""
        # the first one fills the caches of rights and languages
        _first, few, many = (self.statements(make(number), act) for number in (1, FEW, MANY))
        return (many - few) / (MANY - FEW)

    def statements(self, documents, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(documents.browse(documents.ids))
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    # contracts

    def test_contracts(self):
        for name, make, act in (
            ("submit", self.contracts, lambda contracts: contracts.action_submit()),
            ("check", self.submitted, lambda contracts: contracts.with_user(self.deputy).action_sign()),
            ("approve", self.checked, lambda contracts: contracts.with_user(self.manager).action_sign()),
            ("reject", self.checked, lambda contracts: contracts.with_user(self.manager).action_reject("Price")),
            ("change", self.checked, lambda contracts: contracts.write({"incoterm_location": "Another port"})),
            ("void", self.checked, lambda contracts: contracts.with_user(self.manager).action_void("Withdrawn")),
        ):
            with self.subTest(name):
                self.assertLess(self.growth(make, act), 0.5, name)

    # notices

    def test_notices(self):
        checker, statistician, accountant = self.signers()
        for name, make, act in (
            ("issue", self.prepared, lambda notices: notices.action_issue()),
            ("check", self.issued, lambda notices: notices.with_user(checker).action_sign()),
            (
                "release",
                lambda number: self.issued(number, checker, statistician),
                lambda notices: notices.with_user(accountant).action_sign(),
            ),
            ("reject", self.issued, lambda notices: notices.with_user(checker).action_reject("Wrong place")),
            ("void", self.issued, lambda notices: notices.action_void("Withdrawn")),
            (
                "make",
                self.orders,
                lambda orders: self.make_notice(orders, issue=False),
            ),
        ):
            with self.subTest(name):
                self.assertLess(self.growth(make, act), 0.5, name)

    def test_shipping_costs_what_it_costs_without_notices(self):
        def transfers(number):
            return self.issued(number, *self.signers()).sudo().line_ids.order_line_id.move_ids.picking_id

        def plain_transfers(number):
            self.put_in_stock(self.module_550, 10 * number)
            orders = self.env["sale.order"].create(
                [
                    {
                        "partner_id": self.customer.id,
                        "order_line": [Command.create({"product_id": self.module_550.id, "product_uom_qty": 10})],
                    }
                    for _index in range(number)
                ]
            )
            orders.action_confirm()
            return orders.picking_ids

        def validate(pickings):
            self.ship(pickings)
            self.assertEqual(set(pickings.mapped("state")), {"done"})

        self.assertLess(self.growth(transfers, validate) - self.growth(plain_transfers, validate), 2)

    def test_orders_of_many_batches_send_no_mail(self):
        before = self.env["mail.mail"].search_count([])
        self.orders(2)
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    # the same for many as for one

    def test_chains_of_many_are_those_of_one(self):
        contracts = self.checked(3)
        (contracts[2] + contracts[0] + contracts[1] + contracts[0]).with_user(self.manager).action_sign("Agreed")
        contracts = contracts.with_env(self.env)
        self.assertFalse(contracts._signoff_verify())
        self.assertEqual(contracts.mapped("name"), sorted(contracts.mapped("name")))
        for contract in contracts:
            self.assertEqual(contract.signoff_ids.mapped("act"), ["make", "sign", "sign", "release"])
            self.assertEqual(contract.signoff_ids.mapped("chain_index"), [1, 2, 3, 4])
            approval = contract.signoff_step_ids.filtered(lambda step: step.code == "approve")
            self.assertEqual((approval.state, approval.signoff_id), ("signed", contract.signoff_ids[2]))
            self.assertEqual(approval.signoff_id.reason, "Agreed")
            logged = [body for body in contract.message_ids.mapped("body") if "Agreed" in body]
            self.assertEqual(len(logged), 1)

    def test_the_first_that_cannot_be_signed_is_named_and_none_is_signed(self):
        ready, changed = self.submitted(1), self.submitted(1)
        changed.with_user(self.deputy).write({"end_date": fields.Date.add(changed.end_date, months=1)})
        both = (ready | changed).with_user(self.deputy).with_context(lang="en_US")
        with self.assertRaisesRegex(UserError, "prepared or changed by you"), self.env.cr.savepoint():
            both.action_sign()
        self.env.invalidate_all()
        self.assertEqual(ready.sudo().signoff_ids.mapped("act"), ["make"])

    def test_numbers_of_many_leave_no_gap(self):
        notices = self.prepared(3)
        (notices[1] | notices[0] | notices[2]).action_issue()
        numbers = [int(number.rsplit("-", 1)[1]) for number in notices.sorted("id").mapped("name")]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))

    def test_what_acts_write_by_themselves_is_covered_by_no_signature(self):
        contract, notice = self.submitted(1), self.issued(1)
        for document in (contract, notice):
            self.assertFalse(document._collect("_signoff_free_fields") & document._signoff_content().keys())
