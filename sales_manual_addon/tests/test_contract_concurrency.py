"""Two users act on one contract at the same time: the later one starts again on the new state, and is then refused."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestContractConcurrency(CommittedCase):
    def test_void_and_order(self):
        contract = self.effective_contract()
        batches = self.decompose(contract, [10])
        self.commit()
        manager, post = self.connect(self.users["int_manager"]), self.connect(self.users["int_contract"])
        self.act(post, batches, "action_create_orders")
        self.assertLoses(manager, contract, "action_void", "The customer withdrew")
        with self.assertRaises(UserError):
            self.act(self.connect(self.users["int_manager"]), contract, "action_void", "The customer withdrew")
        self.assertEqual(self.see(contract).state, "effective")

    def test_order_and_void(self):
        contract = self.effective_contract()
        batches = self.decompose(contract, [10])
        self.commit()
        manager, post = self.connect(self.users["int_manager"]), self.connect(self.users["int_contract"])
        self.act(manager, contract, "action_void", "The customer withdrew")
        self.assertLoses(post, batches, "action_create_orders")
        with self.assertRaises(UserError):
            self.act(self.connect(self.users["int_contract"]), batches, "action_create_orders")
        self.assertFalse(self.see(contract).order_ids)

    def test_close_and_decompose(self):
        contract = self.effective_contract()
        self.commit()
        manager, post = self.connect(self.users["int_manager"]), self.connect(self.users["int_contract"])
        line = contract.line_ids
        rows = [{"date": contract.start_date, "contract_line": line.with_env(post), "pieces": 10}]
        contract.with_env(manager).action_close()
        manager.cr.commit()
        self.assertLoses(post, contract, "_decompose", rows)
        self.assertFalse(self.see(contract).batch_ids)

    def test_sent_to_review_twice(self):
        contract = self.make_contract()
        self.commit()
        first, second = (self.connect(self.users["int_salesperson"]) for _index in range(2))
        contract.with_env(first).action_submit()
        first.flush_all()
        self.assertLosesWhileWaiting(first, second, contract, "action_submit")
        contract = self.see(contract)
        self.assertEqual((contract.state, contract.signoff_round, contract.signoff_count), ("review", 1, 1))
