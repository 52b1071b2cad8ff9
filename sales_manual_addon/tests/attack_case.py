"""The case of the generated attack: who attacks which documents, and how it is judged."""

import contextlib
import logging

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user
from odoo.tools import lazy, mute_logger

from . import attack
from .common import POSTS, SalesManualCommon
from .ledger import Ledger
from .test_record_rules import (
    READS,
    READS_EVERY_ORDER,
    READS_ISSUED,
    READS_NO_ORDER,
    READS_NO_PREPARED,
    WRITES_BELOW,
    WRITES_CONTRACT,
)

# the contracts attacked: key: (market, key of the same scope in the tables of test_record_rules)
VICTIMS = {
    "dom_draft": ("domestic", {"dom_draft", "dom_other"}),
    "dom_live": ("domestic", {"dom_other"}),
    "int_draft": ("international", {"int_draft", "int_other"}),
    "int_review": ("international", {"int_draft", "int_other"}),
    "int_live": ("international", {"int_other"}),
    "elsewhere": ("domestic", {"nobody"}),
}
LIVE = {"dom_live", "int_live"}
OWNERS = {"int_salesperson_2": "international", "dom_supervisor_2": "domestic"}
CONTRACT_TABLES = {
    "sales_manual_contract", "sales_manual_contract_line", "sales_manual_contract_milestone",
    "sales_manual_signoff_step",
}  # fmt: skip
LOGGERS = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.sql_db",
    "odoo.models.unlink",
    "odoo.models",
)


