"""Two administrators assign at the same moment: what only one may do, only one does."""

from datetime import timedelta

from psycopg2 import errors

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestPostsConcurrency(CommittedCase):
    def setUp(self):
        super().setUp()
        self.anna, self.bert = (
            new_test_user(self.env, login=f"test_{name}_{self._testMethodName}", groups="base.group_user")
            for name in ("anna", "bert")
        )
        self.clerk, self.marketing = (
            self.env.ref(f"sales_manual_addon.card_{post}") for post in ("dom_clerk", "marketing")
        )
        self.assignments = self.env["sales.manual.post.assignment"]
        # in the future, where no access is given: the rows themselves must meet
        self.start = self.assignments._today() + timedelta(days=10)

    def values(self, user, post, **values):
        return {"user_id": user.id, "post_id": post.id, "date_from": self.start, **values}

    def deputy(self, user, principal):
        end = self.start + timedelta(days=5)
        return self.values(user, principal.post_id, kind="deputy", principal_id=principal.id, date_to=end)

    def test_overlapping_assignments(self):
        self.commit()
        superuser = self.env.ref("base.user_root")
        first, second = self.connect(superuser), self.connect(superuser)
        self.act(first, self.assignments, "create", self.values(self.anna, self.clerk))
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.ExclusionViolation):
            self.act(second, self.assignments, "create", self.values(self.anna, self.clerk))
        second.cr.rollback()
        self.assertEqual(self.see(self.assignments).search_count([("user_id", "=", self.anna.id)]), 1)

    def test_deputies_that_close_a_circle(self):
        annas = self.assignments.create(self.values(self.anna, self.clerk))
        berts = self.assignments.create(self.values(self.bert, self.marketing))
        self.commit()
        superuser = self.env.ref("base.user_root")
        first, second = self.connect(superuser), self.connect(superuser)
        self.act(first, self.assignments, "create", self.deputy(self.bert, annas))
        self.assertLoses(second, self.assignments, "create", self.deputy(self.anna, berts))
        self.assertEqual(self.see(self.assignments).search_count([("principal_id", "in", (annas | berts).ids)]), 1)
