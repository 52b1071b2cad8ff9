"""A deputy's signature names whom he represents, and what forbids the one forbids the other."""

import json
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..models.control import serializer
from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestSignDeputy(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assignments = cls.env["sales.manual.post.assignment"]
        cls.today = cls.assignments._today()
        cls.principal = cls.users["int_deputy"]
        cls.post = cls.env.ref("sales_manual_addon.post_int_deputy")
        cls.card = cls.env["sales.manual.post"].search([("group_id", "=", cls.post.id)])
        cls.holder = cls.assign(cls.principal, cls.card, date_from=cls.today - timedelta(days=60))
        cls.deputy = cls.department_user("deputy")
        cls.acting = cls.assign(
            cls.deputy, cls.card, kind="deputy", principal_id=cls.holder.id, date_to=cls.today + timedelta(days=5)
        )

    @classmethod
    def assign(cls, user, card, **values):
        return cls.assignments.create({"user_id": user.id, "post_id": card.id, "date_from": cls.today, **values})

    @classmethod
    def department_user(cls, login):
        user = cls._new_user(login, "int_clerk")
        cls.team["international"].member_ids += user
        return user

    def submitted(self, **values):
        contract = self.make_contract(**values)
        contract.with_user(contract.user_id).action_submit()
        return contract

    def refused(self, document, user, pattern):
        """Button, search, message and guard say the same."""
        document = document.with_user(user).with_context(lang="en_US")
        document.invalidate_recordset()
        with self.assertRaisesRegex(UserError, pattern):
            document.action_sign()
        with self.assertRaisesRegex(UserError, pattern):
            document.action_reject("No")
        self.assertFalse(document.can_sign)
        self.assertFalse(self.waiting(document, user))

    def waiting(self, document, user):
        steps = self.env["sales.manual.signoff.step"].with_user(user)
        domain = [("is_waiting_for_me", "=", True)]
        found = document.with_user(user).search([*domain, ("id", "=", document.id)])
        by_step = steps.search([*domain, (document._signoff_document_field, "=", document.id)])
        self.assertEqual(bool(found), bool(by_step))
        return found

    # who signed for whom

    def test_signature_names_both(self):
        contract = self.submitted()
        self.assertTrue(contract.with_user(self.deputy).can_sign)
        self.assertTrue(self.waiting(contract, self.deputy))
        document = contract.with_user(self.deputy).with_context(lang="en_US")
        dialog = self.env["sales.manual.sign"].with_user(self.deputy).browse(document.action_open_signing()["res_id"])
        self.assertEqual(dialog.principal_name, self.principal.name)
        document.action_sign("Agreed")
        signature = contract.signoff_ids[-1]
        self.assertEqual((signature.user_id, signature.principal_id), (self.deputy, self.principal))
        self.assertEqual(signature.post_id, self.post)
        self.assertEqual(signature.principal_signed_as, "Test int_deputy (test_int_deputy)")
        english = signature.with_context(lang="en_US")
        self.assertEqual(english.signed_by, "Test deputy for Test int_deputy")
        self.assertIn("Test deputy (test_deputy) for Test int_deputy (test_int_deputy)", english.display_name)
        step = contract.signoff_step_ids.filtered(lambda s: s.code == "check")
        self.assertEqual((step.user_id, step.principal_id), (self.deputy, self.principal))
        self.assertIn("as deputy for Test int_deputy", "".join(contract.message_ids.mapped("body")))
        self.assertEqual(
            signature.export_data(["principal_id/login", "principal_signed_as", "signed_by"])["datas"],
            [["test_int_deputy", "Test int_deputy (test_int_deputy)", signature.signed_by]],
        )
        self.assertFalse(contract._signoff_verify())

    def test_holder_signs_for_himself(self):
        contract = self.submitted()
        contract.with_user(self.principal).action_sign()
        signature = contract.signoff_ids[-1]
        self.assertFalse(signature.principal_id)
        self.assertFalse(signature.principal_signed_as)
        self.assertEqual(signature.signed_by, self.principal.name)

    def test_own_post_comes_before_another_s(self):
        """Who holds one of a step's posts himself signs for himself, though he is deputy in the other too."""
        manager = self.users["int_manager"]
        card = self.env["sales.manual.post"].search(
            [("group_id", "=", self.env.ref("sales_manual_addon.post_int_manager").id)]
        )
        holder = self.assign(manager, card, date_from=self.today - timedelta(days=60))
        self.assign(self.principal, card, kind="deputy", principal_id=holder.id, date_to=self.today + timedelta(days=5))
        contract = self.submitted()
        step = contract.signoff_step_ids.filtered(lambda s: s.code == "check")
        step.sudo()._passed().post_ids = [Command.set((card.group_id | self.post).ids)]
        contract.with_user(self.principal).action_sign()
        self.assertFalse(contract.signoff_ids[-1].principal_id)
        self.assertEqual(contract.signoff_ids[-1].post_id, self.post)

    def test_rejection_and_void_name_both(self):
        contract = self.submitted()
        contract.with_user(self.deputy).action_reject("Price")
        rejection = contract.signoff_ids[-1]
        self.assertEqual((rejection.act, rejection.principal_id), ("reject", self.principal))
        contract.with_user(contract.user_id).action_submit()
        contract.with_user(self.deputy).action_sign()
        contract.with_user(self.users["int_manager"]).with_context(lang="en_US").write({"incoterm_location": "Ningbo"})
        cards = contract.signoff_card_ids.with_context(lang="en_US").mapped("card_acts")
        self.assertIn("Test deputy for Test int_deputy", json.dumps(cards))

    def test_notice_is_printed_with_both(self):
        checker = self.users["int_contract_2"]
        card = self.env["sales.manual.post"].search(
            [("group_id", "=", self.env.ref("sales_manual_addon.post_int_contract").id)]
        )
        notice = self.make_notice(self.confirmed_order())
        holder = self.assign(checker, card, date_from=self.today - timedelta(days=60))
        deputy = self._new_user("contract_deputy", "int_clerk")
        self.assign(deputy, card, kind="deputy", principal_id=holder.id, date_to=self.today)
        notice.with_user(deputy).action_sign()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("sales_manual_addon.report_notice", notice.ids)
        self.assertRegex(html.decode(), r"Test contract_deputy\s+for 代 Test int_contract_2")

    # what forbids the one forbids the other

    def test_deputy_does_not_sign_what_his_principal_made(self):
        contract = self.make_contract()
        contract.with_user(self.principal).action_submit()
        self.refused(contract, self.deputy, "prepared or changed by Test int_deputy, whom you represent")

    def test_deputy_does_not_sign_what_his_principal_changed(self):
        contract = self.submitted()
        contract.with_user(self.principal).write({"incoterm_location": "Ningbo"})
        self.refused(contract, self.deputy, "prepared or changed by Test int_deputy")

    def test_deputy_does_not_sign_what_he_made_himself(self):
        contract = self.submitted()
        contract.with_user(self.deputy).write({"incoterm_location": "Ningbo"})
        self.assertEqual(contract.signoff_ids[-1].principal_id, self.principal)
        self.refused(contract, self.deputy, "prepared or changed by you")
        self.refused(contract, self.principal, "prepared or changed by you")

    def test_one_signature_of_principal_and_deputies(self):
        """Neither signs another step of a document that the other signed, nor does a second deputy."""
        manager_card = self.env["sales.manual.post"].search(
            [("group_id", "=", self.env.ref("sales_manual_addon.post_int_manager").id)]
        )
        holder = self.assign(self.principal, manager_card)
        second = self.department_user("second")
        self.assign(second, manager_card, kind="deputy", principal_id=holder.id, date_to=self.today)
        contract = self.submitted()
        contract.with_user(self.deputy).action_sign()
        self.refused(contract, self.principal, "signed .* already")
        self.refused(contract, second, "Test int_deputy, whom you represent, has signed")
        contract.with_user(self.users["int_manager"]).action_sign()
        self.assertEqual(contract.state, "effective")
        contract = self.submitted()
        contract.with_user(self.principal).action_sign()
        self.refused(contract, second, "Test int_deputy, whom you represent, has signed")

    def test_powers_of_the_principal_must_be_apart(self):
        contract = self.submitted()
        separation = self.env["sales.manual.separation"]
        rule = separation.search([], limit=1)
        conflict = type(
            "Conflict",
            (),
            {"group_a_id": self.post.id, "group_b_id": self.post.id, "separation_id": rule.id, "user_id": 0},
        )()
        known = self.env.cr.precommit.data.setdefault("sales_manual_separation_conflicts", {})
        known[self.principal.id, separation._today()] = [conflict]
        self.refused(contract, self.deputy, "holds powers that must be apart")
        known[self.principal.id, separation._today()] = []
        contract.with_user(self.deputy).action_sign()

    def test_principal_without_the_post_gives_none(self):
        contract = self.submitted()
        self.principal.sudo().group_ids -= self.post
        self.refused(contract, self.deputy, "ended, or has not begun")

    def test_warehouse_that_names_the_principal(self):
        signer = self.users["warehouse_statistician"]
        card = self.env["sales.manual.post"].search(
            [("group_id", "=", self.env.ref("sales_manual_addon.post_warehouse_statistician").id)]
        )
        holder = self.assign(signer, card)
        deputy = self._new_user("store", "int_clerk")
        self.assign(deputy, card, kind="deputy", principal_id=holder.id, date_to=self.today)
        self.warehouse.notice_signer_ids = self.users["dispatcher"]
        notice = self.sign_notice(self.make_notice(self.confirmed_order()), until="warehouse")
        self.refused(notice, deputy, "only these sign")
        self.warehouse.notice_signer_ids = signer
        notice.invalidate_recordset()
        self.assertTrue(self.waiting(notice, deputy))
        notice.with_user(deputy).action_sign()
        self.assertEqual(notice.signoff_ids[-1].principal_id, signer)

    # dates decide, whatever access the night has yet to take or give

    def test_ended_though_the_group_is_still_there(self):
        contract = self.submitted()
        with freeze_time(self.today + timedelta(days=6)):
            self.assertIn(self.post, self.deputy.all_group_ids)
            self.refused(contract, self.deputy, "has ended, or has not begun")
            self.assignments._apply_due()
            self.assertNotIn(self.post, self.deputy.all_group_ids)
            self.refused(contract, self.deputy, "which you do not hold")

    def test_last_day(self):
        contract = self.submitted()
        with freeze_time(self.today + timedelta(days=5)):
            contract.with_user(self.deputy).action_sign()
        self.assertEqual(contract.signoff_ids[-1].principal_id, self.principal)

    def test_not_begun(self):
        self.acting.write({"date_from": self.today + timedelta(days=1)})
        self.refused(self.submitted(), self.deputy, "which you do not hold")

    def test_holder_whose_assignment_ended(self):
        self.acting.unlink()
        self.holder._passed().write({"date_to": self.today - timedelta(days=1), "is_applied": True})
        contract = self.submitted()
        self.refused(contract, self.principal, "has ended, or has not begun")

    # the chain

    def test_versions_before_deputies_stay_verifiable(self):
        """Rows signed by version 1 verify in one chain with those of version 2, byte for byte as they were."""
        row = dict.fromkeys(("company_id", "chain_index", "step_id", "user_id", "post_id"), 3) | {
            "version": 1, "model": "m", "res_id": 4, "previous_digest": None, "act": "sign", "signed_as": "A (a)",
            "date": "2026-11-23 01:02:03", "reason": None, "voids_digest": None, "content_digest": "c",
        }  # fmt: skip
        digest = serializer.act_digest(row, "key")
        self.assertEqual(digest, "e262190860304d58a65a84bebad1437e0f415b2646e6be79dedf0c2602b6eb53")
        of_deputy = {**row, "principal_id": 5, "principal_signed_as": "B (b)"}
        self.assertEqual(serializer.act_digest(of_deputy, "key"), digest)
        self.assertEqual(serializer.uncovered(row), [])
        self.assertEqual(serializer.uncovered(of_deputy), ["principal_id", "principal_signed_as"])
        second = serializer.act_digest({**row, "version": 2}, "key")
        self.assertEqual(second, "28eb6463ef9d84426f2e8fe8005a8b65be73292b8cd1e1949cde6d0b0823534b")
        self.assertNotEqual(serializer.act_digest({**of_deputy, "version": 2}, "key"), second)

    def signed_by_version_1(self):
        """A contract whose first act was written by version 1."""
        contract = self.make_contract()
        self.patch(serializer, "CURRENT_VERSION", 1)
        contract.with_user(contract.user_id).action_submit()
        serializer.CURRENT_VERSION = 2
        self.assertEqual(contract.signoff_ids.version, 1)
        return contract

    def test_a_chain_of_both_versions(self):
        contract = self.signed_by_version_1()
        contract.with_user(self.deputy).action_sign()
        contract.with_user(self.users["int_manager"]).action_sign()
        self.assertEqual(contract.signoff_ids.mapped("version"), [1, 2, 2, 2])
        self.assertFalse(contract._signoff_verify())

    def test_who_is_represented_cannot_be_changed_behind(self):
        contract = self.signed_by_version_1()
        contract.with_user(self.deputy).action_sign()
        first, signature = contract.signoff_ids
        for row, assignment, value in (
            (signature, "principal_id", self.users["gm"].id),
            (signature, "principal_id", None),
            (signature, "principal_signed_as", "Another (another)"),
            (first, "principal_id", self.users["gm"].id),
            (first, "principal_signed_as", "Another (another)"),
        ):
            with self.subTest(assignment, row=row.chain_index), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    SQL(
                        "UPDATE sales_manual_signoff SET %s = %s WHERE id = %s",
                        SQL.identifier(assignment),
                        value,
                        row.id,
                    )
                )
                self.env.invalidate_all()
                findings = contract._signoff_verify()
                self.assertEqual([(f["code"], f["index"]) for f in findings], [("row_changed", row.chain_index)])
                savepoint.rollback()

    # many at once

    def test_assignments_are_asked_once_for_many(self):
        contracts = self.env["sales.manual.contract"].union(*(self.submitted() for _number in range(4)))
        self.env.flush_all()

        def statements(documents):
            self.env.cr.precommit.data.clear()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            documents.with_user(self.deputy).mapped("can_sign")
            return self.env.cr.sql_log_count - before

        statements(contracts[:1])
        self.assertEqual(statements(contracts[:1]), statements(contracts))