class AttackCase(SalesManualCommon):
    """Victims, attackers, one call, and the judgement of what it did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attackers = {post: cls.users[post] for post in POSTS}
        cls.attackers |= {key: cls.users[key] for key in (*OWNERS, "int_contract_2")}
        cls.attackers["employee"] = new_test_user(cls.env, login="attack_employee", groups="base.group_user")
        cls.attackers["administrator"] = new_test_user(
            cls.env, login="attack_administrator", groups="base.group_system"
        )
        cls.attackers["portal"] = new_test_user(cls.env, login="attack_portal", groups="base.group_portal")
        cls.attackers["public"] = cls.env.ref("base.public_user")
        cls._build_victims(cls())
        cls.env.flush_all()
        cls.ledger = Ledger(cls.env, cls.env["sales.manual.contract"].union(*cls.contracts.values()))
        cls.frozen = cls.ledger.frozen()
        cls.context = attack.forged_context(
            {"state": "effective", "act": "sign", "batched_qty": 999999, "signoff_count": 9}
        )
        cls.documents = cls._documents()
        cls.arguments = attack.Arguments(cls.env, cls.customer, cls.documents)
        cls.groups = {user.id: set(user.all_group_ids.ids) for user in cls.attackers.values()}

    @classmethod
    def _build_victims(cls, case):
        contracts = cls.contracts = {}
        for key, (market, _scope) in VICTIMS.items():
            if key == "elsewhere":
                continue
            owner = next(user for user, own in OWNERS.items() if own == market)
            contracts[key] = case.make_contract(
                market,
                user=owner,
                note=f"<p>{cls._secret('contract', key)}</p>",
                milestone_ids=[Command.create({"name": "Advance", "percent": 100})],
            )
        contracts["int_review"].with_user(contracts["int_review"].user_id).action_submit()
        company = cls.env["res.company"].create({"name": "Attack elsewhere"})
        contracts["elsewhere"] = (
            contracts["dom_draft"]
            .with_user(1)
            .create(
                case.contract_values(
                    "domestic",
                    company_id=company.id,
                    user_id=False,
                    team_id=False,
                    warehouse_id=False,
                    note=f"<p>{cls._secret('contract', 'elsewhere')}</p>",
                )
            )
        )
        cls.notices = {}
        case.put_in_stock(cls.module_550, 5000)
        for key in sorted(LIVE):
            contract = case.approve(contracts[key])
            orders = case.make_orders(case.decompose(contract, [200, 200, 200]))
            orders.client_order_ref = cls._secret("order", key)
            for state in ("prepared", "signing", "checked", "shipped", "released"):
                notice = case.make_notice(orders[0], pieces=10, issue=False)
                notice.transport_note = cls._secret(state, key)
                cls.notices[key, state] = notice
                if state != "prepared":
                    notice.with_user(case.contract_post(contract)).action_issue()
                if state == "checked":
                    notice.with_user(case.contract_post(contract, second=True)).action_sign()
                if state in ("released", "shipped"):
                    case.sign_notice(notice)
            case.ship(orders[0].picking_ids, pieces=10)
            planned = case.decompose(contract, [100])
            planned.with_user(case.contract_post(contract)).action_create_orders()  # made, not confirmed
            case.decompose(contract, [50])

    @staticmethod
    def _secret(kind, key):
        return f"SECRET-{kind}-{key}."

    @classmethod
    def _documents(cls):
        """{model: [(contract key, record)]}, from the root down, found by the relations of the models."""
        documents = {}
        for key, contract in cls.contracts.items():
            notices = [notice for (owner, _state), notice in cls.notices.items() if owner == key]
            found = [contract, *notices]
            for records in (
                contract.line_ids[:1],
                contract.milestone_ids[:1],
                *contract.batch_ids,
                *contract.batch_ids.line_ids,
                contract.signoff_ids[:2],
                *contract.signoff_step_ids[:2],
                *(notice.line_ids[:1] for notice in notices),
                *(notice.delivery_ids[:1] for notice in notices),
                *(notice.signoff_ids[:1] for notice in notices),
                *(notice.signoff_step_ids[:2] for notice in notices),
                *contract.order_ids,
                contract.order_ids.order_line[:1],
                *contract.order_ids.picking_ids[:2],
                contract.order_ids.picking_ids.move_ids[:2],
                contract.order_ids.picking_ids.move_line_ids[:2],
            ):
                found.append(records)
            for records in found:
                for record in records:
                    documents.setdefault(record._name, []).append((key, record))
        for model in (*attack.own_models(cls.env), *attack.touched_models(cls.env)):
            if model not in documents and not cls.env[model]._abstract and not cls.env[model]._transient:
                documents[model] = [(None, record) for record in cls.env[model].sudo().search([], limit=1)]
        return documents

    # what an attacker may do by right

    def _post(self, who):
        return who.removesuffix("_2")

    def _reads(self, who, key):
        market, scope = VICTIMS[key]
        if who in OWNERS:
            return OWNERS[who] == market and key != "elsewhere"
        return scope <= READS.get(self._post(who), set())

    def _writes(self, who, key, table):
        market, scope = VICTIMS[key]
        post = self._post(who)
        if table in CONTRACT_TABLES:
            if who in OWNERS:
                return OWNERS[who] == market and key != "elsewhere"
            return scope <= WRITES_CONTRACT.get(post, set())
        return scope <= WRITES_BELOW.get(post, set())

    def _hidden(self, who):
        """Secrets the attacker has no way to know."""
        post, hidden = self._post(who), set()
        for key in VICTIMS:
            reads = self._reads(who, key)
            if not reads:
                hidden.add(self._secret("contract", key))
            if key in LIVE:
                if not (post in READS_EVERY_ORDER or (reads and post not in READS_NO_ORDER)):
                    hidden.add(self._secret("order", key))
                for state in ("prepared", "signing", "checked", "released", "shipped"):
                    issued = state != "prepared" and post in READS_ISSUED
                    if not issued and (not reads or post in READS_NO_PREPARED):
                        hidden.add(self._secret(state, key))
        return hidden

    # the attack

    def _call(self, who, model, method, record, arguments, context=None, then=None):
        """One call in a savepoint that is always undone. ``then``: called with the result before that."""
        self.calls += 1
        env = self.env(user=self.attackers[who].id, context={}, su=False)
        where = f"{who}: {model}.{method} on {record} {arguments}"[:300]
        self.cr.clear()  # the test has read as superuser; a client starts with an empty cache
        with contextlib.closing(self.cr.savepoint(flush=False)):
            try:
                function = get_public_method(env[model], method)
                ids = [] if getattr(function, "_api_model", False) else [record.ids if record else []]
                keywords = {**arguments, "context": dict(context or {})}
                if method == "create":  # the dispatch wants its values by position
                    ids.append(keywords.pop("vals_list"))
                result = call_kw(env[model], method, ids, keywords)
                text = attack.flat(result._value if isinstance(result, lazy) else result)
                if then:
                    text += attack.flat(then(env, result))
                self.cr.flush()
            except Exception as error:  # noqa: BLE001  any refusal will do, but it must not tell a secret
                text = f"{error}"
            else:
                self.accepted += 1
                writes = self.ledger.writes()
                if writes != self.writes:
                    self.writes = writes
                    self._judge(who, where)
            self._listen(who, where, text)

    def _listen(self, who, where, text):
        self.violations += [f"{where}\n    tells {secret}" for secret in self.hidden[who] if secret in text]

    def _judge(self, who, where):
        for name, what in self.ledger.wrong():
            if (name, what) not in self.ledger.wrong_before:
                self.violations.append(f"{where}\n    {what}: {name}")
        frozen = self.ledger.frozen()
        for key, content in self.frozen.items():
            if key in frozen and frozen[key] != content:
                self.violations.append(f"{where}\n    {key} changed though fixed")
        changes = self.ledger.changes()
        user, keys = self.attackers[who], {contract.id: key for key, contract in self.contracts.items()}
        acts = self.ledger.new_acts(changes)
        for contract_id, user_id, act, post_id, is_maker in acts:
            if user_id != user.id or (act == "sign" and (is_maker or post_id not in self.groups[user.id])):
                self.violations.append(f"{where}\n    sign-off {act} by user {user_id} on {keys[contract_id]}")
        acted = {contract_id for contract_id, *_rest in acts}
        for table, row_id, contract_id, kind in changes:
            if table == "sales_manual_signoff":
                if kind != "added":
                    self.violations.append(f"{where}\n    sign-off {row_id} {kind}")
            elif not self._writes(who, keys[contract_id], table) and contract_id not in acted:
                self.violations.append(f"{where}\n    {table} {row_id} of {keys[contract_id]} {kind}")

    def setUp(self):
        super().setUp()
        self.calls = self.accepted = 0
        self.violations = []
        self.writes = 0
        self.hidden = {who: self._hidden(who) for who in self.attackers}
        self.enterContext(mute_logger(*LOGGERS))
        # Odoo asks the database some ten times to word a refusal; thousands are not read by anybody
        self.patch(
            type(self.env["ir.rule"]),
            "_make_access_error",
            lambda rule, operation, records: AccessError("refused by rule"),
        )
        logging.disable(logging.WARNING)
        self.addCleanup(logging.disable, logging.NOTSET)

    def _assert_harmless(self, least_calls):
        self.assertGreater(self.calls, least_calls)
        found = list(dict.fromkeys(self.violations))
        self.assertFalse(found, f"{len(found)} of {self.calls} calls:\n" + "\n".join(found[:40]))

    def _kinds(self, model):
        """Documents of ``model``, one of each contract and state."""
        kinds = {}
        for key, record in self.documents.get(model, []):
            kinds.setdefault((key, record["state"] if "state" in record._fields else None), record.with_env(self.env))
        return [(key, record) for (key, _state), record in kinds.items()] or [(None, self.env[model])]

    def _targets(self, who, model, turn):
        """Documents to attack: one within reading distance and, every other time, one beyond; others at each turn."""
        kinds = self._kinds(model)
        near = [record for key, record in kinds if key and self._reads(who, key)]
        far = [record for key, record in kinds if not key or not self._reads(who, key)]
        groups = (near, far) if turn % 2 or not near else (near,)
        return [records[turn // 2 % len(records)] for records in groups if records]

    def _writers(self, model, key):
        """Who has the right to write a document of this contract, the administrator where nobody has it."""
        table = self.env[model]._table
        return [who for who in self.attackers if key and self._writes(who, key, table)] or ["administrator"]

    def _then_call(self, env, model, method, ids, record):
        """A further call on what a call has made; undone alone if it is refused."""
        self.calls += 1
        try:
            with self.cr.savepoint():
                return call_kw(env[model], method, [ids], self.arguments.for_call(model, method, record))
        except Exception as error:  # noqa: BLE001  as in _call
            return f"{error}"
