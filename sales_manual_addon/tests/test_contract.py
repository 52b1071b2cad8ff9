"""A contract as the paper has it: quantities in their own basis, amounts, defaults, bad input."""

import json
from datetime import date

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import file_open, mute_logger

from .common import SalesManualCommon

NAN, INFINITY = float("nan"), float("inf")


@tagged("post_install", "-at_install")
class TestContract(SalesManualCommon):
    def line(self, **values):
        return self.make_contract(lines=[values]).line_ids

    # quantities and amounts

    def test_power_becomes_whole_pieces(self):
        for basis, quantity, pieces, power_w in (
            ("mw", 10, 18_182, 10_000_000), ("kw", 1.375, 3, 1375), ("w", 1374, 2, 1374),
            ("piece", 1860, 1860, 1_023_000),
        ):
            with self.subTest(basis=basis, quantity=quantity):
                line = self.line(basis=basis, entered_qty=quantity)
                self.assertEqual((line.pieces_qty, line.power_w, line.power_mw), (pieces, power_w, power_w / 1_000_000))

    def test_amount_goes_by_the_paper_power(self):
        line = self.line(basis="mw", entered_qty=10, price_per_watt=0.2911)
        self.assertEqual(line.amount, 2_911_000, "10 MW by 0.2911, not 18,182 pieces by 550 W by 0.2911")

    def test_amount_per_piece(self):
        line = self.line(product_id=self.unpowered.id, entered_qty=3, price_per_watt=0, price_basis="piece",
                         price_per_piece=10.333333)
        self.assertEqual((line.amount, line.power_w), (31, 0))

    def test_a_product_without_power_is_priced_by_piece(self):
        contract = self.env["sales.manual.contract"].create(self.contract_values(lines=[{}]))
        line = self.env["sales.manual.contract.line"].create({
            "contract_id": contract.id, "product_id": self.unpowered.id, "entered_qty": 3, "price_per_piece": 7,
        })
        self.assertEqual((line.price_basis, line.amount), ("piece", 21))

    def test_the_catalogue_alters_no_contract(self):
        line = self.line(entered_qty=10)
        amount = line.amount
        self.module_550.rated_power_w = 560
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((line.rated_power_w, line.power_w, line.amount), (550, 5500, amount))

    def test_rated_power_of_the_line_can_differ_from_the_catalogue(self):
        line = self.line(entered_qty=10)
        line.rated_power_w = 555
        self.assertEqual((line.power_w, line.contract_id.power_mw), (5550, 0.00555))

    def test_amounts_round_by_the_currency(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        contract = self.make_contract(lines=[{"entered_qty": 1, "price_per_watt": 0.123457}], currency_id=yen.id)
        self.assertEqual(contract.computed_amount, 68)
        contract.currency_id = self.usd
        self.assertEqual(contract.computed_amount, 67.9)

    def test_signed_and_computed_amount_are_both_kept(self):
        contract = self.make_contract(
            lines=[{"entered_qty": 10, "signed_amount": 1600}, {"entered_qty": 10}], signed_amount=3300)
        self.assertEqual((contract.computed_amount, contract.amount_difference), (3300, 0))
        self.assertEqual(contract.line_ids.mapped("amount_difference"), [-50, 0])
        self.assertNotIn("amounts_differ", contract.alerts or {})
        self.assertIn("line_amounts_differ", contract.alerts or {})
        contract.signed_amount = 3200.5
        self.assertEqual((contract.computed_amount, contract.amount_difference), (3300, -99.5))
        message = contract.alerts["amounts_differ"]["message"]
        for amount in ("3,200.50", "3,300.00", "99.50"):
            self.assertIn(amount, message)
        contract.signed_amount = 0
        self.assertEqual(contract.amount_difference, 0, "no signed amount entered is no difference")

    # the real contracts

    def real_contract(self, name, products):
        with file_open(f"sales_manual_addon/demo/contracts/{name}.json") as file:
            paper = json.load(file)
        currency = self.env.ref(f"base.{paper['currency']}")
        currency.active = True
        incoterm = paper.get("incoterm") and self.env.ref(f"account.incoterm_{paper['incoterm']}")
        contract = self.make_contract(paper["market"], [
            {
                "ref": line["ref"], "product_id": product.id, "name": line["product"],
                "basis": "mw" if "quantity_mw" in line else "piece",
                "entered_qty": line.get("quantity_mw") or line["quantity_pieces"],
                "price_per_watt": line["price_per_watt"] or 1.8,
                "signed_amount": line.get("stated_amount", 0),
            }
            for line, product in zip(paper["lines"], products, strict=True)
        ], currency_id=currency.id, signed_amount=paper.get("stated_amount", 0), incoterm_id=incoterm and incoterm.id,
            incoterm_location=paper.get("incoterm_location"))
        return contract

    def test_paper_of_2022_agrees_to_the_cent(self):
        contract = self.real_contract("sunergy-2022-export", [self.module_550])
        self.assertEqual((contract.computed_amount, contract.amount_difference), (297_795.30, 0))
        self.assertEqual((contract.line_ids.power_w, contract.pieces_qty), (1_023_000, 1860))
        self.assertNotIn("line_amounts_differ", contract.alerts or {})

    def test_paper_of_2010_in_pieces(self):
        contract = self.real_contract("hareon-2010-export", [self.module_220])
        self.assertEqual((contract.line_ids.power_w, contract.computed_amount), (137_280, 247_104))

    def test_paper_of_2009_disagrees_with_itself(self):
        products = [self._new_product(f"Cell {power}", power) for power in (2.4, 3.85, 2.45)]
        contract = self.real_contract("ceeg-2009-framework", products)
        self.assertEqual((contract.signed_amount, contract.computed_amount), (672_500_000, 682_500_000))
        self.assertEqual((contract.amount_difference, contract.power_mw), (-10_000_000, 35))
        self.assertEqual(contract.line_ids.mapped("amount_difference"), [-10_000_000, 0, 0])
        self.assertIn("10,000,000.00", contract.alerts["amounts_differ"]["message"])
        self.assertIn("S125", contract.alerts["line_amounts_differ"]["message"])
        self.approve(contract)
        self.assertEqual(contract.signed_amount, 672_500_000, "approval does not correct the paper")

    # bad input

    def test_quantities_that_cannot_be_meant_are_refused(self):
        for values in (
            {"entered_qty": 0}, {"entered_qty": -5}, {"entered_qty": 0.5}, {"entered_qty": 10.5},
            {"entered_qty": 2_000_000_001}, {"entered_qty": 1e14}, {"entered_qty": 1e300},
            {"basis": "mw", "entered_qty": 100_001}, {"basis": "mw", "entered_qty": -1},
            {"basis": "w", "entered_qty": 9},
            {"basis": "kw", "entered_qty": 0}, {"product_id": self.unpowered.id, "basis": "kw", "entered_qty": 5},
            {"rated_power_w": -550}, {"rated_power_w": 1e12},
            {"rated_power_w": 0.0001, "basis": "mw", "entered_qty": 1},
            {"entered_qty": NAN}, {"entered_qty": INFINITY}, {"entered_qty": -INFINITY}, {"entered_qty": "many"},
            {"rated_power_w": NAN}, {"price_per_watt": INFINITY},
            {"price_per_watt": -0.3}, {"signed_amount": -1}, {"signed_amount": NAN},
            {"product_id": self.unpowered.id, "price_basis": "watt"},
        ):
            with (
                self.subTest(**values), self.assertRaises(ValidationError), mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.line(**values)
                self.env.flush_all()

    def test_the_same_is_refused_on_a_line_that_exists(self):
        line = self.line(entered_qty=10).with_user(self.users["int_salesperson"])
        for values in (
            {"entered_qty": 0}, {"entered_qty": 10.5}, {"entered_qty": NAN}, {"basis": "mw", "entered_qty": 1e9},
            {"product_id": self.unpowered.id, "basis": "w"},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                line.write(values)
        self.assertEqual((line.entered_qty, line.pieces_qty), (10, 10))

    def test_the_refusal_names_the_line(self):
        with self.assertRaisesRegex(ValidationError, r"M2 · Test module 220.*10.5"):
            self.make_contract(lines=[{}, {"ref": "M2", "product_id": self.module_220.id, "entered_qty": 10.5}])

    def test_a_service_is_no_contract_line(self):
        service = self.env["product.product"].create({"name": "Freight", "type": "service"})
        with self.assertRaises(ValidationError):
            self.line(product_id=service.id, price_basis="piece", price_per_piece=1)

    def test_header_values_that_cannot_be_meant_are_refused(self):
        for values in (
            {"start_date": "2026-06-01", "end_date": "2026-05-31"},
            {"signing_date": "2027-01-01", "end_date": "2026-12-31", "start_date": "2026-01-01"},
            {"start_date": "2026-06-01", "end_date": "2026-12-31", "signing_date": "2026-01-01",
             "latest_shipment_date": "2026-05-31"},
            {"signing_date": "the first of May"},
            {"tolerance_percent": -0.01}, {"tolerance_percent": 100.01}, {"tolerance_percent": NAN},
            {"signed_amount": -1}, {"signed_amount": INFINITY}, {"signed_amount": 1e16},
            {"team_id": self.team["domestic"].id},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.make_contract(**values)

    def test_one_day_of_validity_is_valid(self):
        contract = self.make_contract(start_date="2026-06-01", end_date="2026-06-01", signing_date="2026-06-01")
        self.assertEqual(contract.start_date, contract.end_date)

    def test_milestones_that_cannot_be_meant_are_refused(self):
        contract = self.make_contract()
        for values in (
            {"percent": 0}, {"percent": -10}, {"percent": 100.5}, {"percent": NAN}, {"percent": 30, "days": -1},
            {"percent": 30, "days": 10**12},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                contract.write({"milestone_ids": [Command.create({"name": "Deposit", **values})]})

    def test_records_of_another_company_are_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        for values in (
            {"partner_id": self.env["res.partner"].create({"name": "Theirs", "company_id": other.id}).id},
            {"team_id": self.env["crm.team"].create({"name": "Theirs", "company_id": other.id}).id},
            {"warehouse_id": self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1).id},
        ):
            with self.subTest(**values), self.assertRaises(UserError), self.env.cr.savepoint():
                self.make_contract(**values)
        elsewhere = self.env["res.users"].create({
            "name": "Theirs", "login": "theirs", "company_id": other.id, "company_ids": other.ids,
        })
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.make_contract().user_id = elsewhere
        ours = self._new_product("Ours", 100, company_id=self.company.id)
        homeless = {"team_id": False, "user_id": False, "warehouse_id": False}
        of_ours, of_nobodys = self.env["sales.manual.contract"].create([
            self.contract_values(lines=[{"product_id": product.id}], **homeless) for product in (ours, self.module_550)
        ])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            of_ours.company_id = other
        of_nobodys.company_id = other
        self.assertEqual(of_nobodys.line_ids.company_id, other)
        theirs = self._new_product("Theirs", 100, company_id=other.id)
        with self.assertRaises(UserError):
            self.line(product_id=theirs.id)

    # defaults

    def test_defaults_come_from_salesperson_and_customer(self):
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": self.usd.id})
        terms = self.env["account.payment.term"].create({"name": "30 days"})
        customer = self.env["res.partner"].create({
            "name": "Priced", "property_product_pricelist": pricelist.id, "property_payment_term_id": terms.id,
        })
        contracts = self.env["sales.manual.contract"].with_user(self.users["int_salesperson"])
        contract = contracts.create({"partner_id": customer.id})
        self.assertEqual(contract.user_id, self.users["int_salesperson"])
        self.assertEqual(contract.team_id, self.team["international"])
        self.assertEqual(contract.market, "international")
        self.assertEqual(contract.payment_term_id, terms)
        expected = customer.property_product_pricelist.currency_id or self.company.currency_id
        self.assertEqual(contract.currency_id, expected)

    def test_the_form_computes_while_typing(self):
        with Form(self.env["sales.manual.contract"].with_user(self.users["int_salesperson"])) as form:
            form.partner_id = self.foreign_customer
            form.signed_amount = 100
            with form.line_ids.new() as line:
                line.product_id = self.module_550
                self.assertEqual((line.rated_power_w, line.price_basis), (550, "watt"))
                line.basis = "kw"
                line.entered_qty = 5.5
                self.assertEqual(line.pieces_qty, 10)
                line.price_per_watt = 0.2
                self.assertEqual(line.amount, 1100)
            self.assertEqual((form.computed_amount, form.amount_difference), (1100, -1000))
            self.assertEqual(form.market, "international")
        self.assertEqual(form.record.line_ids.pieces_qty, 10)

    def test_name_and_search(self):
        contract = self.make_contract(customer_reference="PO-77/b")
        self.assertEqual(contract.display_name, "Draft contract · Test foreign customer")
        contracts = self.env["sales.manual.contract"]
        for text in ("PO-77", "foreign cust"):
            self.assertIn(contract.id, [id_ for id_, _name in contracts.name_search(text)])
        self.approve(contract)
        self.assertRegex(contract.name, rf"^XS-{date.today().year}-\d{{4,}}$")
        self.assertEqual(contract.display_name, contract.name)
        self.assertIn(contract.id, [id_ for id_, _name in contracts.name_search(contract.name)])

    def test_copy_takes_lines_but_no_number(self):
        contract = self.effective_contract(
            lines=[{}, {"product_id": self.module_220.id, "rated_power_w": 225}], customer_reference="PO-1")
        copy = contract.with_user(contract.user_id).copy()
        self.assertEqual((copy.state, copy.name), ("draft", False))
        self.assertEqual((copy.customer_reference, copy.signoff_count), (False, 0))
        self.assertFalse(copy.start_date or copy.end_date or copy.signing_date or copy.effective_date)
        self.assertEqual(copy.line_ids.mapped("rated_power_w"), [550, 225])
        self.assertEqual(copy.computed_amount, contract.computed_amount)
        self.assertFalse(copy.line_ids & contract.line_ids)

    # figures of execution

    def test_figures_of_execution(self):
        contract = self.effective_contract(
            lines=[{"entered_qty": 100}, {"product_id": self.module_220.id, "entered_qty": 50}])
        others = self.effective_contract(lines=[{"entered_qty": 7}])
        batches = self.decompose(contract, [20])
        line = batches.line_ids.filtered(lambda line: line.product_id == self.module_550)
        line._passed().write({"noticed_qty": 15, "shipped_qty": 10})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(
            (contract.pieces_qty, contract.batched_qty, contract.shipped_qty, contract.noticed_qty, contract.open_qty),
            (150, 40, 10, 5, 135),
        )
        self.assertAlmostEqual(contract.shipped_mw, 0.0055)
        self.assertAlmostEqual(contract.open_mw, (85 * 550 + 50 * 220) / 1e6)
        self.assertEqual(contract.shipped_percent, 6.7)
        self.assertEqual(others.open_qty, 7)
        search = self.env["sales.manual.contract"].search
        self.assertIn(contract, search([("open_qty", ">", 134)]))
        self.assertNotIn(contract, search([("open_qty", ">", 135)]))
        self.assertEqual(search([("open_qty", "<=", 7), ("id", "in", (contract | others).ids)]), others)

    def test_figures_take_as_many_queries_for_many_contracts_as_for_one(self):
        contracts = self.env["sales.manual.contract"].browse()
        for _index in range(6):
            contracts |= self.make_contract()
        names = ["open_mw", "shipped_percent", "batch_count", "order_count", "notice_count"]
        counts = []
        for some in (contracts[:1], contracts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
