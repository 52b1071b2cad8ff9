"""An administrator is refused, a manager requests an exception, the general manager approves, the group is given."""

from odoo.tests import HttpCase, tagged

from .separation_case import SeparationCase


@tagged("post_install", "-at_install")
class TestSeparationJourney(SeparationCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.one, self.two = self.ref("post_dom_contract"), self.ref("post_dom_execution")
        approving = self.ref("post_gm")
        for group, name in (
            (self.one, "Separated one"), (self.two, "Separated two"), (approving, "Separated approver"),
        ):  # fmt: skip
            for code, _label in self.env["res.lang"].get_installed():
                group.privilege_id.with_context(lang=code).name = name
                group.with_context(lang=code).name = name
        rule = self.ref("separation_execution")
        for code, _label in self.env["res.lang"].get_installed():
            rule.with_context(lang=code).write({"name": "Separated rule", "risk": "The risk of separation"})
        self.user.name = "Separated user"
        self.give(self.user, self.one)
        self.env.flush_all()
        self.env.registry.clear_cache("groups")  # what the user form shows of groups is cached by language

    def visit(self, user, tour, path):
        self.start_tour(f"/odoo/{path}", tour, login=user.login)
        self.env.invalidate_all()

    def test_refused_requested_approved_given(self):
        form = f"action-base.action_res_users/{self.user.id}"
        self.visit(self.administrator, "sales_manual_separation_refused", form)
        self.assertNotIn(self.two, self.user.group_ids)
        self.visit(self.manager, "sales_manual_separation_request", "separation-exceptions/new")
        exception = self.exception.search([("user_id", "=", self.user.id)])
        self.assertEqual((exception.state, exception.requested_by_id), ("requested", self.manager))
        self.assertEqual((exception.side_a_ids, exception.side_b_ids), (self.one, self.two))
        self.visit(self.gm, "sales_manual_separation_approve", f"separation-exceptions/{exception.id}")
        self.assertEqual((exception.state, exception.decided_by_id), ("approved", self.gm))
        self.visit(self.administrator, "sales_manual_separation_given", form)
        self.assertLessEqual(self.one | self.two, self.user.group_ids)
