"""Delivery batches by hand: what they may hold, who writes them and until when (CON-2, CMD-3, CMD-16)."""

from datetime import date

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .decomposition_common import DecompositionCommon


@tagged("post_install", "-at_install")
class TestBatch(DecompositionCommon):
    @mute_logger("odoo.sql_db")
    def test_pieces_that_cannot_be(self):
        contract = self.contract_of({"entered_qty": 100})
        batch = self.decompose(contract, [10]).with_user(self.users["int_contract"])
        for pieces in (0, -1, 2.5, "many", None, False, 10**12, float("nan")):
            with self.subTest(pieces=pieces):
                with self.assertRaises(ValidationError):
                    batch.write(
                        {"line_ids": [Command.create({"contract_line_id": contract.line_ids.id, "pieces_qty": pieces})]}
                    )
                with self.assertRaises(ValidationError):
                    batch.line_ids.write({"pieces_qty": pieces})
        self.assertEqual(batch.line_ids.pieces_qty, 10)
        with self.assertRaises(ValidationError):
            self.env["sales.manual.batch.line"].with_user(self.users["int_contract"]).with_context(
                default_pieces_qty=-4
            ).create(
                {
                    "batch_id": batch.id,
                    "contract_line_id": contract.line_ids.id,
                }
            )
        self.env.invalidate_all()
        self.assert_books(contract)

    def test_first_and_last_day_count(self):
        contract = self.contract_of({"entered_qty": 100}, latest_shipment_date="2027-11-30")
        self.decompose(contract, [1], date=date(2027, 1, 1))
        batch = self.decompose(contract, [1], date=date(2027, 11, 30)).with_user(self.users["int_contract"])
        with self.refused("latest shipment is on 2027-11-30"):
            batch.delivery_date = "2027-12-01"
        with self.refused("is not a date"):
            batch.write({"delivery_date": "tomorrow"})

    def test_line_of_another_contract_and_warehouse_of_another_company(self):
        contract = self.contract_of({"entered_qty": 100})
        other = self.contract_of({"entered_qty": 100})
        post = self.users["int_contract"]
        with self.refused("own contract"):
            self.env["sales.manual.batch"].with_user(post).create(
                {
                    "contract_id": contract.id,
                    "delivery_date": "2027-05-01",
                    "line_ids": [Command.create({"contract_line_id": other.line_ids.id, "pieces_qty": 5})],
                }
            )
        batch = self.decompose(contract, [5]).with_user(post)
        with self.refused("own contract"):
            batch.line_ids.contract_line_id = other.line_ids.id
        with self.refused("stays with its contract"):
            batch.contract_id = other.id
        with self.refused("own contract"):
            batch.line_ids.batch_id = self.decompose(other, [5]).id
        elsewhere = self.env["stock.warehouse"].create(
            {
                "name": "Elsewhere",
                "code": "ELSE",
                "company_id": self.env["res.company"].create({"name": "Other company"}).id,
            }
        )
        with self.assertRaises(UserError):
            batch.sudo().warehouse_id = elsewhere
        self.env.invalidate_all()
        self.assert_books(contract)
        self.assert_books(other)

    def test_numbers_run_per_contract_and_are_not_chosen(self):
        contract, other = self.contract_of({"entered_qty": 100}), self.contract_of({"entered_qty": 100})
        self.assertEqual(self.decompose(contract, [1, 1]).mapped("number"), [1, 2])
        self.assertEqual(self.decompose(other, [1]).number, 1)
        forged = (
            self.env["sales.manual.batch"]
            .with_user(self.users["int_contract"])
            .create(
                {
                    "contract_id": contract.id,
                    "delivery_date": "2027-05-01",
                    "number": 77,
                }
            )
        )
        self.assertEqual(forged.number, 3)
        with self.assertRaises(AccessError):
            forged.number = 78
        self.assertEqual(forged.name, f"#{contract.id}/03")
        self.approve(contract)
        self.assertEqual(forged.name, f"{contract.name}/03", "batches take the contract's number when it is given")

    def test_what_the_batch_computes_cannot_be_written(self):
        contract = self.contract_of({"entered_qty": 100})
        batch = self.decompose(contract, [10]).with_user(self.users["int_contract"])
        for record, values in (
            (batch, {"state": "shipped"}),
            (batch, {"amount": 1}),
            (batch, {"partner_id": self.customer.id}),
            (batch, {"name": "X"}),
            (batch.line_ids, {"shipped_qty": 1}),
            (batch.line_ids, {"noticed_qty": 1}),
            (batch.line_ids, {"amount": 1}),
            (batch.line_ids, {"order_line_id": 1}),
            (batch.line_ids, {"state": "shipped"}),
            (batch.line_ids, {"power_w": 1}),
            (contract.line_ids.with_user(self.users["int_contract"]), {"batched_qty": 0}),
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                record.with_context(sales_manual_pass=True).write(values)
        for values in ({"order_line_id": 1}, {"shipped_qty": 5}, {"amount": 5}):
            with self.subTest(created=values), self.assertRaises(AccessError):
                self.env["sales.manual.batch"].with_user(self.users["int_contract"]).create(
                    {
                        "contract_id": contract.id,
                        "delivery_date": "2027-05-01",
                        "line_ids": [
                            Command.create({"contract_line_id": contract.line_ids.id, "pieces_qty": 5, **values})
                        ],
                    }
                )
        zeroed = (
            self.env["sales.manual.batch"]
            .with_user(self.users["int_contract"])
            .create(
                {
                    "contract_id": contract.id,
                    "delivery_date": "2027-05-01",
                    "line_ids": [
                        Command.create(
                            {"contract_line_id": contract.line_ids.id, "pieces_qty": 5, "amount": 0, "power_w": 0}
                        )
                    ],
                }
            )
        )
        self.assertEqual((zeroed.amount, zeroed.power_kw), (825, 2.75))

    def test_deleting_gives_the_pieces_back(self):
        contract = self.contract_of({"entered_qty": 100})
        batches = self.decompose(contract, [30, 70]).with_user(self.users["int_contract"])
        self.assertEqual(contract.line_ids.unbatched_qty, 0)
        batches[0].unlink()
        self.assertEqual(contract.line_ids.unbatched_qty, 30)
        batches[1].line_ids.unlink()
        self.assertEqual(contract.line_ids.unbatched_qty, 100)
        self.assert_books(contract)

    def test_moving_a_batch_moves_its_lines(self):
        contract = self.contract_of({"entered_qty": 100})
        batch = self.decompose(contract, [30]).with_user(self.users["int_contract"])
        batch.delivery_date = "2027-08-08"
        self.assertEqual(batch.line_ids.delivery_date, date(2027, 8, 8))
        batch.line_ids.delivery_date = "2027-09-09"
        self.assertEqual(batch.delivery_date, date(2027, 9, 9))

    def test_splitting(self):
        contract = self.contract_of({"entered_qty": 100})
        batch = self.decompose(contract, [100]).with_user(self.users["int_contract"])
        batch.incoterm_location = "Hamburg"
        wizard = (
            self.env["sales.manual.batch.split"]
            .with_user(self.users["int_contract"])
            .create(
                {
                    "batch_line_id": batch.line_ids.id,
                    "pieces_qty": 40,
                    "delivery_date": "2027-06-01",
                }
            )
        )
        new = self.env["sales.manual.batch"].browse(wizard.action_split()["res_id"])
        self.assertEqual((batch.pieces_qty, new.pieces_qty, new.number), (60, 40, 2))
        self.assertEqual((new.incoterm_location, new.delivery_date), ("Hamburg", date(2027, 6, 1)))
        for pieces in (0, -1, 60, 1000):
            with self.subTest(pieces=pieces), self.refused("at most 59"):
                batch.line_ids._split(pieces, "2027-06-01")
        with self.refused("valid until"):
            batch.line_ids._split(10, "2029-01-01")
        self.env.invalidate_all()
        self.assert_books(contract)

    # who and when

    def test_only_the_contract_post_of_the_market_decomposes(self):
        contract = self.contract_of({"entered_qty": 100})
        allowed = self.decompose(contract, [10])
        self.assertEqual(allowed.create_uid, self.users["int_contract"])
        values = {"contract_id": contract.id, "delivery_date": "2027-05-01"}
        for post in (
            "int_salesperson",
            "int_manager",
            "int_deputy",
            "dom_contract",
            "cmd_manager",
            "auditor",
            "sales_accountant",
            "gm",
        ):
            with self.subTest(post=post):
                with self.assertRaises(AccessError):
                    self.env["sales.manual.batch"].with_user(self.users[post]).create(values)
                with self.assertRaises(AccessError):
                    allowed.with_user(self.users[post]).write({"delivery_date": "2027-06-01"})
                with self.assertRaises(AccessError):
                    allowed.line_ids.with_user(self.users[post]).write({"pieces_qty": 5})
                with self.assertRaises(AccessError):
                    allowed.with_user(self.users[post]).unlink()

    def test_closed_and_void_contracts_take_no_more_changes(self):
        for state, word in (("closed", "closed"), ("void", "void")):
            contract = self.contract_of({"entered_qty": 100})
            batch = self.decompose(contract, [10]).with_user(self.users["int_contract"])
            contract._passed().write({"state": state})
            for change in (
                lambda batch=batch: batch.write({"delivery_date": "2027-06-01"}),
                lambda batch=batch: batch.line_ids.write({"pieces_qty": 5}),
                lambda batch=batch: batch.line_ids.unlink(),
                lambda batch=batch: batch.unlink(),
                lambda batch=batch: batch.line_ids._split(5, "2027-06-01"),
                lambda contract=contract: self.decompose(contract, [5]),
                lambda contract=contract: self.as_post(contract)._decompose_even("2027-06-01", 2),
                lambda contract=contract: self.as_post(contract).action_decompose(),
            ):
                with self.refused(f"is {word}"):
                    change()

    def test_batches_of_a_living_order_are_fixed(self):
        contract = self.effective_contract()
        batch = self.decompose(contract, [100, 200])[0]
        order = self.make_orders(batch, confirm=False)
        post = self.users["int_contract"]
        for user in (post, self.env.user):  # the superuser as well
            for change in (
                lambda b: b.write({"delivery_date": fields.Date.add(b.delivery_date, days=1)}),
                lambda b: b.write({"warehouse_id": False}),
                lambda b: b.write({"incoterm_location": "Hamburg"}),
                lambda b: b.unlink(),
                lambda b: b.line_ids.write({"pieces_qty": 5}),
                lambda b: b.line_ids.write({"delivery_date": fields.Date.add(b.delivery_date, days=1)}),
                lambda b: b.line_ids.write({"batch_id": contract.batch_ids[1].id}),
                lambda b: contract.batch_ids[1].line_ids.with_env(b.env).write({"batch_id": b.id}),
                lambda b: b.line_ids.unlink(),
                lambda b: b.line_ids._split(5, b.delivery_date),
                lambda b: b.write(
                    {"line_ids": [Command.create({"contract_line_id": contract.line_ids.id, "pieces_qty": 1})]}
                ),
            ):
                with self.refused(f"contract order {order.name}"):
                    change(batch.with_user(user))
        batch.with_user(post).activity_schedule("mail.mail_activity_data_todo", user_id=post.id)
        order.with_user(post).action_cancel()
        batch.with_user(post).delivery_date = fields.Date.add(batch.delivery_date, days=1)
        batch.with_user(post).unlink()
        self.assert_books(contract)

    def test_reasons_are_the_next_step_of_the_work(self):
        contract = self.contract_of({"entered_qty": 10})
        line = self.decompose(contract, [10]).line_ids
        self.assertEqual(line.reason, "The contract is not effective.")
        self.approve(contract)
        self.assertFalse(line.reason)
        with freeze_time("2027-01-11"):
            line.invalidate_recordset(["reason"])
            self.assertEqual(line.reason, "10 days late. No contract order yet.")
        order = self.make_orders(line.batch_id, confirm=False)
        self.assertEqual(line.reason, "The contract order is not confirmed.")
        order.with_user(self.users["int_contract"]).action_confirm()
        line.invalidate_recordset(["reason"])
        self.assertEqual(line.reason, "10 pieces on no notice yet.")

    # size

    def test_as_many_queries_for_a_hundred_lines_as_for_one(self):
        counts = []
        for lines in (1, 1, 100):
            contract = self.contract_of(*({"entered_qty": 1200, "ref": str(index)} for index in range(lines)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batches = contract._decompose_even("2027-01-01", 12)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(batches.line_ids), 12 * lines)
        _warming, one, hundred = counts
        # rows are inserted and updated by the hundred at most
        self.assertLess(hundred, one + 40)
