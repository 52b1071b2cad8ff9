"""Who sees and changes which contracts, and everything that hangs on them (architecture rule 8)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import POSTS, SalesManualCommon

DRAFTS = {"dom_draft", "int_draft"}
DOMESTIC = {"dom_draft", "dom_own", "dom_other"}
INTERNATIONAL = {"int_draft", "int_own", "int_other"}
IN_FORCE = {"dom_own", "dom_other", "int_own", "int_other"}
ALL = DOMESTIC | INTERNATIONAL

# post: contracts it reads; "*_own" and drafts are those of the first salesperson of the market
READS = {
    "gm": ALL,
    "dgm": ALL,
    "dom_manager": DOMESTIC,
    "dom_deputy": DOMESTIC,
    "dom_supervisor": {"dom_draft", "dom_own"},
    "dom_clerk": DOMESTIC,
    "int_manager": INTERNATIONAL,
    "int_deputy": INTERNATIONAL,
    "int_salesperson": {"int_draft", "int_own"},
    "int_clerk": INTERNATIONAL,
    "cmd_manager": ALL,
    "cmd_deputy": ALL,
    "int_contract": INTERNATIONAL,
    "dom_contract": DOMESTIC,
    "dom_execution": ALL,
    "sales_accountant": IN_FORCE,
    "cashier": IN_FORCE,
    "warehouse_statistician": set(),
    "production_planner": IN_FORCE,
    "dispatcher": set(),
    "sales_statistician": ALL,
    "import_export": INTERNATIONAL,
    "marketing": IN_FORCE,
    "archivist": IN_FORCE,
    "auditor": ALL,
}
# post: contracts whose record it may change; what of it is still open is the contract's own matter
WRITES_CONTRACT = {
    "dom_manager": DOMESTIC,
    "dom_deputy": DOMESTIC,
    "dom_supervisor": {"dom_draft", "dom_own"},
    "int_manager": INTERNATIONAL,
    "int_deputy": INTERNATIONAL,
    "int_salesperson": {"int_draft", "int_own"},
    "int_contract": INTERNATIONAL,
    "dom_contract": DOMESTIC,
}
# post: contracts whose batches, notices and orders it may change
WRITES_BELOW = {"int_contract": INTERNATIONAL, "dom_contract": DOMESTIC}
# posts that see issued notices whatever the contract
READS_ISSUED = {
    "gm", "dgm", "cmd_manager", "cmd_deputy", "dom_execution", "sales_accountant", "warehouse_statistician",
    "dispatcher", "sales_statistician", "import_export", "auditor",
}  # fmt: skip
# posts in force of contracts only: they see no prepared notice of them
READS_NO_PREPARED = {"sales_accountant", "cashier", "production_planner", "marketing", "archivist"}
# posts that see every order, as Odoo has it for accountants and warehouse users, and the auditor
READS_EVERY_ORDER = {"sales_accountant", "cashier", "dispatcher", "auditor"}
READS_NO_ORDER = {"warehouse_statistician", "production_planner", "marketing", "archivist"}


@tagged("post_install", "-at_install")
class TestRecordRules(SalesManualCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()  # the builders are methods of a test
        cls.contracts = {
            "dom_draft": case.make_contract("domestic"),
            "dom_own": case.effective_contract("domestic"),
            "dom_other": case.approve(case.make_contract("domestic", user="dom_supervisor_2")),
            "int_draft": case.make_contract("international"),
            "int_own": case.effective_contract("international"),
            "int_other": case.approve(case.make_contract("international", user="int_salesperson_2")),
        }
        cls.orders, cls.prepared, cls.issued = {}, {}, {}
        for key in sorted(IN_FORCE):
            batches = case.decompose(cls.contracts[key], [300, 300])
            cls.orders[key] = case.make_orders(batches)
            cls.issued[key] = case.make_notice(cls.orders[key], pieces=10)
            cls.prepared[key] = case.make_notice(cls.orders[key], pieces=10, issue=False)
        cls.ordinary_order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.users["dom_supervisor_2"].id,
                "order_line": [Command.create({"product_id": cls.unpowered.id})],
            }
        )

    def _visible(self, post, model):
        """Keys of the contracts whose rows of ``model`` the post finds."""
        records = self.env[model].with_user(self.users[post]).search([]).sudo()
        contracts = records if model == "sales.manual.contract" else self._contract_of(records)
        return {key for key, contract in self.contracts.items() if contract in contracts}

    def _contract_of(self, records):
        for name in ("contract_id", "notice_id"):
            if name in records._fields:
                found = records[name]
                return found if name == "contract_id" else found.contract_id
        raise AssertionError(records._name)

    def test_reading_contracts(self):
        self.assertEqual(set(READS), set(POSTS))
        self.assertEqual({post: self._visible(post, "sales.manual.contract") for post in POSTS}, READS)

    def test_lines_milestones_batches_follow_the_contract(self):
        self.env["sales.manual.contract.milestone"].create(
            [
                {"contract_id": contract.id, "name": "Advance", "percent": 100}
                for key, contract in self.contracts.items()
                if key in DRAFTS
            ]
        )
        for model, present in (
            ("sales.manual.contract.line", ALL),
            ("sales.manual.contract.milestone", DRAFTS),
            ("sales.manual.batch", IN_FORCE),
            ("sales.manual.batch.line", IN_FORCE),
        ):
            for post in POSTS:
                with self.subTest(model=model, post=post):
                    self.assertEqual(self._visible(post, model), READS[post] & present)

    def test_contract_signatures_follow_the_contract(self):
        for model in ("sales.manual.signoff", "sales.manual.signoff.step"):
            for post in POSTS:
                with self.subTest(model=model, post=post):
                    rows = self.env[model].with_user(self.users[post]).search([("contract_id", "!=", False)]).sudo()
                    seen = {key for key, contract in self.contracts.items() if contract in rows.contract_id}
                    self.assertEqual(seen, READS[post] & IN_FORCE)

    def _seen_notices(self, post, model, notices):
        rows = self.env[model].with_user(self.users[post]).search([]).sudo()
        found = rows if model == "sales.manual.notice" else rows.notice_id
        return {key for key, notice in notices.items() if notice in found}

    def test_issued_notices_and_what_is_on_them(self):
        for model in (
            "sales.manual.notice",
            "sales.manual.notice.line",
            "sales.manual.signoff",
            "sales.manual.signoff.step",
        ):
            for post in POSTS:
                with self.subTest(model=model, post=post):
                    if post in READS_ISSUED:
                        expected = IN_FORCE
                    else:
                        expected = (set() if post in READS_NO_PREPARED else READS[post]) & IN_FORCE
                    self.assertEqual(self._seen_notices(post, model, self.issued), expected)

    def test_prepared_notices_are_the_markets_own(self):
        for model in ("sales.manual.notice", "sales.manual.notice.line"):
            for post in POSTS:
                with self.subTest(model=model, post=post):
                    expected = set() if post in READS_NO_PREPARED else READS[post] & IN_FORCE
                    self.assertEqual(self._seen_notices(post, model, self.prepared), expected)

    def test_orders_of_contracts(self):
        for post in POSTS:
            with self.subTest(post=post):
                found = self.env["sale.order"].with_user(self.users[post]).search([]).sudo()
                lines = self.env["sale.order.line"].with_user(self.users[post]).search([]).sudo()
                seen = {key for key, orders in self.orders.items() if orders <= found}
                expected = IN_FORCE if post in READS_EVERY_ORDER else READS[post] & IN_FORCE
                self.assertEqual(seen, set() if post in READS_NO_ORDER else expected)
                self.assertEqual({key for key, orders in self.orders.items() if orders <= lines.order_id}, seen)
                self.assertEqual({key for key, orders in self.orders.items() if orders & found}, seen)
                self.assertEqual(self.ordinary_order in found, post in READS_EVERY_ORDER)

    def _changes(self, post, records_by_key, operation="write"):
        return {
            key for key, records in records_by_key.items() if records.with_user(self.users[post]).has_access(operation)
        }  # fmt: skip

    def test_changing_contracts_and_their_children(self):
        for post in POSTS:
            with self.subTest(post=post):
                expected = WRITES_CONTRACT.get(post, set())
                for operation in ("write", "unlink"):
                    self.assertEqual(self._changes(post, self.contracts, operation), expected)
                    lines = {key: contract.line_ids for key, contract in self.contracts.items()}
                    self.assertEqual(self._changes(post, lines, operation), expected)

    def test_changing_batches_notices_and_orders(self):
        batches = {key: self.contracts[key].batch_ids for key in IN_FORCE}
        for post in POSTS:
            with self.subTest(post=post):
                expected = WRITES_BELOW.get(post, set()) & IN_FORCE
                for records in (
                    batches,
                    {key: batch.line_ids for key, batch in batches.items()},
                    self.prepared,
                    {key: notice.line_ids for key, notice in self.prepared.items()},
                ):
                    self.assertEqual(self._changes(post, records), expected)
                if post in READS_EVERY_ORDER - {"auditor"}:
                    expected = IN_FORCE  # as Odoo has it: what they may change is the order's own matter
                elif post in ("dom_supervisor", "int_salesperson"):
                    expected = READS[post] & IN_FORCE  # Odoo's rule: their own orders
                self.assertEqual(self._changes(post, self.orders), expected)

    def test_signatures_are_changed_by_nobody(self):
        steps = self.issued["dom_own"].signoff_step_ids
        acts = self.issued["dom_own"].signoff_ids
        self.assertTrue(steps and acts)
        for post in POSTS:
            for records in (steps, acts):
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(records.with_user(self.users[post]).has_access(operation), post)

    def test_salesperson_creates_own_contracts_only(self):
        values = self.contract_values("domestic", user_id=self.users["dom_supervisor_2"].id)
        with self.assertRaises(AccessError):
            self.env["sales.manual.contract"].with_user(self.users["dom_supervisor"]).create(values)

    def test_contract_post_writes_its_own_market_only(self):
        values = self.contract_values("domestic")
        with self.assertRaises(AccessError):
            self.env["sales.manual.contract"].with_user(self.users["int_contract"]).create(values)

    def test_prepared_notice_moves_to_no_contract_out_of_reach(self):
        notice = self.prepared["dom_own"].with_user(self.users["dom_contract"])
        with self.assertRaises(AccessError):
            notice.contract_id = self.contracts["int_own"]

    def test_accountant_writes_no_stored_state_on_a_contract_orders_line(self):
        line = self.orders["dom_own"].order_line[:1].with_user(self.users["sales_accountant"])
        self.assertTrue(line.has_access("write"))
        with self.assertRaises(UserError):
            line.state = "cancel"

    def test_two_posts_do_not_lend_each_other_their_scope(self):
        """A post that only reads a market gives no writing there to whoever writes in another."""
        user = new_test_user(
            self.env,
            login="two_scopes",
            groups="sales_manual_addon.post_int_contract,sales_manual_addon.post_dom_execution,sales_manual_addon.post_gm",
        )
        self.assertTrue(self.contracts["dom_own"].with_user(user).has_access("read"))
        for records in (
            self.contracts["dom_own"],
            self.contracts["dom_own"].batch_ids,
            self.prepared["dom_own"],
            self.orders["dom_own"],
        ):
            self.assertFalse(records.with_user(user).has_access("write"), records)
        self.assertTrue(self.contracts["int_own"].batch_ids.with_user(user).has_access("write"))

    def test_right_without_scope_opens_nothing(self):
        """Odoo lets everything through where no rule matches; each of our models has an empty one."""
        user = new_test_user(
            self.env,
            login="no_scope",
            groups="sales_manual_addon.group_contract_draft,sales_manual_addon.group_decompose,sales_manual_addon.group_notice_make",
        )
        for records in (
            self.contracts["dom_draft"],
            self.contracts["dom_own"].batch_ids,
            self.prepared["dom_own"],
            self.orders["dom_own"],
        ):
            for operation in ("read", "write"):
                self.assertFalse(records.with_user(user).has_access(operation), records)

    def test_department_is_whoever_belongs_to_it_now(self):
        clerk = self.users["dom_clerk"]
        contract = self.contracts["dom_own"].with_user(clerk)
        self.assertTrue(contract.has_access("read"))
        self.team["domestic"].member_ids -= clerk
        self.assertFalse(contract.has_access("read"))
        self.assertFalse(contract.with_context(active_test=False).search([("id", "=", contract.id)]))
        self.team["domestic"].user_id = clerk
        self.assertTrue(contract.has_access("read"), "The department's head needs no membership.")

    def test_salesperson_keeps_what_is_handed_over_to_nobody_else(self):
        contract = self.contracts["dom_own"]
        contract.sudo().user_id = self.users["dom_supervisor_2"]
        self.assertFalse(contract.with_user(self.users["dom_supervisor"]).has_access("read"))
        for records in (
            contract.line_ids,
            contract.batch_ids,
            contract.batch_ids.line_ids,
            contract.signoff_ids,
            contract.notice_ids,
        ):
            self.assertFalse(records.with_user(self.users["dom_supervisor"]).has_access("read"), records)
            self.assertTrue(records.with_user(self.users["dom_supervisor_2"]).has_access("read"), records)

    def test_another_company_is_out_of_sight(self):
        company = self.env["res.company"].create({"name": "Rules elsewhere"})
        supervisor = self.users["dom_supervisor"]
        supervisor.company_ids += company
        elsewhere = self.env["sales.manual.contract"].create(
            self.contract_values(
                "domestic",
                company_id=company.id,
                user_id=supervisor.id,
                team_id=False,
                warehouse_id=False,
            )
        )
        supervisor.company_ids -= company
        for post in POSTS:
            self.assertFalse(elsewhere.with_user(self.users[post]).has_access("read"), post)
            self.assertFalse(elsewhere.line_ids.with_user(self.users[post]).has_access("read"), post)
        auditor = self.users["auditor"]
        auditor.company_ids += company
        both = elsewhere.with_user(auditor).with_context(allowed_company_ids=auditor.company_ids.ids)
        self.assertTrue(both.has_access("read"))
        self.assertFalse(
            elsewhere.with_user(auditor).with_context(allowed_company_ids=self.company.ids).has_access("read")
        )

    def test_portal_and_public_users_see_nothing(self):
        portal = new_test_user(self.env, login="rules_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.customer
        for user in (portal, self.env.ref("base.public_user")):
            for records in (self.contracts["dom_own"], self.issued["dom_own"], self.contracts["dom_own"].signoff_ids):
                with self.assertRaises(AccessError):
                    records.with_user(user).search([])
                self.assertFalse(records.with_user(user).has_access("read"))

    def test_odoos_own_users_see_what_they_saw(self):
        """Without a post of ours nothing changes: salespeople have own orders, accountants and the warehouse all."""
        for groups, sees_all in (
            ("sales_team.group_sale_salesman", False),
            ("sales_team.group_sale_salesman,stock.group_stock_user", False),
            ("sales_team.group_sale_salesman_all_leads", True),
            ("account.group_account_invoice", True),
            ("stock.group_stock_user", True),
        ):
            with self.subTest(groups=groups):
                user = new_test_user(self.env, login=groups, groups=groups)
                for order in (self.ordinary_order, self.orders["dom_own"]):
                    self.assertEqual(order.with_user(user).has_access("read"), sees_all)
