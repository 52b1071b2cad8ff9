"""Who signs what, when; what a signature covers; that nobody writes the chain by hand."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestSignoff(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls.users["int_deputy"]
        cls.manager = cls.users["int_manager"]

    def submitted(self, **values):
        contract = self.make_contract(**values)
        contract.with_user(contract.user_id).action_submit()
        return contract

    def step(self, document, code):
        return document.signoff_step_ids.filtered(lambda s: s.code == code and s.is_current_round)

    # the normal way

    def test_round_from_submission_to_release(self):
        contract = self.submitted()
        check, approve = self.step(contract, "check"), self.step(contract, "approve")
        self.assertEqual((check.state, approve.state), ("ready", "waiting"))
        self.assertTrue(check.ready_date)
        self.assertEqual(contract.prepared_by_id, contract.user_id)
        contract.with_user(self.deputy).action_sign("Prices are those of the list")
        self.assertEqual((check.state, approve.state), ("signed", "ready"))
        self.assertEqual(check.user_id, self.deputy)
        self.assertEqual(check.signoff_id.post_id, self.env.ref("sales_manual_addon.post_int_deputy"))
        self.assertEqual(check.signoff_id.reason, "Prices are those of the list")
        contract.with_user(self.manager).action_sign()
        self.assertEqual(contract.state, "effective")
        self.assertEqual(contract.signoff_ids.mapped("act"), ["make", "sign", "sign", "release"])
        self.assertEqual(contract.signoff_ids.mapped("chain_index"), [1, 2, 3, 4])
        self.assertEqual(contract.signoff_count, 4)
        self.assertEqual(
            contract.signoff_ids.mapped("previous_digest"), [False, *contract.signoff_ids[:-1].mapped("digest")]
        )

    # who may sign

    def refused(self, document, user, pattern):
        """The message is read in English, whatever language the database was made in."""
        with self.assertRaisesRegex(UserError, pattern):
            document.with_user(user).with_context(lang="en_US").action_sign()

    def holder_of(self, *posts):
        """A further user with these posts, in the international department."""
        user = self._new_user("both", posts[0])
        user.group_ids += self.env["res.groups"].union(
            *(self.env.ref(f"sales_manual_addon.post_{post}") for post in posts[1:])
        )
        self.team["international"].member_ids += user
        return user

    def test_wrong_post_is_refused(self):
        contract = self.submitted()
        with self.assertRaises(AccessError):
            contract.with_user(self.users["sales_accountant"]).action_sign()
        self.refused(contract, self.users["cmd_manager"], "which you do not hold")
        self.assertEqual(contract.signoff_ids.mapped("act"), ["make"])

    def test_the_turn_is_kept(self):
        self.refused(self.submitted(), self.manager, "not the turn")

    def test_wrong_state_is_refused(self):
        self.refused(self.make_contract(), self.deputy, "not being signed")
        self.refused(self.effective_contract(), self.deputy, "not being signed")

    def test_superuser_never_signs(self):
        contract = self.submitted()
        root = self.env.ref("base.user_root")
        root.sudo().group_ids += self.env.ref("sales_manual_addon.post_int_deputy")
        self.refused(contract, root, "superuser never signs")

    def test_preparer_does_not_sign(self):
        both = self.holder_of("int_deputy")
        contract = self.make_contract(user=both)
        contract.with_user(both).action_submit()
        self.refused(contract, both, "prepared or changed by you")
        self.assertFalse(contract.with_user(both).can_sign)
        contract.with_user(self.deputy).action_sign()

    def test_creator_does_not_sign_what_another_submitted(self):
        both = self.holder_of("int_deputy")
        contract = self.make_contract(user=both)
        contract.with_user(self.manager).action_submit()
        self.refused(contract, both, "prepared or changed by you")

    def test_nobody_signs_twice(self):
        both = self.holder_of("int_deputy", "int_manager")
        contract = self.submitted()
        contract.with_user(both).action_sign()
        self.refused(contract, both, "signed .* already")
        contract.with_user(self.manager).action_sign()
        self.assertEqual(contract.state, "effective")

    def test_several_are_signed_in_one_call_all_or_none(self):
        contracts = self.submitted() | self.submitted()
        contracts.with_user(self.deputy).action_sign()
        contracts.with_user(self.manager).action_sign()
        self.assertEqual(contracts.mapped("state"), ["effective"] * 2)
        self.assertEqual(len(set(contracts.mapped("name"))), 2)
        ready, draft = self.submitted(), self.make_contract()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            (ready | draft).with_user(self.deputy).action_sign()
        self.env.invalidate_all()
        self.assertNotIn("signed", ready.signoff_step_ids.mapped("state"))

    def test_another_company_s_user_does_not_sign(self):
        outsider = self.holder_of("int_deputy", "gm")
        contract = self.submitted()
        other = self.env["res.company"].create({"name": "Another company"})
        outsider.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            contract.with_user(outsider).action_sign()
        refusal = (
            contract.with_user(outsider)
            .sudo()
            .with_context(lang="en_US")
            ._signoff_refusal(self.step(contract, "check"))
        )
        self.assertIn("not one of your companies", refusal)

    def test_button_search_and_guard_agree(self):
        """is_waiting_for_me is found for exactly those whom action_sign would let sign."""
        contracts = self.submitted() | self.submitted() | self.make_contract() | self.effective_contract()
        contracts[1].with_user(self.deputy).action_sign()
        model = self.env["sales.manual.contract"]
        steps = contracts.signoff_step_ids
        for user in self.users.values():
            expected = (
                contracts.with_user(user)
                .sudo()
                .filtered(
                    lambda contract: any(not contract._signoff_refusal(step) for step in contract.signoff_step_ids)
                )
            )
            found = model.with_user(user).sudo().search([("is_waiting_for_me", "=", True), ("id", "in", contracts.ids)])
            self.assertEqual(set(found.ids), set(expected.ids), user.login)
            rest = model.with_user(user).sudo().search([("is_waiting_for_me", "=", False), ("id", "in", contracts.ids)])
            self.assertEqual(set((found | rest).ids), set(contracts.ids), user.login)
            self.assertFalse(found & rest, user.login)
            waiting = steps.with_user(user).sudo().search([("is_waiting_for_me", "=", True), ("id", "in", steps.ids)])
            self.assertEqual(waiting, waiting.filtered("is_waiting_for_me"))
            self.assertEqual(set(waiting.contract_id.ids), set(found.ids), user.login)
        self.assertEqual(
            model.with_user(self.deputy).search([("is_waiting_for_me", "=", True), ("id", "in", contracts.ids)]),
            contracts[0].with_user(self.deputy),
        )

    def test_waits_for_names_the_post(self):
        contract = self.submitted().with_context(lang="en_US")
        self.assertIn("waits for International deputy manager since", contract.waits_for)
        self.assertFalse(self.make_contract().waits_for)

    # rejection

    def test_rejection_ends_the_round(self):
        contract = self.submitted()
        contract.with_user(self.deputy).action_sign()
        with self.assertRaises(UserError):
            contract.with_user(self.manager).action_reject("  ")
        with self.assertRaises(UserError):
            contract.with_user(self.deputy).action_reject("signed already, so no longer mine to reject")
        contract.with_user(self.manager).action_reject("Price too low")
        self.assertEqual(contract.state, "draft")
        self.assertEqual(contract.signoff_ids.mapped("act"), ["make", "sign", "reject"])
        self.assertEqual(contract.signoff_ids[-1:].reason, "Price too low")
        self.assertEqual(set(contract.signoff_step_ids.mapped("state")), {"closed"})
        self.assertFalse(contract._signoff_verify())
        contract.with_user(contract.user_id).action_submit()
        self.assertEqual(contract.signoff_round, 2)
        self.assertEqual(self.step(contract, "check").state, "ready")
        contract.with_user(self.deputy).action_sign()
        contract.with_user(self.manager).action_sign()
        self.assertEqual(contract.state, "effective")
        self.assertFalse(contract._signoff_verify())

    # what a signature covers

    def test_change_makes_signatures_void_visibly(self):
        contract = self.submitted()
        contract.with_user(self.deputy).action_sign()
        contract.with_user(contract.user_id).line_ids.write({"entered_qty": 900})
        check = self.step(contract, "check")
        self.assertEqual(contract.signoff_ids.mapped("act"), ["make", "sign", "change", "void"])
        void = contract.signoff_ids[-1:]
        self.assertEqual(void.voids_id, contract.signoff_ids[1])
        self.assertEqual(void.user_id, contract.user_id)
        self.assertEqual((check.state, check.signoff_id.id), ("ready", False))
        self.assertEqual(self.step(contract, "approve").state, "waiting")
        self.assertIn("line 1, Quantity: 1,000 → 900", void.with_context(lang="en_US").reason_text)
        self.assertEqual(check.card_acts[0]["act"], "void")
        self.assertIn("900", check.card_acts[0]["reason"])
        self.assertFalse(contract._signoff_verify())
        contract.with_user(self.deputy).action_sign()
        contract.with_user(self.manager).action_sign()
        self.assertFalse(contract._signoff_verify())

    def test_who_changes_under_signature_does_not_sign(self):
        contract = self.submitted()
        contract.with_user(self.manager).write({"end_date": fields.Date.add(contract.end_date, months=1)})
        contract.with_user(self.deputy).action_sign()
        self.refused(contract, self.manager, "prepared or changed by you")

    def test_one_write_is_one_change(self):
        contract = self.submitted()
        contract.with_user(contract.user_id).write(
            {
                "incoterm_location": "Another port",
                "line_ids": [
                    Command.update(contract.line_ids[0].id, {"entered_qty": 500}),
                    Command.create(
                        {"product_id": self.module_220.id, "basis": "piece", "entered_qty": 5, "price_per_watt": 0.2}
                    ),
                ],
            }
        )
        self.assertEqual(contract.signoff_ids.mapped("act"), ["make", "change"])

    def test_a_write_within_a_write_is_looked_at(self):
        """What is put off while one document is written are its own lines, not other documents changed on the way."""
        first, second = self.submitted(), self.submitted()
        for contract in first | second:
            contract.with_user(self.deputy).action_sign()
        model = type(first)
        original = model._refuse_guarded
        done = []

        def write_another(contracts, *args, **kwargs):
            if first in contracts and not done:
                done.append(True)
                second.with_env(contracts.env).write({"incoterm_location": "Second port"})
            return original(contracts, *args, **kwargs)

        with patch.object(model, "_refuse_guarded", write_another):
            first.write({"incoterm_location": "First port"})
        self.assertTrue(done)
        for contract in first | second:
            self.assertEqual(contract.signoff_ids.mapped("act"), ["make", "sign", "change", "void"])

    def test_context_does_not_hide_a_change(self):
        contract = self.submitted()
        contract.with_user(self.deputy).action_sign()
        context = {"sales_manual_defer_recheck": True, "sales_manual_pass": True}
        contract.with_user(contract.user_id).with_context(**context).write({"incoterm_location": "Another port"})
        self.assertEqual(self.step(contract, "check").state, "ready")

    def test_what_is_not_covered_keeps_signatures(self):
        contract = self.submitted()
        contract.with_user(self.deputy).action_sign()
        contract.partner_id.name = "Renamed customer"
        contract.with_user(contract.user_id).write({"incoterm_location": contract.incoterm_location})
        contract.with_user(contract.user_id).message_post(body="A note")
        self.assertEqual(contract.signoff_ids.mapped("act"), ["make", "sign"])
        self.assertFalse(contract._signoff_verify())

    def test_signing_what_was_changed_meanwhile_is_refused(self):
        contract = self.submitted()
        step = self.step(contract, "check")
        seen = contract._signoff_seen_digest(step)
        contract.with_user(contract.user_id).write({"incoterm_location": "Another port"})
        with self.assertRaises(UserError):
            contract.with_user(self.deputy).action_sign(seen=seen)
        contract.with_user(self.deputy).action_sign(seen=contract._signoff_seen_digest(step))
        self.assertEqual(step.state, "signed")

    # who signs for a warehouse

    def test_warehouse_names_its_signers(self):
        notice = self.make_notice(self.confirmed_order())
        self.sign_notice(notice, until="warehouse")
        other = self._new_user("second_statistician", "warehouse_statistician")
        self.warehouse.notice_signer_ids = other
        self.refused(notice, self.users["warehouse_statistician"], "only these sign")
        self.assertFalse(
            notice.with_user(self.users["warehouse_statistician"]).search(
                [("is_waiting_for_me", "=", True), ("id", "=", notice.id)]
            )
        )
        notice.with_user(other).action_sign()
        self.assertEqual(self.step(notice, "warehouse").user_id, other)

    # nobody writes by hand

    def test_rows_are_closed_to_everybody(self):
        contract = self.submitted()
        signoff, step = contract.signoff_ids, contract.signoff_step_ids[0]
        for user in (self.deputy, self.env.ref("base.user_admin"), self.env.ref("base.user_root")):
            for records in (
                signoff.with_user(user),
                signoff.with_user(user).sudo(),
                step.with_user(user),
                step.with_user(user).sudo(),
            ):
                with self.assertRaises(AccessError):
                    records.write({"company_id": self.company.id})
                with self.assertRaises(AccessError):
                    records.unlink()
                with self.assertRaises(AccessError):
                    records.copy()
                with self.assertRaises(AccessError):
                    records.with_context(sales_manual_pass=True).write({"company_id": self.company.id})
        with self.assertRaises(AccessError):
            signoff.sudo()._passed().write({"reason": "other"})
        with self.assertRaises(AccessError):
            signoff.sudo()._passed().unlink()

    def test_steps_are_not_written_through_the_document(self):
        contract = self.submitted()
        for command in (
            [0, 0, {"name": "x"}],
            [1, contract.signoff_step_ids[0].id, {"state": "signed"}],
            [2, contract.signoff_step_ids[0].id, 0],
            [5, 0, 0],
        ):
            with self.assertRaises(AccessError):
                contract.with_user(contract.user_id).write({"signoff_step_ids": [command]})
        with self.assertRaises(AccessError):
            contract.with_user(contract.user_id).write({"prepared_by_id": self.deputy.id})

    def test_signed_documents_stay(self):
        contract = self.submitted()
        contract.with_user(self.deputy).action_reject("Wrong price")
        with self.assertRaisesRegex(UserError, "void"):
            contract.with_user(contract.user_id).unlink()
