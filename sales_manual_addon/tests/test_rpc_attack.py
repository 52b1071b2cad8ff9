"""Everything public of the addon, called over Odoo's RPC dispatch by every post, by portal and by the public user.

The documents are not theirs, values and contexts are forged. Not what the calls answer is tested but what may never
happen: nothing in force or released without its signatures, no sign-off made up, nothing changed or read outside one's
scope."""

import contextlib

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged

from . import attack
from .attack_case import AttackCase

SKIPPED = {
    # the mail gateway's: they parse text, and read no document
    "message_process", "message_route", "message_parse", "message_new",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestRpcAttack(AttackCase):
    def test_methods_of_the_addon(self):
        """Every public method that the addon defines, on its models and on Odoo's, called by everybody."""
        turn = 0
        for model in (*attack.own_models(self.env), *attack.touched_models(self.env)):
            for method in attack.own_methods(self.env, model):
                for who in self.attackers:
                    turn += 1
                    for number, record in enumerate(self._targets(who, model, turn)):
                        arguments = self.arguments.for_call(model, method, record)
                        # with and without the forged context by turns
                        self._call(who, model, method, record, arguments, self.context if (turn + number) % 2 else None)
        self._assert_harmless(2000)

    def test_methods_of_the_orm(self):
        """Every public method that the addon's models have from Odoo. Everybody calls them, on one model by turns."""
        people = list(self.attackers)
        for number, model in enumerate(attack.own_models(self.env)):
            for offset, method in enumerate(attack.orm_methods(self.env, model)):
                if method in SKIPPED:
                    continue
                for step in range(3):
                    turn = 3 * number + step + offset
                    who = people[turn % len(people)]
                    for record in self._targets(who, model, turn)[:1]:
                        arguments = self.arguments.for_call(model, method, record)
                        self._call(who, model, method, record, arguments, self.context if turn % 2 else None)
        self._assert_harmless(1000)

    def test_forged_fields(self):
        """Each field of each document, in each state, written by somebody who may write the document."""
        turn = 0
        for model in attack.own_models(self.env):
            if self.env[model]._abstract or self.env[model]._transient:
                continue
            for key, record in self._kinds(model):
                for vals in self.arguments.writes(record):
                    turn += 1
                    writers = self._writers(model, key)
                    method = ("write", "web_save", "load")[turn % 3]
                    arguments = self.arguments.written_by(method, record, vals)
                    self._call(
                        writers[turn % len(writers)],
                        model,
                        method,
                        record,
                        arguments,
                        self.context if turn % 2 else None,
                    )
        self._assert_harmless(300)

    def test_forged_documents(self):
        """New documents like those there are, with one field forged; then everything public is called on them."""
        turn = 0
        for model in attack.own_models(self.env):
            if self.env[model]._abstract or self.env[model]._transient:
                continue
            methods = [name for name in attack.own_methods(self.env, model) if name.startswith(("action_", "button_"))]
            for key, record in self._kinds(model)[-3:]:
                clone = self.arguments.clone(record) if record else {}
                for vals in ({}, *self.arguments.writes(record)):
                    turn += 1
                    writers = self._writers(model, key)

                    def then(env, result, model=model, record=record, methods=methods):
                        return [self._then_call(env, model, method, result, record) for method in methods]

                    self._call(
                        writers[turn % len(writers)],
                        model,
                        "create",
                        self.env[model],
                        {"vals_list": [clone | vals]},
                        self.context if turn % 3 == 2 else None,
                        then=then if not vals or "state" in vals else None,
                    )
        self._assert_harmless(300)

    def test_dialogs(self):
        """Dialogs opened on any document, filled with anything, and confirmed. What they show is read too."""
        turn = 0
        for model in attack.own_models(self.env):
            if self.env[model]._abstract or not self.env[model]._transient:
                continue
            # where nobody has the right, everybody tries
            people = [
                who for who, user in self.attackers.items() if self.env[model].with_user(user).has_access("create")
            ] or [*self.attackers]
            methods = attack.own_methods(self.env, model)
            for vals in self._dialog_values(model):
                for _number in range(3):
                    turn += 1
                    who = people[turn % len(people)]

                    def then(env, result, model=model, methods=methods):
                        dialog = env[model].browse(result)
                        shown = [self._then_call(env, model, "read", result, dialog)]
                        return shown + [
                            self._then_call(env, model, method, result, dialog)
                            for method in methods
                            if method.startswith("action_")
                        ]

                    self._call(
                        who,
                        model,
                        "create",
                        self.env[model],
                        {"vals_list": [vals]},
                        self.context if turn % 3 == 2 else None,
                        then=then,
                    )
        self._assert_harmless(100)

    def _dialog_values(self, model):
        """Values of a dialog on each document that it could be about."""
        model_fields = self.env[model]._fields
        links = [field for field in model_fields.values() if field.type in ("many2one", "reference") and field.store]
        for field in links:
            if field.comodel_name == "res.users":
                continue
            comodels = (
                [value for value, _label in field._description_selection(self.env)]
                if field.type == "reference" else [field.comodel_name]
            )  # fmt: skip
            for comodel in comodels:
                for _key, record in self.documents.get(comodel, []):
                    vals = {field.name: f"{comodel},{record.id}" if field.type == "reference" else record.id}
                    for other in model_fields.values():
                        if other.name in vals or not other.required or not other.store:
                            continue
                        if other.type in ("char", "text"):
                            vals[other.name] = "forged"
                        elif other.type in ("integer", "float", "monetary"):
                            vals[other.name] = 1
                        elif other.type == "date":
                            vals[other.name] = fields.Date.to_string(fields.Date.today())
                        elif other.type == "many2one" and other.comodel_name in self.documents:
                            vals[other.name] = self.documents[other.comodel_name][-1][1].id
                        elif other.type == "selection":
                            vals[other.name] = other.get_values(self.env)[0]
                    yield vals
                    if "method" in model_fields:
                        for method in ("unlink", "action_sign", "action_void", "_signoff_done"):
                            yield vals | {"method": method}

    def test_reports(self):
        """Reports are rendered for whoever asks the server for them: nobody gets one of a document out of reach."""
        data = self.env["ir.model.data"].search([("module", "=", attack.MODULE), ("model", "=", "ir.actions.report")])
        reports = self.env["ir.actions.report"].browse(data.mapped("res_id"))
        self.assertTrue(reports)
        turn = 0
        for report in reports:
            for who, user in self.attackers.items():
                turn += 1
                far = [record for key, record in self._kinds(report.model) if key and not self._reads(who, key)]
                if not far:
                    continue
                record = far[turn % len(far)]
                self.calls += 1
                self.cr.clear()
                with contextlib.closing(self.cr.savepoint(flush=False)):
                    try:
                        text = str(report.with_user(user)._render_qweb_html(report.report_name, record.ids)[0])
                        self.accepted += 1
                    except UserError as error:
                        text = f"{error}"
                    self._listen(who, f"{who}: report {report.report_name} on {record}", text)
        self._assert_harmless(10)

    def test_portal_and_public_are_refused(self):
        """They have no right on any of our models, and whatever they call of ours refuses."""
        answered = []
        for model in attack.own_models(self.env):
            for who in ("portal", "public"):
                records = self.env[model].with_user(self.attackers[who])
                for operation in ("read", "write", "create", "unlink"):
                    if not self.env[model]._abstract:
                        self.assertFalse(records.has_access(operation), (who, model, operation))
            record = self._kinds(model)[0][1]
            if not record:
                continue
            for method in (
                *attack.own_methods(self.env, model),
                "read",
                "search_read",
                "web_save",
                "name_search",
                "export_data",
                "copy",
            ):
                if method == "default_get":
                    continue  # answers what a new record would start with, from no document
                for who in ("portal", "public"):
                    env = self.env(user=self.attackers[who].id, context={}, su=False)
                    arguments = self.arguments.for_call(model, method, record)
                    ids = [] if getattr(getattr(type(record), method), "_api_model", False) else [record.ids]
                    self.calls += 1
                    self.cr.clear()
                    with contextlib.closing(self.cr.savepoint(flush=False)), contextlib.suppress(UserError):
                        answer = call_kw(env[model], method, ids, arguments)
                        # a window to open tells nothing; what is to be seen in it is asked for then
                        if not (isinstance(answer, dict) and answer.get("type") == "ir.actions.act_window"):
                            answered.append((who, model, method, answer))
        self.assertFalse(answered, "\n".join(map(str, answered)))
        self.assertGreater(self.calls, 100)

    def test_private_methods_are_not_callable(self):
        for model in (*attack.own_models(self.env), *attack.touched_models(self.env)):
            for method in attack.own_private_methods(self.env, model):
                with self.assertRaises(AccessError):
                    get_public_method(self.env[model], method)

    def test_the_attack_finds_what_there_is(self):
        """The discovery is not empty where it must not be, and the victims are what they should be."""
        self.assertIn("action_sign", attack.own_methods(self.env, "sales.manual.notice"))
        self.assertIn("write", attack.own_methods(self.env, "sale.order"))
        self.assertIn("web_save", attack.orm_methods(self.env, "sales.manual.contract"))
        self.assertIn("sales_manual_pass", self.context)
        self.assertFalse(self.ledger.wrong_before)
        self.assertEqual(
            {state: self.notices["int_live", state].state for state in ("prepared", "checked", "released", "shipped")},
            {"prepared": "draft", "checked": "signing", "released": "released", "shipped": "shipped"},
        )
