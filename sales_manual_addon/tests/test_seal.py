"""Changes made behind the application are found: in chains, steps, documents and seals."""

import gzip
import json
from datetime import date, datetime
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.sales_manual_addon.models.control import keys, serializer
from odoo.addons.sales_manual_addon.models.control.export import export_chains

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestSerializer(BaseCase):
    """The canonical text, without any record."""

    def test_equal_values_give_equal_text(self):
        first = {
            "b": [1, None, True],
            "a": Decimal("1.50"),
            "d": date(2026, 11, 23),
            "t": datetime(2026, 11, 23, 1, 2, 3, 999),
        }
        second = {"t": "2026-11-23 01:02:03", "d": "2026-11-23", "a": "1.50", "b": (1, None, True)}
        self.assertEqual(serializer.canonical(first), serializer.canonical(second))

    def test_version_1_is_never_written_otherwise(self):
        """Whoever breaks this test makes every signature given so far unverifiable: add a version instead."""
        self.assertEqual(
            serializer.canonical({"z": 1, "a": ["锦", '"', False], "m": {"id": 2, "name": "x"}}, 1),
            '{"a":["锦","\\"",false],"m":{"id":2,"name":"x"},"z":1}',
        )
        row = dict.fromkeys(("company_id", "chain_index", "step_id", "user_id", "post_id"), 3)
        row |= {
            "version": 1,
            "model": "m",
            "res_id": 4,
            "previous_digest": None,
            "act": "sign",
            "signed_as": "A (a)",
            "date": "2026-11-23 01:02:03",
            "reason": None,
            "voids_digest": None,
            "content_digest": "c",
        }
        self.assertEqual(
            serializer.act_digest(row, "key"), "e262190860304d58a65a84bebad1437e0f415b2646e6be79dedf0c2602b6eb53"
        )

    def test_floats_and_objects_are_refused(self):
        for value in (1.5, {"a": {"b": 0.1}}, [object()], {1: "a"}, {"a": {1, 2}}):
            with self.assertRaises(serializer.NotCanonical):
                serializer.canonical(value)

    def test_differences(self):
        old = {"customer": {"id": 1, "name": "A"}, "lines": [{"id": 1, "n": 1}, {"id": 2, "n": 2}], "x": "1"}
        self.assertEqual(serializer.differences(old, json.loads(json.dumps(old))), [])
        renamed = {**old, "customer": {"id": 1, "name": "B"}}
        self.assertEqual(serializer.differences(old, renamed), [])
        other = {**old, "customer": {"id": 2, "name": "A"}}
        self.assertEqual(
            serializer.differences(old, other),
            [{"path": ["customer"], "old": {"id": 1, "name": "A"}, "new": {"id": 2, "name": "A"}}],
        )
        lines = {**old, "lines": [{"id": 2, "n": 3}, {"id": 3, "n": 4}]}
        self.assertEqual(
            serializer.differences(old, lines),
            [
                {"path": ["lines", 1, "n"], "old": 2, "new": 3},
                {"path": ["lines", 2], "old": None, "new": {"id": 3, "n": 4}},
                {"path": ["lines", 1], "old": {"id": 1, "n": 1}, "new": None},
            ],
        )
        swapped = {**old, "lines": old["lines"][::-1]}
        self.assertEqual(len(serializer.differences(old, swapped)), 1)


KEY = "a key of tests long enough"


def with_key(key, previous=""):
    """The server's configuration file with this key and these previous ones."""
    return patch.object(keys, "config", {keys.OPTION: key, keys.PREVIOUS_OPTION: previous})


