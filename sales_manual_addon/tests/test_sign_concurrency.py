"""Two users at one document at the same moment: real connections, real commits, the loser starting first among them."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestSignConcurrency(CommittedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputies = {"first": cls.users["int_deputy"], "second": cls._new_user("int_deputy_2", "int_deputy")}
        cls.team["international"].member_ids += cls.deputies["second"]
        cls.env.flush_all()
        type(cls.cr).commit(cls.cr)

    def setUp(self):
        super().setUp()
        self.contract = self.make_contract()
        self.contract.with_user(self.contract.user_id).action_submit()
        self.commit()

    def acts(self):
        contract = self.see(self.contract)
        self.assertEqual(contract.signoff_ids.mapped("chain_index"), list(range(1, contract.signoff_count + 1)))
        self.assertFalse(contract._signoff_verify())
        return contract.signoff_ids.mapped("act")

    def test_loser_started_first(self):
        loser = self.connect(self.deputies["first"])
        winner = self.connect(self.deputies["second"])
        self.act(winner, self.contract, "action_sign")
        self.assertLoses(loser, self.contract, "action_sign")
        self.assertEqual(self.acts(), ["make", "sign"])
        # started again, as the request layer does, the loser reads why
        with self.assertRaisesRegex(UserError, "signed already"):
            self.act(self.connect(self.deputies["first"]), self.contract, "action_sign")

    def test_loser_waits_for_the_winner(self):
        winner = self.connect(self.deputies["first"])
        loser = self.connect(self.deputies["second"])
        self.contract.with_env(winner).action_sign()
        winner.flush_all()
        self.assertLosesWhileWaiting(winner, loser, self.contract, "action_sign")
        self.assertEqual(self.acts(), ["make", "sign"])

    def test_rejection_against_signature(self):
        loser = self.connect(self.deputies["first"])
        self.act(self.connect(self.deputies["second"]), self.contract, "action_reject", "Wrong price")
        self.assertLoses(loser, self.contract, "action_sign")
        self.assertEqual(self.acts(), ["make", "reject"])

    def test_line_changed_while_it_is_signed(self):
        """Whoever comes second starts again: no signature covers a line that was changed behind it."""
        line = self.contract.line_ids
        maker = self.connect(self.contract.user_id)
        self.act(self.connect(self.deputies["first"]), self.contract, "action_sign")
        self.assertLoses(maker, line, "write", {"entered_qty": 900})
        self.assertEqual(self.acts(), ["make", "sign"])
        self.act(self.connect(self.contract.user_id), line, "write", {"entered_qty": 900})
        self.assertEqual(self.acts(), ["make", "sign", "change", "void"])

    def test_signed_while_a_line_is_changed(self):
        signer = self.connect(self.deputies["first"])
        self.act(self.connect(self.contract.user_id), self.contract.line_ids, "write", {"entered_qty": 900})
        self.assertLoses(signer, self.contract, "action_sign")
        self.assertEqual(self.acts(), ["make", "change"])

    def test_line_changed_while_the_document_is_submitted(self):
        contract = self.make_contract()
        self.commit()
        editor = self.connect(contract.user_id)
        self.act(self.connect(contract.user_id), contract, "action_submit")
        self.assertLoses(editor, contract.line_ids, "write", {"entered_qty": 900})
        self.assertEqual(self.see(contract).line_ids.entered_qty, 1000)
