"""Signing asks for the password again where the company wants it, by Odoo's own check of identity."""

import json
import time
from types import SimpleNamespace
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ..models.control import identity
from .common import SalesManualCommon


class Session(dict):
    """A browser's session, as far as signing looks at it."""

    def __init__(self, uid, checked=None):
        super().__init__({identity.CHECKED: checked} if checked else {})
        self.uid = uid


@tagged("post_install", "-at_install")
class TestSignPassword(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls.users["int_deputy"]
        cls.company.write({"sales_manual_asks_password": True, "sales_manual_password_minutes": 10})

    def submitted(self, **values):
        contract = self.make_contract(**values)
        contract.with_user(contract.user_id).action_submit()
        return contract.with_user(self.deputy).with_context(lang="en_US")

    def session(self, uid=None, minutes_ago=None):
        checked = None if minutes_ago is None else time.time() - 60 * minutes_ago
        request = SimpleNamespace(session=Session(uid or self.deputy.id, checked))
        return patch.object(identity, "request", request)

    def test_without_a_session_nothing_is_signed(self):
        contract = self.submitted()
        for act, *values in (("action_sign",), ("action_reject", "Price")):
            with self.assertRaisesRegex(UserError, "asks for your password when you sign"):
                getattr(contract, act)(*values)
        self.assertEqual(contract.sudo().signoff_ids.mapped("act"), ["make"])

    def test_without_the_setting_nothing_is_asked(self):
        self.company.sales_manual_asks_password = False
        contract = self.submitted()
        contract.action_sign()
        self.assertEqual(contract.sudo().signoff_ids[-1].act, "sign")

    def test_valid_for_the_minutes_of_the_company(self):
        contract = self.submitted()
        for minutes_ago in (None, 11, -1):
            with self.session(minutes_ago=minutes_ago), self.assertRaisesRegex(UserError, "asks for your password"):
                contract.action_sign()
        self.company.sales_manual_password_minutes = 12
        with self.session(minutes_ago=11):
            contract.action_sign()
        self.assertEqual(contract.sudo().signoff_ids[-1].user_id, self.deputy)

    def test_another_user_s_session_does_not_count(self):
        contract = self.submitted()
        with self.session(uid=self.users["int_manager"].id, minutes_ago=1), self.assertRaises(UserError):
            contract.action_sign()

    def test_who_cannot_sign_is_told_that_first(self):
        contract = self.submitted().with_user(self.users["int_manager"])
        with self.assertRaisesRegex(UserError, "not the turn"):
            contract.action_sign()

    def test_two_companies_the_shorter_time_counts(self):
        other = self.env["res.company"].create({"name": "Another"})
        contract = self.submitted()
        further = self.submitted()
        self.env.flush_all()
        self.env.cr.execute("UPDATE sales_manual_contract SET company_id = %s WHERE id = %s", [other.id, further.id])
        self.env.invalidate_all()
        both = (contract | further).sudo()
        self.assertTrue(further.sudo()._signoff_is_identified(), "the other company does not ask")
        with self.session(minutes_ago=8):
            self.assertTrue(both._signoff_is_identified())
            other.write({"sales_manual_asks_password": True, "sales_manual_password_minutes": 5})
            self.assertFalse(both._signoff_is_identified())
            self.assertTrue(contract._signoff_is_identified())

    def test_who_decides(self):
        access = new_test_user(self.env, login="test_access", groups="base.group_user,base.group_erp_manager")
        company = self.company.with_user(access).with_context(lang="en_US")
        for values in ({"sales_manual_asks_password": False}, {"sales_manual_password_minutes": 400}):
            with self.assertRaisesRegex(AccessError, "those who configure Sales HQ"):
                company.write(values)
        access.group_ids += self.env.ref("base.group_system")
        settings = self.env["res.config.settings"].with_user(access)
        settings.create({"sales_manual_asks_password": True, "sales_manual_password_minutes": 3}).execute()
        self.assertEqual(self.company.sales_manual_password_minutes, 3)
        settings.create({"sales_manual_asks_password": False}).execute()
        self.assertFalse(self.company.sales_manual_asks_password)

    def test_a_change_stays_where_the_auditor_finds_it(self):
        admin = new_test_user(self.env, login="test_admin", groups="base.group_user,base.group_system")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_setting_action")
        found = self.env["mail.message"].with_user(self.users["auditor"]).search(safe_eval(action["domain"]))
        company = self.company.with_user(admin)
        company.write({"sales_manual_asks_password": False})
        company.write({"sales_manual_asks_password": False, "name": company.name})
        self.env["res.config.settings"].with_user(admin).create({"sales_manual_password_minutes": 30}).execute()
        new = found.search(safe_eval(action["domain"]), order="id") - found
        self.assertEqual(len(new), 2, "what stays as it was is no change")
        self.assertEqual(new.author_id, admin.partner_id)
        self.assertEqual(new.mapped("res_id"), [self.company.partner_id.id] * 2)
        self.assertIn("Password when signing: yes → no", new[0].body)
        self.assertIn("Valid for (minutes): 10 → 30", new[1].body)
        self.assertIn("test_admin", new[1].body)
        with self.assertRaises(AccessError):
            new[0].with_user(self.users["auditor"]).write({"body": "Nothing"})
        with self.assertRaises(AccessError):
            new[0].with_user(self.users["dom_manager"]).unlink()

    @mute_logger("odoo.sql_db")
    def test_minutes_are_minutes(self):
        for minutes in (0, -5, 481):
            with self.subTest(minutes), self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.company.sales_manual_password_minutes = minutes
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestSignPasswordInBrowser(HttpCase, SalesManualCommon):
    """With real sessions: the dialog asks, signs after the right password, and goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls.users["int_deputy"]
        cls.deputy.password = "test int_deputy 8"
        cls.deputy.lang = "en_US"
        cls.company.sales_manual_asks_password = True

    def setUp(self):
        super().setUp()
        self.contract = self.make_contract()
        self.contract.with_user(self.contract.user_id).action_submit()
        self.authenticate(self.deputy.login, "test int_deputy 8")

    def call(self, model, method, ids, *args, **kwargs):
        answer = self.url_open(
            f"/web/dataset/call_button/{model}/{method}",
            data=json.dumps({"params": {"model": model, "method": method, "args": [ids, *args], "kwargs": kwargs}}),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer.get("result"), answer.get("error", {}).get("data", {}).get("message")

    def dialog(self):
        action, _error = self.call("sales.manual.contract", "action_open_signing", self.contract.ids)
        self.assertEqual(action["res_model"], "sales.manual.sign")
        return action["res_id"]

    def acts(self):
        self.env.invalidate_all()
        return self.contract.signoff_ids.mapped("act")

    def confirm(self, prompt, password):
        self.assertEqual(prompt["res_model"], "res.users.identitycheck")
        return self.call("res.users.identitycheck", "run_check", [prompt["res_id"]], context={"password": password})

    @mute_logger("odoo.http")
    def test_sign(self):
        dialog = self.dialog()
        prompt, _error = self.call("sales.manual.sign", "action_sign", [dialog])
        result, error = self.confirm(prompt, "wrong")
        self.assertFalse(result)
        self.assertIn("Incorrect Password", error)
        self.assertEqual(self.acts(), ["make"])
        _result, error = self.call("sales.manual.contract", "action_sign", self.contract.ids)
        self.assertIn("asks for your password", error)
        self.assertEqual(self.acts(), ["make"])
        result, error = self.confirm(prompt, "test int_deputy 8")
        self.assertFalse(error)
        self.assertEqual(self.acts(), ["make", "sign"])
        self.assertEqual(self.contract.signoff_ids[-1].user_id, self.deputy)

    def test_once_given_it_is_not_asked_again(self):
        prompt, _error = self.call("sales.manual.sign", "action_sign", [self.dialog()])
        self.confirm(prompt, "test int_deputy 8")
        further = self.make_contract()
        further.with_user(further.user_id).action_submit()
        _result, error = self.call("sales.manual.contract", "action_sign", further.ids)
        self.assertFalse(error)
        self.assertEqual(further.signoff_ids.mapped("act"), ["make", "sign"])

    def test_reject_asks_for_the_reason_first(self):
        dialog = self.dialog()
        reopened, _error = self.call("sales.manual.sign", "action_reject", [dialog])
        self.assertEqual(reopened["res_model"], "sales.manual.sign")
        self.env["sales.manual.sign"].browse(dialog).sudo().comment = "Price"
        self.env.flush_all()
        prompt, _error = self.call("sales.manual.sign", "action_reject", [dialog])
        self.assertEqual(self.acts(), ["make"])
        _result, error = self.confirm(prompt, "test int_deputy 8")
        self.assertFalse(error)
        self.assertEqual(self.acts(), ["make", "reject"])
        self.assertEqual(self.contract.signoff_ids[-1].reason, "Price")

    @mute_logger("odoo.http")
    def test_another_user_s_prompt_is_of_no_use(self):
        prompt, _error = self.call("sales.manual.sign", "action_sign", [self.dialog()])
        manager = self.users["int_manager"]
        manager.password = "test int_manager 8"
        self.authenticate(manager.login, "test int_manager 8")
        _result, error = self.confirm(prompt, "test int_manager 8")
        self.assertTrue(error)
        self.assertEqual(self.acts(), ["make"])

    @mute_logger("odoo.addons.base.models.ir_http", "odoo.http")
    def test_api_keys_do_not_sign(self):
        self.logout()
        tomorrow = fields.Datetime.add(fields.Datetime.now(), days=1)
        key = self.env["res.users.apikeys"].with_user(self.deputy)._generate("rpc", "test", tomorrow)
        answer = self.url_open(
            "/json/2/sales.manual.contract/action_sign",
            data=json.dumps({"ids": self.contract.ids}),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
        )
        self.assertEqual(answer.status_code, 422)
        self.assertIn("asks for your password", answer.text)
        self.assertEqual(self.acts(), ["make"])
