"""Builders for the decomposition of contracts."""

import json
from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.tools import file_open

from .common import SalesManualCommon


class DecompositionCommon(SalesManualCommon):
    def contract_of(self, *lines, market="international", start="2027-01-01", end="2027-12-31", **values):
        """A contract in draft over 2027."""
        return self.make_contract(
            market, list(lines) or None, start_date=start, end_date=end, signing_date=start, **values
        )

    @contextmanager
    def refused(self, message, exception=UserError):
        """What is inside must raise ``exception`` with ``message`` (pattern), and leave nothing behind."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), message)

    def as_post(self, contract):
        return contract.with_user(self.contract_post(contract))

    def framework(self, **values):
        """The framework contract of 2009 in draft, and its paper."""
        with file_open("sales_manual_addon/demo/contracts/ceeg-2009-framework.json") as file:
            paper = json.load(file)
        rated = {"S125": 2.4, "M156": 3.6, "S156": 3.8}
        contract = self.make_contract(
            "domestic",
            [
                {
                    "ref": line["ref"],
                    "product_id": self._new_product(f"Cell {line['ref']}", rated[line["ref"]]).id,
                    "basis": "mw",
                    "entered_qty": line["quantity_mw"],
                    "price_per_watt": line["price_per_watt"],
                }
                for line in paper["lines"]
            ],
            start_date="2009-01-01",
            end_date="2009-12-31",
            signing_date="2009-01-01",
            **values,
        )
        return contract, paper

    def assert_books(self, contract):
        """The counter is the sum of the rows, and contract = batches + open."""
        self.assertFalse([finding for finding in contract._decomposition_findings() if finding["code"] == "counter"])
        for line in contract.line_ids:
            self.assertEqual(line.pieces_qty, sum(line.batch_line_ids.mapped("pieces_qty")) - line.balance_qty)
