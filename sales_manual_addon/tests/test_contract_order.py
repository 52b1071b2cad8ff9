"""Contract orders: what they say comes from the contract, each batch has one at most (CMD-5, CMD-24; architecture,
Cardinalities).
"""

from datetime import datetime

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .decomposition_common import DecompositionCommon


@tagged("post_install", "-at_install")
class TestContractOrder(DecompositionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.usd if cls.company.currency_id != cls.usd else cls.env.ref("base.EUR")
        cls.foreign.active = True

    def batch(self, contract, pieces, day, **values):
        return (
            self.env["sales.manual.batch"]
            .with_user(self.contract_post(contract))
            .create(
                {
                    "contract_id": contract.id,
                    "delivery_date": day,
                    "line_ids": [
                        Command.create({"contract_line_id": line.id, "pieces_qty": pieces})
                        for line in contract.line_ids
                    ],
                    **values,
                }
            )
        )

    def effective(self, *lines, **values):
        return self.approve(self.contract_of(*lines, **{"currency_id": self.foreign.id, **values}))

    def orders_of(self, batches):
        action = batches.action_create_orders()
        self.assertEqual(action["res_model"], "sale.order")
        self.assertNotIn("sales_manual_pass", action["context"])
        return batches.line_ids.order_line_id.order_id.with_env(self.env).sorted("id")

    # what an order says

    def test_the_order_says_what_the_contract_says(self):
        tax = self.env["account.tax"].create({"name": "Agreed 3 %", "amount": 3, "type_tax_use": "sale"})
        term = self.env["account.payment.term"].create({"name": "Thirty percent at once"})
        contract = self.effective(
            {
                "entered_qty": 1860,
                "price_per_watt": 0.291123,
                "name": "Mono 550 Wp, black frame",
                "tax_ids": [Command.set(tax.ids)],
            },
            customer_reference="PO 4711",
            payment_term_id=term.id,
        )
        batch = self.batch(contract, 930, "2027-05-04", incoterm_location="Ningbo")
        order = self.orders_of(batch)
        line = order.order_line
        self.assertEqual(order.sales_contract_id, contract)
        self.assertEqual((order.partner_id, order.company_id), (contract.partner_id, contract.company_id))
        self.assertEqual(order.currency_id, self.foreign, "the contract's currency, not the company's")
        self.assertFalse(order.pricelist_id.item_ids)
        self.assertEqual((order.user_id, order.team_id), (contract.user_id, contract.team_id))
        self.assertEqual((order.incoterm, order.incoterm_location), (contract.incoterm_id, "Ningbo"))
        self.assertEqual((order.warehouse_id, order.payment_term_id), (self.warehouse, term))
        self.assertEqual((order.client_order_ref, order.origin), ("PO 4711", batch.name))
        self.assertEqual(order.state, "draft")
        self.assertEqual(line.name, "Mono 550 Wp, black frame", "the contract's wording is not lost")
        self.assertEqual((line.product_uom_qty, line.product_uom_id), (930, self.module_550.uom_id))
        self.assertEqual((line.price_unit, line.discount), (160.11765, 0), "price per watt by rated power, unrounded")
        self.assertEqual(line.tax_ids, tax)
        self.assertEqual(line.contract_batch_line_id, batch.line_ids)
        self.assertEqual(batch.line_ids.order_line_id, line)
        self.assertEqual(order.amount_untaxed, batch.amount)
        self.assertEqual(batch.state, "ordered")
        self.assertEqual(order.create_uid, self.users["int_contract"])

    def test_the_delivery_date_is_a_day_of_the_company(self):
        contract = self.effective()
        contract.company_id.resource_calendar_id.tz = "Asia/Shanghai"
        order = self.orders_of(self.batch(contract, 10, "2027-05-04"))
        self.assertEqual(order.commitment_date, datetime(2027, 5, 4, 4, 0), "noon in Shanghai")

    def test_a_price_per_piece_and_lines_of_one_product_stay_apart(self):
        contract = self.effective(
            {"entered_qty": 10, "price_basis": "piece", "price_per_piece": 99.123456, "name": "First item"},
            {"entered_qty": 10, "price_basis": "piece", "price_per_piece": 88, "name": "Second item"},
        )
        order = self.orders_of(self.batch(contract, 10, "2027-05-04"))
        self.assertEqual(order.order_line.mapped("price_unit"), [99.123456, 88])
        self.assertEqual(order.order_line.mapped("name"), ["First item", "Second item"])
        self.assertEqual(order.amount_untaxed, 991.23 + 880)

    # which batches share an order

    def test_one_order_per_contract_date_and_destination(self):
        first, second = self.effective({"entered_qty": 1000}), self.effective({"entered_qty": 1000})
        other_warehouse = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC2"})
        cif = self.env.ref("account.incoterm_CIF")
        together = self.batch(first, 1, "2027-05-04") | self.batch(first, 2, "2027-05-04")
        apart = (
            self.batch(first, 4, "2027-05-05")
            | self.batch(first, 8, "2027-05-04", incoterm_location="Ningbo")
            | self.batch(first, 16, "2027-05-04", warehouse_id=other_warehouse.id)
            | self.batch(first, 32, "2027-05-04", incoterm_id=cif.id)
            | self.batch(second, 64, "2027-05-04")
        )
        orders = self.orders_of(together | apart)
        pieces = sorted(tuple(order.order_line.mapped("product_uom_qty")) for order in orders)
        self.assertEqual(pieces, [(1, 2), (4,), (8,), (16,), (32,), (64,)])
        self.assertEqual(orders.currency_id, self.foreign)
        [joint] = orders.filtered(lambda order: len(order.order_line) == 2)
        self.assertEqual(joint.origin, ", ".join(together.mapped("name")))
        self.assertEqual(together.order_ids, joint)
        self.assertEqual(apart[:1].order_count, 1)

    def test_from_the_decomposition_table(self):
        contract = self.effective({"entered_qty": 10}, {"product_id": self.module_220.id, "entered_qty": 10})
        batch = self.batch(contract, 10, "2027-05-04")
        batch.line_ids[:1].action_create_orders()
        self.assertEqual(len(batch.line_ids.order_line_id), 2, "the whole batch, whichever line was chosen")

    # currency

    def test_a_pricelist_without_rules_is_reused_and_one_with_rules_is_not(self):
        ruled = self.env["product.pricelist"].create(
            {
                "name": "Dealers",
                "currency_id": self.foreign.id,
                "sequence": 1,
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 10})],
            }
        )
        contract = self.effective({"entered_qty": 100})
        first = self.orders_of(self.batch(contract, 10, "2027-05-04"))
        second = self.orders_of(self.batch(contract, 10, "2027-05-05"))
        self.assertEqual(first.pricelist_id, second.pricelist_id)
        self.assertNotEqual(first.pricelist_id, ruled)
        self.assertEqual(first.order_line.price_unit, 165)

    def test_an_order_in_the_company_currency_whatever_the_customer_pricelist(self):
        self.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        self.customer.property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Foreign",
                "currency_id": self.foreign.id,
            }
        )
        contract = self.effective({"entered_qty": 10}, market="domestic", currency_id=self.company.currency_id.id)
        order = self.orders_of(self.batch(contract, 10, "2027-05-04"))
        self.assertEqual(order.currency_id, self.company.currency_id)
        self.assertEqual(order.amount_untaxed, 1650)

    def test_rounding_differences_go_to_the_last_line_and_are_said(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        tax = self.env["account.tax"].create(
            {
                "name": "Included 17 %",
                "amount": 17,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
            }
        )
        for taxes in ([], tax.ids):
            contract = self.effective(
                *(
                    {
                        "entered_qty": 1,
                        "price_basis": "piece",
                        "price_per_piece": 10.006,
                        "tax_ids": [Command.set(taxes)],
                    }
                    for _line in range(3)
                )
            )
            batch = self.batch(contract, 1, "2027-05-04")
            self.assertEqual(batch.amount, 30.03)
            order = self.orders_of(batch)
            total = order.amount_total if taxes else order.amount_untaxed
            self.assertEqual(total, 30.03, "three times 10.01 are on the batch, 30.02 would be the rounded sum")
            self.assertEqual(order.order_line[:2].mapped("price_unit"), [10.006, 10.006])
            self.assertNotEqual(order.order_line[2].price_unit, 10.006)
            self.assertIn("Rounding", order.message_ids[0].body)

    def test_no_word_of_rounding_where_nothing_differs(self):
        order = self.orders_of(self.batch(self.effective({"entered_qty": 10}), 10, "2027-05-04"))
        self.assertFalse([message for message in order.message_ids if "Rounding" in (message.body or "")])

    # guards

    def test_a_batch_is_ordered_once(self):
        contract = self.effective({"entered_qty": 100})
        first, second = self.batch(contract, 10, "2027-05-04"), self.batch(contract, 10, "2027-05-05")
        order = self.orders_of(first)
        with self.refused(rf"No orders were made.*\n{first.name}: contract order {order.name}"):
            (first | second).action_create_orders()
        self.assertEqual(contract.order_ids, order, "all or none")
        self.assertEqual(second.state, "planned")

    def test_a_cancelled_order_opens_its_batches_again(self):
        contract = self.effective({"entered_qty": 100})
        batch = self.batch(contract, 10, "2027-05-04")
        cancelled = self.orders_of(batch)
        cancelled.with_user(self.users["int_contract"]).action_cancel()
        self.assertEqual((batch.state, batch.line_ids.order_line_id.id), ("planned", False))
        again = self.orders_of(batch)
        self.assertNotEqual(cancelled, again)
        self.assertEqual(batch.line_ids.order_line_id, again.order_line)
        self.assertEqual(batch.order_ids, cancelled | again, "the cancelled one stays on record")

    def test_only_effective_contracts(self):
        contract = self.contract_of({"entered_qty": 100})
        batch = self.batch(contract, 10, "2027-05-04")
        with self.refused("not effective"):
            batch.action_create_orders()
        self.approve(contract)
        contract._passed().write({"state": "closed"})
        with self.refused("not effective"):
            batch.action_create_orders()

    def test_the_last_day_of_a_contract_counts(self):
        contract = self.effective({"entered_qty": 100})
        batches = self.batch(contract, 10, "2027-12-31") | self.batch(contract, 10, "2027-12-30")
        contract.company_id.resource_calendar_id.tz = "Asia/Shanghai"
        with freeze_time("2027-12-31 15:59:00"):
            self.orders_of(batches[0])
        with freeze_time("2027-12-31 16:01:00"), self.refused("expired on 2027-12-31"):  # it is January in Shanghai
            batches[1].action_create_orders()

    def test_nothing_to_order(self):
        contract = self.effective({"entered_qty": 100})
        empty = (
            self.env["sales.manual.batch"]
            .with_user(self.users["int_contract"])
            .create(
                {
                    "contract_id": contract.id,
                    "delivery_date": "2027-05-04",
                }
            )
        )
        with self.refused("holds no products"):
            empty.action_create_orders()
        with self.refused("Choose the batches"):
            empty.browse().action_create_orders()

    def test_products_must_be_kept_in_pieces(self):
        for unit in (self.env.ref("uom.product_uom_dozen"), self.env.ref("uom.product_uom_kgm")):
            unit.active = True
            product = self._new_product(f"Modules by the {unit.name}", 550, uom_id=unit.id)
            contract = self.effective({"product_id": product.id, "entered_qty": 24})
            batch = self.batch(contract, 24, "2027-05-04")
            with self.subTest(unit=unit.name), self.refused(f"kept in {unit.name}"):
                batch.action_create_orders()
        piece = self.env["uom.uom"].create(
            {"name": "Panel", "relative_uom_id": self.env.ref("uom.product_uom_unit").id}
        )
        product = self._new_product("Modules by the panel", 550, uom_id=piece.id)
        order = self.orders_of(
            self.batch(self.effective({"product_id": product.id, "entered_qty": 24}), 24, "2027-05-04")
        )
        self.assertEqual((order.order_line.product_uom_qty, order.order_line.product_uom_id), (24, piece))

    def test_who_makes_contract_orders(self):
        contract = self.effective({"entered_qty": 100})
        batch = self.batch(contract, 10, "2027-05-04")
        for post in ("int_salesperson", "int_manager", "int_deputy", "dom_contract", "dom_execution", "cmd_manager",
                     "auditor", "sales_accountant", "dispatcher", "gm"):  # fmt: skip
            with self.subTest(post=post), self.assertRaises(AccessError):
                batch.with_user(self.users[post]).action_create_orders()
        domestic = self.approve(self.contract_of({"entered_qty": 100}, market="domestic"))
        with self.assertRaises(AccessError):
            self.batch(domestic, 10, "2027-05-04").with_user(self.users["int_contract"]).action_create_orders()
        self.assertFalse(batch.line_ids.order_line_id)

    def test_orders_are_of_the_company_of_the_contract(self):
        other = self.env["res.company"].create({"name": "Second company", "currency_id": self.foreign.id})
        post = self.users["int_contract"]
        post.company_ids += other
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        self.users["int_salesperson"].company_ids += other
        contract = self.env["sales.manual.contract"].create(
            {
                "company_id": other.id,
                "market": "international",
                "partner_id": self.foreign_customer.id,
                "warehouse_id": warehouse.id,
                "user_id": self.users["int_salesperson"].id,
                "team_id": False,
                "currency_id": self.foreign.id,
                "start_date": "2027-01-01",
                "end_date": "2027-12-31",
                "line_ids": [
                    Command.create({"product_id": self.module_550.id, "entered_qty": 10, "price_per_watt": 0.3})
                ],
            }
        )
        contract._passed().write({"state": "effective"})
        batch = (
            self.env["sales.manual.batch"]
            .with_user(post)
            .with_context(allowed_company_ids=[self.company.id, other.id])
            .create(
                {
                    "contract_id": contract.id,
                    "delivery_date": "2027-05-04",
                    "line_ids": [Command.create({"contract_line_id": contract.line_ids.id, "pieces_qty": 10})],
                }
            )
        )
        with self.assertRaises(UserError):
            batch.warehouse_id = self.warehouse.id
        order = self.orders_of(batch)
        self.assertEqual((order.company_id, order.warehouse_id), (other, warehouse))
        self.assertEqual(order.currency_id, self.foreign)
        self.assertEqual(order.amount_untaxed, 1650)
        with self.assertRaises(AccessError):
            batch.with_context(allowed_company_ids=self.company.ids).write({"delivery_date": "2027-05-05"})

    def test_a_context_key_opens_nothing(self):
        contract = self.effective({"entered_qty": 100})
        batch = self.batch(contract, 10, "2027-05-04")
        order = (
            self.env["sale.order"].with_user(self.users["int_contract"]).create({"partner_id": contract.partner_id.id})
        )
        for forged in (True, 1, "PASS", object()):
            with self.subTest(forged=forged), self.assertRaises(AccessError):
                batch.line_ids.with_context(sales_manual_pass=forged).write({"order_line_id": 1})
            with self.subTest(forged=forged), self.refused("come from the batches"):
                order.with_context(sales_manual_pass=forged).write(
                    {
                        "order_line": [
                            Command.create(
                                {"product_id": self.module_550.id, "contract_batch_line_id": batch.line_ids.id}
                            )
                        ],
                    }
                )

    def test_an_order_and_its_batch_stay_one(self):
        """batches = orders, also after the order was confirmed and invoiced from."""
        contract = self.effective({"entered_qty": 100})
        batches = self.batch(contract, 30, "2027-05-04") | self.batch(contract, 70, "2027-05-05")
        orders = self.make_orders(batches)
        self.assertEqual(sum(orders.order_line.mapped("product_uom_qty")), contract.line_ids.batched_qty)
        self.assertEqual(sum(orders.mapped("amount_untaxed")), contract.computed_amount)
        for line in batches.line_ids:
            self.assertEqual(
                (line.order_line_id.product_uom_qty, line.order_line_id.product_id), (line.pieces_qty, line.product_id)
            )
        self.assertEqual(fields.Date.to_date(orders[0].commitment_date), batches[0].delivery_date)

    def test_what_odoo_computes_anew_stays_what_the_contract_says(self):
        """Links between lines, a catalogue that changed: each makes Odoo word or price a line again."""
        contract = self.effective({"entered_qty": 100})
        order = self.make_orders(self.batch(contract, 100, "2027-05-04"), confirm=False)
        line = order.order_line
        names = ("name", "price_unit", "discount", "tax_ids", "product_uom_qty", "product_uom_id")
        before = line.read(names)
        tax = self.env["account.tax"].create({"name": "Test 7 %", "amount": 7, "type_tax_use": "sale"})
        self.module_550.write({"list_price": 7, "description_sale": "Other words", "taxes_id": [Command.set(tax.ids)]})
        note = self.env["sale.order.line"].create(
            {"order_id": order.id, "display_type": "line_note", "name": "Handle with care"}
        )
        line.with_user(self.contract_post(contract)).linked_line_id = note
        for name in names:
            self.env.add_to_compute(line._fields[name], line)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(line.read(names), before)
        # as the screen does it
        with Form(order) as form:
            with form.order_line.edit(0) as edited:
                self.assertEqual((edited.name, edited.price_unit), (line.name, line.price_unit))
            form.client_order_ref = "Their number"
        self.assertEqual(line.read(names), before)
