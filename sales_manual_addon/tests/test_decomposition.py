"""A contract becomes delivery batches, and nothing of it is lost or made up on the way (CON-2, CMD-3, CMD-16)."""

from datetime import date

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .decomposition_common import DecompositionCommon


@tagged("post_install", "-at_install")
class TestDecomposition(DecompositionCommon):
    # even months

    def test_even_months_fill_containers_and_leave_the_rest_to_the_last(self):
        contract = self.contract_of({"basis": "mw", "entered_qty": 10})  # 18,182 pieces of 550 W
        batches = self.as_post(contract)._decompose_even("2027-03-15", 8, multiple=704)
        self.assertEqual(batches.mapped("pieces_qty"), [2112, 2112, 2816, 2112, 2112, 2112, 2816, 1990])
        self.assertEqual(sum(batches.mapped("pieces_qty")), 18182)
        self.assertEqual(batches[0].line_ids.pieces_qty % 704, 0)
        self.assertEqual(batches[7].delivery_date, date(2027, 10, 15))
        self.assertEqual(batches.mapped("number"), [1, 2, 3, 4, 5, 6, 7, 8])
        self.assertEqual(contract.balance_state, "even")
        self.assert_books(contract)

    def test_each_line_has_its_own_container(self):
        contract = self.contract_of({"entered_qty": 100}, {"product_id": self.module_220.id, "entered_qty": 100})
        first, second = contract.line_ids
        batches = self.as_post(contract)._decompose_even("2027-01-01", 3, multiple={first.id: 30, second.id: 7})
        pieces = [
            [line.pieces_qty for line in batches.line_ids if line.contract_line_id == of] for of in (first, second)
        ]
        self.assertEqual(pieces, [[30, 30, 40], [35, 35, 30]])

    def test_lines_without_rated_power_split_alike(self):
        contract = self.contract_of(
            {"product_id": self.unpowered.id, "entered_qty": 10, "price_basis": "piece", "price_per_piece": 3}
        )
        batches = self.as_post(contract)._decompose_even("2027-01-01", 4)
        self.assertEqual(batches.mapped("pieces_qty"), [3, 2, 3, 2])
        self.assertEqual(batches.mapped("amount"), [9, 6, 9, 6])
        self.assertEqual(contract.balance_state, "even")

    def test_more_months_than_pieces(self):
        contract = self.contract_of({"entered_qty": 2})
        batches = self.as_post(contract)._decompose_even("2027-01-01", 12)
        self.assertEqual(sum(batches.mapped("pieces_qty")), 2)
        self.assertNotIn(0, batches.mapped("pieces_qty"))

    def test_the_last_day_of_a_month_stays_the_last_day(self):
        contract = self.contract_of()
        batches = self.as_post(contract)._decompose_even("2027-01-31", 4)
        self.assertEqual([day.day for day in batches.mapped("delivery_date")], [31, 28, 31, 30])

    def test_only_what_is_open_is_decomposed(self):
        contract = self.contract_of({"entered_qty": 100})
        self.as_post(contract)._decompose_even("2027-01-01", 1)
        with self.refused("Nothing is open"):
            self.as_post(contract)._decompose_even("2027-02-01", 2)

    # schedules

    def test_schedule_of_2009_is_taken_within_three_per_cent_and_each_difference_is_named(self):
        contract, paper = self.framework(tolerance_percent=3)
        self.as_post(contract)._decompose(self.scheduled(contract, paper))
        self.assertEqual(len(contract.batch_ids), 12)
        self.assertEqual(contract.balance_state, "even")
        for mark in ("S125: +0.04 MW", "M156: -0.01 MW", "S156: +0.01 MW"):
            # to a ten thousandth of a megawatt: whole pieces cannot say it better
            self.assertRegex(
                contract.balance_text, mark.replace(".", r"\.").replace("+", r"\+").replace(" MW", r"0{0,3}\d{0,2} MW")
            )
        line = contract.line_ids[0]
        self.assertAlmostEqual(line.balance_percent, 0.2, 3)
        self.assert_books(contract)
        # the remainder of a piece is carried: no batch is further than half a piece from the paper
        self.assertEqual({line.pieces_qty for line in line.batch_line_ids}, {695833, 695834})

    def test_schedule_of_2009_exceeds_a_contract_without_tolerance(self):
        contract, paper = self.framework()
        with self.refused(r"S125: 8,350,000 pieces in batches, contract 8,333,333") as caught:
            self.as_post(contract)._decompose(self.scheduled(contract, paper))
        self.assertIn("S156", str(caught.exception))
        self.assertNotIn("M156", str(caught.exception), "less than the contract is no mistake before it closes")

    def scheduled(self, contract, paper):
        lines = {line.ref: line for line in self.as_post(contract).line_ids}
        return [
            {"date": f"{month}-28", "contract_line": lines[ref], "power_w": megawatts * 1e6}
            for month, amounts in paper["schedule_mw"].items()
            for ref, megawatts in amounts.items()
            if ref != "total"
        ]

    def test_rows_of_one_date_and_place_are_one_batch(self):
        contract = self.contract_of({"entered_qty": 100}, {"product_id": self.module_220.id, "entered_qty": 100})
        first, second = self.as_post(contract).line_ids
        batches = self.as_post(contract)._decompose(
            [
                {"date": date(2027, 5, 2), "contract_line": second, "pieces": 5},
                {"date": date(2027, 5, 1), "contract_line": first, "pieces": 10},
                {"date": date(2027, 5, 1), "contract_line": second, "pieces": 20},
                {"date": date(2027, 5, 1), "contract_line": first, "pieces": 30},
                {"date": date(2027, 5, 1), "contract_line": first, "pieces": 7, "place": "Hamburg"},
            ]
        )
        self.assertEqual(
            [
                (batch.delivery_date.day, batch.incoterm_location, batch.line_ids.mapped("pieces_qty"))
                for batch in batches
            ],
            [(1, "Shanghai", [40, 20]), (1, "Hamburg", [7]), (2, "Shanghai", [5])],
        )
        self.assertEqual(batches.warehouse_id, self.warehouse)

    def test_rows_that_cannot_be_are_named_and_nothing_is_made(self):
        contract = self.contract_of({"entered_qty": 100})
        other = self.contract_of({"entered_qty": 100})
        line = contract.line_ids
        cases = [
            ({"date": "2027-05-01", "contract_line": line, "pieces": 0}, "above zero"),
            ({"date": "2027-05-01", "contract_line": line, "pieces": -5}, "above zero"),
            ({"date": "2027-05-01", "contract_line": line, "power_w": -5.0}, "above zero"),
            ({"date": "2027-05-01", "contract_line": line, "pieces": 2.5}, "whole pieces"),
            ({"date": "2027-05-01", "contract_line": line, "pieces": float("nan")}, "not a number"),
            ({"date": "2027-05-01", "contract_line": line, "power_w": float("inf")}, "not a number"),
            ({"date": "2027-05-01", "contract_line": line, "pieces": 10**30}, "100 pieces"),
            ({"date": "2027-05-01", "contract_line": line, "power_w": 1e30}, "100 pieces"),
            ({"date": "2027-05-01", "contract_line": other.line_ids, "pieces": 5}, "no line of contract"),
            ({"date": "2026-12-31", "contract_line": line, "pieces": 5}, "valid from 2027-01-01"),
            ({"date": "2028-01-01", "contract_line": line, "pieces": 5}, "valid until 2027-12-31"),
            ({"date": False, "contract_line": line, "pieces": 5}, "date is missing"),
            ({"contract_line": line, "pieces": 5}, "date is missing"),
            ({"date": "2027-05-01", "pieces": 5}, "no line of contract"),
        ]
        for row, message in cases:
            good = {"date": "2027-04-01", "contract_line": line, "pieces": 5}
            with self.subTest(message=message, row=row), self.refused(message) as caught:
                self.as_post(contract)._decompose([good, row])
            self.assertIn("Row 2", str(caught.exception))
        with self.refused("nothing to decompose"):
            self.as_post(contract)._decompose([])
        self.assertFalse(contract.batch_ids)
        self.assertEqual(line.batched_qty, 0)

    def test_months_and_multiples_that_make_no_sense(self):
        contract = self.contract_of({"entered_qty": 100})
        for months, multiple in ((0, 1), (-1, 1), (10**9, 1), (3, 0), (3, -704)):
            with self.subTest(months=months, multiple=multiple), self.assertRaises(ValidationError):
                self.as_post(contract)._decompose_even("2027-01-01", months, multiple=multiple)
        with self.refused("valid until"):
            self.as_post(contract)._decompose_even("2027-01-01", 13)

    # tolerance

    def test_over_on_one_line_never_hides_under_on_another(self):
        contract = self.contract_of(
            {"entered_qty": 1000},
            {"product_id": self.module_220.id, "entered_qty": 1000},
            tolerance_percent=3,
        )
        with self.refused(r"1: 1,031 pieces in batches, contract 1,000, at most 1,030"):
            self.decompose_lines(contract, [1031, 900])
        batch = self.decompose_lines(contract, [1030, 900])
        self.assertEqual(contract.line_ids.mapped("balance_state"), ["even", "open"])
        self.assertEqual(contract.balance_state, "open")
        with self.refused("1,031"):
            batch.line_ids[0].with_user(self.users["int_contract"]).pieces_qty += 1

    def decompose_lines(self, contract, pieces):
        return (
            self.env["sales.manual.batch"]
            .with_user(self.contract_post(contract))
            .create(
                {
                    "contract_id": contract.id,
                    "delivery_date": contract.start_date,
                    "line_ids": [
                        Command.create({"contract_line_id": line.id, "pieces_qty": qty})
                        for line, qty in zip(contract.line_ids, pieces, strict=True)
                    ],
                }
            )
            .with_env(self.env)
        )

    def test_small_steps_do_not_creep_past_the_tolerance(self):
        contract = self.contract_of({"entered_qty": 100}, tolerance_percent=3)
        self.decompose(contract, [50, 50, 1, 1, 1])
        with self.refused("at most 103"):
            self.decompose(contract, [1])
        self.assertEqual(contract.line_ids.batched_qty, 103)

    def test_many_calls_in_one_transaction_leave_the_right_remainder(self):
        contract = self.contract_of(*({"entered_qty": 1200, "ref": f"L{index}"} for index in range(3)))
        left = []
        for month in range(1, 13):
            self.as_post(contract)._decompose(
                [
                    {"date": date(2027, month, 1), "contract_line": line, "pieces": 100}
                    for line in self.as_post(contract).line_ids
                ]
            )
            left.append(contract.line_ids.mapped("unbatched_qty"))
        self.assertEqual(left, [[1200 - 100 * month] * 3 for month in range(1, 13)])
        with self.refused("L0: 1,201 pieces in batches, contract 1,200"):
            self.as_post(contract)._decompose(
                [{"date": date(2027, 12, 1), "contract_line": self.as_post(contract).line_ids[0], "pieces": 1}]
            )
        self.assert_books(contract)

    def test_a_batch_needs_a_contract(self):
        for contract in (None, False, "XS-2027-0001", [1]):
            with self.subTest(contract=contract), self.refused("Choose the contract", ValidationError):
                self.env["sales.manual.batch"].with_user(self.users["int_contract"]).create(
                    {"contract_id": contract, "delivery_date": "2027-05-01"}
                )

    def test_a_contract_below_its_batches_is_refused(self):
        contract = self.contract_of({"entered_qty": 100}, tolerance_percent=3)
        self.decompose(contract, [103])
        salesperson = contract.user_id
        with self.refused("103 pieces in batches"):
            contract.with_user(salesperson).tolerance_percent = 0
        contract.invalidate_recordset()
        with self.refused("103 pieces in batches"):
            contract.line_ids.with_user(salesperson).entered_qty = 90
        contract.invalidate_recordset()
        with self.refused("valid from"):
            contract.with_user(salesperson).start_date = "2027-02-01"

    def test_balance_states(self):
        contract = self.contract_of({"basis": "kw", "entered_qty": 55}, tolerance_percent=5)  # 100 pieces
        line = contract.line_ids
        states = {}
        for pieces in (94, 95, 100, 105):
            batch = self.decompose(contract, [pieces])
            states[pieces] = line.balance_state
            batch.unlink()
        self.assertEqual(states, {94: "open", 95: "even", 100: "even", 105: "even"})
        self.assertEqual(line.balance_state, "open")
        self.decompose(contract, [90])
        self.assertEqual(contract.balance_text, "1: -0.0055 MW (-10 pieces)")
        contract._passed().write({"state": "closed"})
        self.assertEqual(line.balance_state, "short")
        self.assertEqual([finding["code"] for finding in contract._decomposition_findings()], ["short"])

    def test_findings_point_at_a_counter_that_lies(self):
        contract = self.contract_of({"entered_qty": 100})
        self.decompose(contract, [60])
        self.env.cr.execute(
            "UPDATE sales_manual_contract_line SET batched_qty = 50 WHERE id = %s", [contract.line_ids.id]
        )
        contract.line_ids.invalidate_recordset(["batched_qty"])
        [finding] = contract._decomposition_findings()
        self.assertEqual(
            (finding["line"], finding["code"], finding["values"]),
            (contract.line_ids, "counter", {"counter": 50, "batches": 60}),
        )
