"""Builders of the tests on separation of duties."""

from datetime import timedelta

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

MODULE = "sales_manual_addon"


class SeparationCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.separation = cls.env["sales.manual.separation"]
        cls.finding = cls.env["sales.manual.separation.finding"]
        cls.exception = cls.env["sales.manual.separation.exception"]
        cls.group = cls.env["res.groups"]
        cls.maker, cls.warehouse, cls.execution, cls.marketing = (
            cls.ref(f"post_{post}") for post in ("int_contract", "warehouse_statistician", "dom_execution", "marketing")
        )
        cls.notice_make = cls.ref("group_notice_make")
        cls.rule = cls.ref("separation_notice")
        cls.today = cls.separation._today()
        cls.user = cls.new_user("clerk")
        cls.gm = cls.new_user("gm", "post_gm")
        cls.dgm = cls.new_user("dgm", "post_dgm")
        cls.administrator = new_test_user(cls.env, login="sep_administrator", groups="base.group_system")
        cls.manager = cls.new_user("manager", "post_dom_manager")
        cls.auditor = cls.new_user("auditor", "post_auditor")

    @classmethod
    def ref(cls, name):
        return cls.env.ref(f"{MODULE}.{name}")

    @classmethod
    def new_user(cls, login, *posts):
        groups = ["base.group_user", *(f"{MODULE}.{post}" for post in posts)]
        return new_test_user(cls.env, login=f"sep_{login}", name=f"Separated {login}", groups=",".join(groups))

    def give(self, user, *groups):
        user.write({"group_ids": [Command.link(group.id) for group in groups]})

    def let_loading_give(self, user, *groups):
        """Give as a module does while it loads: found, not refused."""
        self.patch(self.env.registry, "ready", False)
        self.give(user, *groups)
        self.env.registry.ready = True
        self.env.cr.flush()

    def conflicts(self, *users, **options):
        return self.separation._conflicts(self.env["res.users"].concat(*users), **options)

    def findings(self, user, is_open=True):
        self.env.cr.flush()  # findings are looked for before the transaction commits
        return self.finding.search([("user_id", "=", user.id), ("is_open", "=", is_open)])

    def request_values(self, **values):
        return {
            "separation_id": self.rule.id,
            "user_id": self.user.id,
            "side_a_ids": [Command.set(self.notice_make.ids)],
            "side_b_ids": [Command.set(self.warehouse.ids)],
            "date_to": self.today + timedelta(days=30),
            "reason": "The statistician is ill.",
            "control": "The manager looks at every notice on Fridays.",
            **values,
        }

    def request(self, requester=None, **values):
        return self.exception.with_user(requester or self.administrator).create(self.request_values(**values))

    def approved(self, **values):
        exception = self.request(**values)
        exception.with_user(self.gm).action_approve("Nobody else is there.")
        return exception.with_env(self.env)
