"""Who signs what, when; what a signature covers; that nobody writes the chain by hand."""

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
        self.assertEqual(contract.signoff_ids.mapped("previous_digest"), [False, *contract.signoff_ids[:-1].mapped("digest")])

    # who may sign

    def refused(self, document, user, pattern):
        """The message is read in English, whatever language the database was made in."""
        with self.assertRaisesRegex(UserError, pattern):
            document.with_user(user).with_context(lang="en_US").action_sign()

    def holder_of(self, *posts):
        """One user with several posts of the international department."""
        user = self._new_user("both", posts[0])
        user.group_ids += self.env["res.groups"].union(*(self.env.ref(f"sales_manual_addon.post_{post}") for post in posts[1:]))
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
        both = self.holder_of("int_salesperson", "int_deputy")
        contract = self.make_contract(user=both)
        contract.with_user(both).action_submit()
        self.refused(contract, both, "prepared or changed by you")
        self.assertFalse(contract.with_user(both).can_sign)
        contract.with_user(self.deputy).action_sign()

    def test_creator_does_not_sign_what_another_submitted(self):
        both = self.holder_of("int_salesperson", "int_deputy")
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

    # nobody writes by hand

    def test_rows_are_closed_to_everybody(self):
        contract = self.submitted()
        signoff, step = contract.signoff_ids, contract.signoff_step_ids[0]
        for user in (self.deputy, self.env.ref("base.user_admin"), self.env.ref("base.user_root")):
            for records in (signoff.with_user(user), signoff.with_user(user).sudo(), step.with_user(user), step.with_user(user).sudo()):
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
        for command in ([0, 0, {"name": "x"}], [1, contract.signoff_step_ids[0].id, {"state": "signed"}],
                        [2, contract.signoff_step_ids[0].id, 0], [5, 0, 0]):
            with self.assertRaises(AccessError):
                contract.with_user(contract.user_id).write({"signoff_step_ids": [command]})
        with self.assertRaises(AccessError):
            contract.with_user(contract.user_id).write({"prepared_by_id": self.deputy.id})

    def test_signed_documents_stay(self):
        contract = self.submitted()
        contract.with_user(self.deputy).action_reject("Wrong price")
        with self.assertRaisesRegex(UserError, "void"):
            contract.with_user(contract.user_id).unlink()
