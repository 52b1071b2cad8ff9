"""Two users at one document at the same moment: real connections, real commits, the loser starting first among them."""

import threading
import time

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

    def test_seal_waits_for_who_is_signing(self):
        """An act with an earlier id that is committed after the seal began is in the seal, not slipped in behind it."""
        signer = self.connect(self.deputies["first"])
        sealer = self.connect(self.env.ref("base.user_root"))
        self.contract.with_env(signer).action_sign()
        signer.flush_all()
        thread = threading.Thread(target=sealer["sales.manual.seal"]._cron_seal)
        thread.start()
        with self.registry.cursor() as watcher:
            self.wait_until_blocked(watcher, sealer, thread)
        signer.cr.commit()
        thread.join(20)
        self.assertFalse(thread.is_alive(), "the seal still waits")
        sealer.cr.commit()
        seals = self.see(self.env["sales.manual.seal"])
        self.assertEqual(
            seals._latest(self.company).last_signoff_id, self.see(self.contract).signoff_ids[-1:].with_env(seals.env)
        )
        self.assertFalse(seals._verify(self.company))

    def wait_until_blocked(self, watcher, env, thread):
        pid = env.cr._cnx.info.backend_pid
        deadline = time.monotonic() + 20
        while thread.is_alive() and time.monotonic() < deadline:
            watcher.execute("SELECT cardinality(pg_blocking_pids(%s))", [pid])
            if watcher.fetchone()[0]:
                return
            time.sleep(0.02)
        self.fail("the seal did not wait")

    def test_line_changed_while_the_document_is_submitted(self):
        contract = self.make_contract()
        self.commit()
        editor = self.connect(contract.user_id)
        self.act(self.connect(contract.user_id), contract, "action_submit")
        self.assertLoses(editor, contract.line_ids, "write", {"entered_qty": 900})
        self.assertEqual(self.see(contract).line_ids.entered_qty, 1000)

    def test_line_changed_while_the_notice_is_issued(self):
        """As for contracts: what is issued is what its maker's act says."""
        notice = self.make_notice(self.confirmed_order(), issue=False)
        self.commit()
        maker = self.contract_post(notice)
        editor = self.connect(maker)
        self.act(self.connect(maker), notice, "action_issue")
        self.assertLoses(editor, notice.line_ids, "write", {"pieces_qty": 4})
        self.assertEqual(self.see(notice).line_ids.pieces_qty, 10)
