from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestDecomposeConcurrency(CommittedCase):
    """Architecture rule 16 with real connections: whoever comes second is refused or starts again, never exceeds the
    contract.
    """

    def values(self, contract, pieces, **values):
        return {
            "contract_id": contract.id,
            "delivery_date": contract.start_date,
            "line_ids": [
                Command.create({"contract_line_id": line.id, "pieces_qty": pieces}) for line in contract.line_ids
            ],
            **values,
        }

    def two(self):
        return self.connect(self.users["int_contract"]), self.connect(self.users["int_contract_2"])

    def batched(self, contract):
        line = self.see(contract).line_ids
        self.assertEqual(line.batched_qty, sum(line.batch_line_ids.mapped("pieces_qty")))
        return line.batched_qty

    # decomposing

    def test_one_contract_decomposed_by_two_the_loser_starting_first(self):
        contract = self.effective_contract(lines=[{"entered_qty": 100}])
        self.commit()
        loser, winner = self.two()
        self.act(winner, contract, "_decompose_even", contract.start_date, 2)
        self.assertLoses(loser, contract, "_decompose_even", contract.start_date, 3)
        with self.assertRaisesRegex(UserError, "Nothing is open"):  # started again, as Odoo does
            self.act(loser, contract, "_decompose_even", contract.start_date, 3)
        self.assertEqual(self.batched(contract), 100)
        self.assertEqual(self.see(contract).batch_ids.mapped("number"), [1, 2])

    def test_one_contract_decomposed_by_two_at_the_same_time(self):
        contract = self.effective_contract(lines=[{"entered_qty": 100}])
        self.commit()
        loser, winner = self.two()
        contract.with_env(winner)._decompose_even(contract.start_date, 2)
        winner.flush_all()
        self.assertLosesWhileWaiting(winner, loser, contract, "_decompose_even", contract.start_date, 3)
        self.assertEqual(self.batched(contract), 100)

    def test_the_last_pieces_planned_by_two(self):
        contract = self.effective_contract(lines=[{"entered_qty": 100}])
        batches = self.decompose(contract, [40, 40])
        self.commit()
        loser, winner = self.two()
        lines = batches.line_ids
        self.act(winner, lines[0], "write", {"pieces_qty": 60})
        # another batch of the same line: only the counter on the line makes them meet
        self.assertLoses(loser, lines[1], "write", {"pieces_qty": 60})
        with self.assertRaisesRegex(UserError, "120 pieces in batches, contract 100"):
            self.act(loser, lines[1], "write", {"pieces_qty": 60})
        loser.cr.rollback()
        self.act(loser, lines[1], "write", {"pieces_qty": 30})
        self.assertEqual(self.batched(contract), 90)

    def test_two_batches_at_once_have_two_numbers(self):
        contract = self.effective_contract(lines=[{"entered_qty": 100}])
        self.commit()
        loser, winner = self.two()
        batches = self.env["sales.manual.batch"]
        self.act(winner, batches, "create", self.values(contract, 10))
        self.assertLoses(loser, batches, "create", self.values(contract, 20))
        self.act(loser, batches, "create", self.values(contract, 20))
        self.assertEqual(
            self.see(contract).batch_ids.sorted("number").mapped(lambda b: (b.number, b.pieces_qty)), [(1, 10), (2, 20)]
        )
        self.assertEqual(self.batched(contract), 30)

    def test_pieces_given_back_and_taken_at_once(self):
        contract = self.effective_contract(lines=[{"entered_qty": 100}])
        batches = self.decompose(contract, [60, 40])
        self.commit()
        loser, winner = self.two()
        self.act(winner, batches[0], "unlink")
        self.assertLoses(loser, batches[1].line_ids, "write", {"pieces_qty": 30})
        self.act(loser, batches[1].line_ids, "write", {"pieces_qty": 100})
        self.assertEqual(self.batched(contract), 100)

    # ordering

    def ordered(self, contract):
        contract = self.see(contract)
        live = contract.batch_ids.line_ids.order_line_id
        self.assertEqual(len(live.order_id), len(contract.order_ids), "no order without its batch")
        self.assertEqual(
            sum(live.mapped("product_uom_qty")),
            sum(contract.batch_ids.line_ids.filtered("order_line_id").mapped("pieces_qty")),
        )
        return live.order_id

    def test_a_batch_ordered_by_two_the_loser_starting_first(self):
        contract = self.effective_contract(lines=[{"entered_qty": 100}])
        batch = self.decompose(contract)
        self.commit()
        loser, winner = self.two()
        self.act(winner, batch, "action_create_orders")
        self.assertLoses(loser, batch, "action_create_orders")
        with self.assertRaisesRegex(UserError, "made of it already"):
            self.act(loser, batch, "action_create_orders")
        self.assertEqual(len(self.ordered(contract)), 1)

    def test_a_batch_ordered_by_two_at_the_same_time(self):
        contract = self.effective_contract(lines=[{"entered_qty": 100}])
        batch = self.decompose(contract)
        self.commit()
        loser, winner = self.two()
        batch.with_env(winner).action_create_orders()
        winner.flush_all()
        self.assertLosesWhileWaiting(winner, loser, batch, "action_create_orders")
        self.assertEqual(len(self.ordered(contract)), 1)

    def changes(self):
        """(name, change) and a committed contract of 100 pieces with a batch of 50, for each way to change a batch."""
        for name, change in (
            ("pieces", lambda batch: batch.line_ids.write({"pieces_qty": 5})),
            ("date", lambda batch: batch.write({"delivery_date": batch.contract_id.end_date})),
            ("place", lambda batch: batch.write({"incoterm_location": "Ningbo"})),
            ("line", lambda batch: batch.write({"line_ids": [
                Command.create({"contract_line_id": batch.line_ids.contract_line_id.id, "pieces_qty": 5}),
            ]})),
            ("split", lambda batch: batch.line_ids._split(5, batch.contract_id.end_date)),
            ("unlink", lambda batch: batch.unlink()),
        ):
            contract = self.effective_contract(lines=[{"entered_qty": 100}])
            batch = self.decompose(contract, [50])
            self.commit()
            yield name, contract, batch, _Change(batch, change)

    def test_a_batch_ordered_while_another_changes_it(self):
        for name, contract, batch, change in self.changes():
            with self.subTest(change=name):
                loser, winner = self.two()
                self.act(winner, batch, "action_create_orders")
                self.assertLoses(loser, change, "run")
                with self.assertRaisesRegex(UserError, "lives on it"):
                    self.act(loser, change, "run")
                [order] = self.ordered(contract)
                self.assertEqual(order.order_line.product_uom_qty, 50)

    def test_a_batch_changed_while_another_orders_it(self):
        for name, contract, batch, change in self.changes():
            with self.subTest(change=name):
                loser, winner = self.two()
                self.act(winner, change, "run")
                self.assertLoses(loser, batch, "action_create_orders")
                self.assertFalse(self.ordered(contract))


class _Change:
    """A change of a batch, called like a method of a record on whatever connection."""

    def __init__(self, batch, change):
        self.batch, self.change = batch, change

    def with_env(self, env):
        return _Change(self.batch.with_env(env), self.change)

    def run(self):
        self.change(self.batch)