class SignedCase(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        key_patch = with_key(KEY)
        key_patch.start()
        cls.addClassCleanup(key_patch.stop)

    def sql(self, query, *values):
        """Change the tables behind the application."""
        self.env.flush_all()
        self.env.cr.execute(SQL(query, *values))
        self.env.invalidate_all()

    def codes(self, documents):
        return {finding["code"] for finding in documents._signoff_verify()}


@tagged("post_install", "-at_install")
class TestVerification(SignedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.effective_contract(cls())
        cls.rows = cls.contract.signoff_ids
        cls.sign = cls.rows.filtered(lambda row: row.act == "sign")[0]

    def test_untouched_chain_is_clean(self):
        self.assertEqual(self.contract._signoff_verify(), [])
        self.assertEqual(set(self.rows.mapped("key_state")), {"keyed"})

    def test_any_changed_column_is_found(self):
        other = self.users["gm"].id
        for assignment, value in (
            ("user_id = %s", other),
            ("signed_as = %s", "Somebody else"),
            ("date = date - make_interval(days => %s)", 1),
            ("act = %s", "release"),
            ("reason = %s", "Agreed"),
            ("post_id = %s", self.env.ref("base.group_user").id),
            ("step_id = %s", self.contract.signoff_step_ids[1].id),
            ("content_digest = %s", "0"),
            ("digest = %s", "0"),
            ("previous_digest = %s", "0"),
            ("version = %s", 99),
            ("key_state = %s", "weak"),
            ("chain_index = %s", 77),
            ("content = %s", "{}"),
            ("voids_id = %s", self.rows[0].id),
        ):
            with self.subTest(assignment), self.env.cr.savepoint() as savepoint:
                self.sql(f"UPDATE sales_manual_signoff SET {assignment} WHERE id = %s", value, self.sign.id)
                self.assertTrue(self.codes(self.contract) - {"weak"}, assignment)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(self.contract._signoff_verify(), [])

    def test_old_versions_stay_verifiable(self):
        """What was signed before a release with another layout still verifies, in one chain with the new."""
        contract = self.make_contract()
        contract.with_user(contract.user_id).action_submit()
        later = serializer.CURRENT_VERSION + 1
        versions = {later: lambda value: "later layout " + serializer.VERSIONS[1](value)}
        with patch.dict(serializer.VERSIONS, versions), patch.object(serializer, "CURRENT_VERSION", later):
            contract.with_user(self.users["int_deputy"]).action_sign()
            self.assertEqual(contract.signoff_ids.mapped("version"), [later - 1, later])
            self.assertEqual(contract._signoff_verify(), [])
        self.assertEqual(self.codes(contract), {"unknown_version"}, "an older release says that it cannot know")

    def detach(self):
        self.sql("UPDATE sales_manual_signoff_step SET signoff_id = NULL WHERE contract_id = %s", self.contract.id)

    def test_row_deleted_in_the_middle(self):
        self.detach()
        self.sql("DELETE FROM sales_manual_signoff WHERE id = %s", self.sign.id)
        self.assertIn("row_missing", self.codes(self.contract))

    def test_row_deleted_at_the_end(self):
        self.sql("DELETE FROM sales_manual_signoff WHERE id = %s", self.rows[-1:].id)
        self.assertEqual(self.codes(self.contract), {"tail_missing", "not_released"})

    def test_whole_chain_deleted(self):
        self.detach()
        self.sql("DELETE FROM sales_manual_signoff WHERE contract_id = %s", self.contract.id)
        self.assertLessEqual({"tail_missing", "not_released", "step_unsigned"}, self.codes(self.contract))

    def test_rows_exchanged(self):
        first, second = self.rows[1].id, self.rows[2].id
        self.sql("UPDATE sales_manual_signoff SET chain_index = -1 WHERE id = %s", first)
        self.sql("UPDATE sales_manual_signoff SET chain_index = 2 WHERE id = %s", second)
        self.sql("UPDATE sales_manual_signoff SET chain_index = 3 WHERE id = %s", first)
        self.assertIn("chain_broken", self.codes(self.contract))

    def test_forged_signature(self):
        """A row with everything right but the key, on a contract that waits for it."""
        contract = self.make_contract()
        contract.with_user(contract.user_id).action_submit()
        with with_key("not the key of the server"):
            contract.with_user(self.users["int_deputy"]).action_sign()
        self.assertEqual(self.codes(contract), {"row_changed"})

    def test_forgery_without_key_does_not_pass_as_weak(self):
        contract = self.make_contract()
        contract.with_user(contract.user_id).action_submit()
        with with_key(""):
            contract.with_user(self.users["int_deputy"]).action_sign()
        self.assertIn("weak_after_keyed", self.codes(contract))

    def test_key_replaced_by_a_new_one(self):
        with with_key("a newer key of tests"):
            self.assertEqual(self.codes(self.contract), {"row_changed"})
        with with_key("a newer key of tests", f"an older key of tests, {KEY}"):
            self.assertEqual(self.contract._signoff_verify(), [])
        with with_key("short"):
            self.assertEqual(self.codes(self.contract), {"no_key"})

    def test_step_marked_signed(self):
        contract = self.make_contract()
        contract.with_user(contract.user_id).action_submit()
        self.sql(
            "UPDATE sales_manual_signoff_step SET state = 'signed' WHERE contract_id = %s AND code = 'check'",
            contract.id,
        )
        self.assertEqual(self.codes(contract), {"step_unsigned"})
        self.sql("UPDATE sales_manual_contract SET state = 'effective' WHERE id = %s", contract.id)
        self.assertEqual(self.codes(contract), {"step_unsigned", "not_released"})

    def test_step_altered_or_deleted(self):
        contract = self.make_contract()
        contract.with_user(contract.user_id).action_submit()
        self.sql(
            "UPDATE sales_manual_signoff_step SET field_names = 'note' WHERE contract_id = %s AND code = 'check'",
            contract.id,
        )
        self.assertEqual(self.codes(contract), {"step_changed"})
        self.sql("DELETE FROM sales_manual_signoff_step WHERE contract_id = %s AND code = 'approve'", contract.id)
        self.assertEqual(self.codes(contract), {"step_changed", "step_missing"})

    def test_document_changed_behind_the_application(self):
        self.sql("UPDATE sales_manual_contract_line SET price_per_watt = 0.2 WHERE contract_id = %s", self.contract.id)
        findings = self.contract._signoff_verify()
        self.assertEqual({finding["code"] for finding in findings}, {"live_differs"})
        action = self.contract.with_context(lang="en_US").action_verify_signoffs()
        line = self.env["sales.manual.verification"].browse(action["res_id"]).line_ids[0].with_context(lang="en_US")
        self.assertIn("0.3 → 0.2", line.text)

    def test_whole_way_leaves_nothing_to_find(self):
        """Orders, notices, deliveries, a short closing and a void: what was signed is still what the documents say."""
        orders = self.confirmed_order(pieces=10)
        contract = orders.sales_contract_id
        notice = self.released_notice(orders, pieces=6)
        self.ship(orders.picking_ids, pieces=4)
        notice.with_user(self.contract_post(notice)).action_close_short("The rest leaves later")
        second = self.make_notice(orders)
        second.with_user(self.contract_post(second)).action_void("No ship")
        third = self.make_notice(orders)
        self.sign_notice(third, until="warehouse")
        third.with_user(self.users["warehouse_statistician"]).action_reject("Not there yet")
        self.assertEqual((notice | second | third).mapped("state"), ["shipped", "void", "draft"])
        self.assertEqual((notice | second | third)._signoff_verify() + contract._signoff_verify(), [])

    def test_document_moved_to_another_company(self):
        other = self.env["res.company"].create({"name": "Another company"})
        self.sql("UPDATE sales_manual_contract SET company_id = %s WHERE id = %s", other.id, self.contract.id)
        self.assertLessEqual({"other_company", "live_differs"}, self.codes(self.contract))

    def test_every_finding_is_worded(self):
        line = self.env["sales.manual.verification.line"]
        for code, values in (
            ("row_missing", {"until": 2}),
            ("tail_missing", {"until": 2}),
            ("row_added", {"count": 1}),
            ("chain_broken", {}),
            ("row_changed", {"act": "sign"}),
            ("content_changed", {"act": "sign"}),
            ("void_of_nothing", {}),
            ("unknown_version", {"version": 9}),
            ("no_key", {"act": "sign"}),
            ("weak", {}),
            ("weak_after_keyed", {}),
            ("other_company", {}),
            ("not_released", {"state": "effective"}),
            ("step_unsigned", {"step": 1}),
            ("step_not_shown", {"step": 1}),
            ("step_changed", {"step": 1}),
            ("step_missing", {"step": 1}),
            ("step_open", {"step": 1}),
            ("live_differs", {"changes": []}),
            ("seal_content", {"date": "d", "sealed": 1, "found": 2}),
            ("seal_missing", {"date": "d", "sealed": 1, "found": 2}),
            ("seal_changed", {"date": "d", "sealed": 1, "found": 2}),
        ):
            self.assertTrue(
                line.new(
                    {"code": code, "finding_values": values, "chain_index": 1, "res_model": self.contract._name}
                ).text
            )

    def test_auditor_verifies_and_nobody_else_does_all(self):
        auditor = self.users["auditor"]
        action = self.env["sales.manual.seal"].with_user(auditor).action_verify_signoffs()
        result = self.env["sales.manual.verification"].with_user(auditor).browse(action["res_id"])
        self.assertGreaterEqual(result.act_count, 4)
        self.assertFalse(result.line_ids.filtered(lambda line: line.res_id == self.contract.id))
        self.contract.with_user(auditor).action_verify_signoffs()
        self.rows.with_user(auditor).action_verify_selected()
        with self.assertRaises(AccessError):
            self.env["sales.manual.seal"].with_user(self.users["int_manager"]).action_verify_signoffs()
        with self.assertRaises(AccessError):
            self.contract.with_user(self.users["dom_manager"]).action_verify_signoffs()


@tagged("post_install", "-at_install")
class TestSeal(SignedCase):
    def seal(self):
        return self.env["sales.manual.seal"]._seal().filtered(lambda seal: seal.company_id == self.company)

    def findings(self):
        return {finding["code"] for finding in self.env["sales.manual.seal"]._verify(self.company)}

    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract()
        self.effective_contract()
        self.first = self.seal()
        self.later = self.effective_contract()
        self.second = self.seal()

    def test_seals_follow_each_other(self):
        self.assertEqual(self.second.previous_digest, self.first.digest)
        self.assertEqual(self.second.new_count, 4)
        self.assertEqual(self.second.signoff_count, self.first.signoff_count + 4)
        self.assertEqual(self.second.last_signoff_id, self.later.signoff_ids[-1:])
        self.assertEqual(self.env["sales.manual.seal"]._latest(self.company), self.second)
        self.assertEqual(self.findings(), set())
        self.assertEqual(self.seal().new_count, 0, "a day without acts is sealed as well")
        self.assertEqual(self.findings(), set())

    def test_end_of_chain_and_counter_deleted_together(self):
        """What the chain alone cannot show: the seal does."""
        release = self.contract.signoff_ids[-1:]
        self.sql("UPDATE sales_manual_contract SET signoff_count = 3, state = 'draft' WHERE id = %s", self.contract.id)
        self.sql("DELETE FROM sales_manual_signoff WHERE id = %s", release.id)
        self.assertEqual(self.findings(), {"seal_content"})

    def test_exchanged_digest_is_found(self):
        self.sql("UPDATE sales_manual_signoff SET digest = 'x' WHERE id = %s", self.later.signoff_ids[0].id)
        self.assertEqual(self.findings(), {"seal_content"})

    def test_changed_or_deleted_seal_is_found(self):
        with self.env.cr.savepoint() as savepoint:
            self.sql("UPDATE sales_manual_seal SET date = date - interval '1 day' WHERE id = %s", self.first.id)
            self.assertEqual(self.findings(), {"seal_changed"})
            savepoint.rollback()
        self.env.invalidate_all()
        self.sql("DELETE FROM sales_manual_seal WHERE id = %s", self.first.id)
        self.assertLessEqual({"seal_missing"}, self.findings())

    def test_uninstalling_hands_the_chains_over(self):
        """What is exported can be verified without the addon: content, digests and the key are all it takes."""
        attachments = export_chains(self.env)
        rows = {}
        for attachment in attachments:
            table = attachment.name.rpartition("-")[0]
            lines = gzip.decompress(attachment.raw).decode().splitlines()
            rows.setdefault(table, []).extend(map(json.loads, lines))
        exported = [row for row in rows["sales_manual_signoff"] if row["contract_id"] == self.contract.id]
        self.assertEqual([row["digest"] for row in exported], self.contract.signoff_ids.mapped("digest"))
        for row in exported:
            self.assertEqual(serializer.content_digest(row["content"]), row["content_digest"])
            signed = {**row, "model": self.contract._name, "res_id": self.contract.id, "voids_digest": None}
            self.assertEqual(serializer.act_digest(signed, KEY), row["digest"])
        self.assertIn(self.second.digest, [row["digest"] for row in rows["sales_manual_seal"]])
        self.assertEqual(len(rows["sales_manual_signoff_step"]), self.env["sales.manual.signoff.step"].search_count([]))
        self.assertFalse(any(attachments.mapped("res_model")))

    def test_seals_are_closed_to_everybody(self):
        for records in (self.first, self.first.sudo(), self.first.with_user(self.users["auditor"])):
            with self.assertRaises(AccessError):
                records.write({"digest": "x"})
            with self.assertRaises(AccessError):
                records.unlink()
            with self.assertRaises(AccessError):
                records.copy()

    def test_cron_mails_the_auditors(self):
        auditor = self.users["auditor"]
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 0):
            self.env["sales.manual.seal"]._cron_seal()
        seal = self.env["sales.manual.seal"]._latest(self.company)
        mail = self.env["mail.mail"].sudo().search([("model", "=", seal._name), ("res_id", "=", seal.id)])
        self.assertIn(auditor.email, mail.email_to)
        self.assertIn(seal.digest, mail.body_html)

    @mute_logger("odoo.addons.sales_manual_addon.models.control.seal")
    def test_without_key_the_seal_says_weak(self):
        with with_key(""):
            seal = self.seal()
            self.assertEqual(seal.key_state, "weak")
        self.assertEqual(self.findings(), set())
