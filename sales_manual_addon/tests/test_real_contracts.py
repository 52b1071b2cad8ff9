"""Real contracts, from the paper to the posted invoice, each act by the post who does it."""

import json

from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .common import SalesManualCommon

PIECES = 10_000_000


@tagged("post_install", "-at_install")
class TestRealContracts(SalesManualCommon):
    def paper(self, name):
        with file_open(f"sales_manual_addon/demo/contracts/{name}.json") as file:
            return json.load(file)

    def ship_and_invoice(self, notice):
        """Goods leave by the dispatcher, the invoice comes from the sales accountant; return it, posted."""
        orders = notice.line_ids.order_id
        self.ship(orders.picking_ids)
        self.assertEqual(notice.state, "shipped")
        accountant = self.users["sales_accountant"]
        invoice = orders.with_user(accountant)._create_invoices()
        invoice.action_post()
        return invoice.with_env(self.env)

    def test_fob_shanghai_comes_to_the_cent(self):
        paper = self.paper("sunergy-2022-export")
        [item] = paper["lines"]
        contract = self.effective_contract(
            lines=[{
                "entered_qty": item["quantity_pieces"], "price_per_watt": item["price_per_watt"], "ref": item["ref"],
            }],
            signed_amount=paper["stated_amount"],
            incoterm_id=self.env.ref("account.incoterm_FOB").id, incoterm_location=paper["incoterm_location"],
        )
        self.assertEqual(contract.line_ids.power_w, paper["stated_total_w"])
        self.assertEqual(contract.computed_amount, 297795.30)
        self.assertFalse(contract.currency_id.compare_amounts(contract.signed_amount, contract.computed_amount))
        self.put_in_stock(self.module_550, item["quantity_pieces"])
        orders = self.make_orders(self.decompose(contract, [930, 930]))
        self.assertEqual(sum(orders.mapped("amount_total")), 297795.30)
        self.assertEqual(orders.currency_id, self.usd)
        self.assertEqual(orders.mapped("incoterm_location"), ["Shanghai"] * len(orders))
        total = 0
        for order in orders:
            notice = self.make_notice(order)
            with self.assertRaisesRegex(UserError, "Accounting"):
                self.sign_notice(notice, until="accounting")
                self.ship(order.picking_ids)
            self.sign_notice(notice)
            total += self.ship_and_invoice(notice).amount_total
        self.assertEqual(total, 297795.30)
        self.assertFalse(contract.line_ids.filtered("unbatched_qty"))
        self.assertEqual(set(contract.batch_ids.mapped("state")), {"shipped"})

    def test_cif_los_angeles_partly_shipped(self):
        paper = self.paper("hareon-2010-export")
        [item] = paper["lines"]
        contract = self.effective_contract(
            lines=[{"product_id": self.module_220.id, "entered_qty": item["quantity_pieces"], "price_per_watt": 1.8}],
            incoterm_id=self.env.ref("account.incoterm_CIF").id, incoterm_location=paper["incoterm_location"],
            milestone_ids=[
                Command.create({
                    "name": share["name"],
                    "trigger": "contract" if share["trigger"] == "contract" else "bill_of_lading",
                    "percent": share["percent"], "days": share["working_days"], "is_working_days": True,
                })
                for share in paper["payment"]
            ],
        )  # fmt: skip
        self.assertEqual(contract.computed_amount, 624 * 220 * 1.8)
        self.put_in_stock(self.module_220, 624)
        order = self.make_orders(self.decompose(contract))
        notice = self.released_notice(order, pieces=300)
        with self.assertRaises(UserError):
            self.ship(order.picking_ids, pieces=301)
        self.ship(order.picking_ids, pieces=300)
        self.assertEqual(notice.state, "shipped")
        self.assertEqual(contract.line_ids.batch_line_ids.mapped("open_qty"), [324])
        backorder = order.picking_ids.filtered(lambda picking: picking.state != "done")
        with self.assertRaises(UserError):
            self.ship(backorder)

    def test_framework_of_35_megawatts_by_its_own_schedule(self):
        """The paper's arithmetic is wrong twice; both figures stay, and the differences have names."""
        paper = self.paper("ceeg-2009-framework")
        rated = {"S125": 2.4, "M156": 3.6, "S156": 3.8}
        cells = {ref: self._new_product(f"Cell {ref}", watts) for ref, watts in rated.items()}
        first = fields.Date.today().replace(day=1)
        contract = self.effective_contract(
            "domestic",
            [
                {"ref": line["ref"], "product_id": cells[line["ref"]].id, "name": line["product"], "basis": "mw",
                 "entered_qty": line["quantity_mw"], "price_per_watt": line["price_per_watt"],
                 "signed_amount": line["stated_amount"]}
                for line in paper["lines"]
            ],
            signed_amount=paper["stated_amount"], tolerance_percent=3,
            start_date=first, signing_date=first, end_date=first + relativedelta(years=1),
        )  # fmt: skip
        self.assertEqual(contract.signed_amount, 672_500_000)
        self.assertEqual(contract.computed_amount, 682_500_000, "20 MW at 19.50 are 390 million, not 380")
        lines = {line.ref: line for line in contract.line_ids}
        self.assertEqual(lines["S125"].pieces_qty, 8_333_333)

        maker = self.contract_post(contract)
        rows = [
            {"date": first + relativedelta(months=index), "contract_line": lines[ref].with_user(maker),
             "power_w": megawatts * 1e6}
            for index, (_month, amounts) in enumerate(sorted(paper["schedule_mw"].items()))
            for ref, megawatts in amounts.items() if ref != "total"
        ]
        batches = contract.with_user(maker)._decompose(rows).with_env(self.env)
        self.assertEqual(len(batches), 12)
        for ref, scheduled in (("S125", 20.04e6), ("M156", 9.99e6), ("S156", 5.01e6)):
            pieces = sum(lines[ref].batch_line_ids.mapped("pieces_qty"))
            self.assertEqual(pieces, round(scheduled / rated[ref]), "the remainder is carried to the last batch")
            self.assertAlmostEqual(lines[ref].balance_w, scheduled - lines[ref].power_w, delta=rated[ref])
            self.assertEqual(lines[ref].balance_state, "even", "within three per cent")
        self.assertFalse(contract._decomposition_findings())

        for product in cells.values():
            self.put_in_stock(product, PIECES)
        order = self.make_orders(batches[0])
        self.assertEqual(order.amount_untaxed, batches[0].amount)
        invoice = self.ship_and_invoice(self.released_notice(order))
        self.assertEqual(invoice.amount_untaxed, order.amount_untaxed)
        self.assertEqual(batches[0].state, "shipped")
        self.assertAlmostEqual(contract.shipped_mw, 2.0, delta=0.001)
