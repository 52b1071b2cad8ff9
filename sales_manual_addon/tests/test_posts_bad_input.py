"""What must be refused about posts and separation, asked over RPC as the administrator who could do it by mistake."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .posts_case import PostsCase


@tagged("post_install", "-at_install")
class TestBadInputOverRpc(PostsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, login="test_bad_admin", groups="base.group_system")

    def assertRefused(self, expected, model, method, *arguments):
        """Refused with words, and nothing of it is left."""
        records = self.env[model].with_user(self.admin)
        forged = {"install_mode": True, "import_file": True, "module_uninstall": True, "sales_manual_pass": True}
        for context in ({}, forged):
            with self.assertRaisesRegex(UserError, expected), self.env.cr.savepoint():
                call_kw(records, method, list(arguments), {"context": context})
                self.env.flush_all()

    def values(self, user, card, start=0, end=None, **values):
        days = {"date_from": str(self.day(start)), "date_to": end is not None and str(self.day(end))}
        return {"user_id": user.id, "post_id": card.id, **days, **values}

    def test_superiors_round_in_a_circle(self):
        card = self.env.ref("sales_manual_addon.card_dom_manager")
        below = self.env.ref("sales_manual_addon.card_dom_supervisor")
        self.assertEqual(below.superior_id, card)
        for superior in (card, below):
            self.assertRefused("above itself", "sales.manual.post", "write", card.ids, {"superior_id": superior.id})

    def test_a_post_without_a_group(self):
        card = self.env["sales.manual.post"].create(
            {"name": "Driver", "department_id": self.clerk_card.department_id.id}
        )
        model = "sales.manual.post.assignment"
        self.assertRefused("no access group", model, "create", [self.values(self.anna, card)])
        assignment = self.assign()
        self.assertRefused("no access group", model, "write", assignment.ids, {"post_id": card.id})
        self.assertRefused("held by", "sales.manual.post", "unlink", self.clerk_card.ids)

    def test_deleting_a_post_with_holders(self):
        self.assign()
        self.assertRefused("held by", "sales.manual.post", "unlink", self.clerk_card.ids)
        self.assertRefused("held by", "sales.manual.post", "action_archive", self.clerk_card.ids)
        self.assertRefused("held by", "sales.manual.post", "write", self.clerk_card.ids, {"active": False})
        self.assertTrue(self.clerk_card.active)
        self.assertIn(self.clerk, self.anna.group_ids)

    def test_overlapping_assignments(self):
        self.assign(start=-5, end=5)
        model = "sales.manual.post.assignment"
        self.assertRefused("already from", model, "create", [self.values(self.anna, self.clerk_card, 5)])
        both = [self.values(self.bert, self.clerk_card, 0, 9), self.values(self.bert, self.clerk_card, 9, 20)]
        self.assertRefused("already from", model, "create", both)
        later = self.assign(start=6, end=7)
        self.assertRefused("already from", model, "write", later.ids, {"date_from": str(self.day(5))})
        self.assertRefused("before it begins", model, "write", later.ids, {"date_to": str(self.day(5))})

    def test_deputies_of_deputies_in_a_circle(self):
        model = "sales.manual.post.assignment"
        carl = new_test_user(self.env, login="test_carl_rpc", groups="base.group_user")
        archive_card = self.env.ref("sales_manual_addon.card_archivist")
        principals = [
            self.assign(user, card)
            for user, card in ((self.anna, self.clerk_card), (self.bert, self.marketing_card), (carl, archive_card))
        ]
        deputies = [self.deputy(self.bert, principals[0]), self.deputy(carl, principals[1])]
        closing = self.values(
            self.anna, archive_card, 0, 5, kind="deputy", principal_id=principals[2].id
        )  # anna for carl, who is for bert, who is for anna
        self.assertRefused("through deputies", model, "create", [closing])
        of_deputy = self.values(carl, self.clerk_card, 0, 5, kind="deputy", principal_id=deputies[0].id)
        self.assertRefused("a deputy has no deputy", model, "create", [of_deputy])
        self.assertRefused("no deputy", model, "write", deputies[0].ids, {"principal_id": deputies[0].id})

    def test_an_exception_without_an_end(self):
        values = {
            "separation_id": self.env.ref("sales_manual_addon.separation_execution").id,
            "user_id": self.anna.id,
            "reason": "Nobody else",
            "control": "Looked at on Fridays",
        }
        for end, expected in (
            ({}, "has a last day"),
            ({"date_to": False}, "has a last day"),
            ({"date_to": str(self.today - timedelta(days=1))}, "before it begins"),
            ({"date_to": str(self.today + timedelta(days=400))}, "a year at most"),
        ):
            self.assertRefused(expected, "sales.manual.separation.exception", "create", [{**values, **end}])

    def test_two_posts_in_conflict(self):
        one, two = (self.env.ref(f"sales_manual_addon.post_{post}") for post in ("dom_contract", "dom_execution"))
        cards = [self.env.ref(f"sales_manual_addon.card_{post}") for post in ("dom_contract", "dom_execution")]
        both = [self.values(self.anna, card) for card in cards]
        self.assertRefused("must be apart", "sales.manual.post.assignment", "create", both)
        group_ids = [Command.link(one.id), Command.link(two.id)]
        self.assertRefused("must be apart", "res.users", "write", self.anna.ids, {"group_ids": group_ids})
        self.assign(post=cards[0])
        self.assertRefused("must be apart", "res.groups", "write", one.ids, {"implied_ids": [Command.link(two.id)]})
        self.assertNotIn(two, one.implied_ids)

    def test_the_last_administrator(self):
        system = self.env.ref("base.group_system")
        others = (system.all_user_ids - self.admin).filtered(lambda user: user.id != 1)
        others.write({"group_ids": [Command.set(self.env.ref("base.group_user").ids)]})
        last = self.env["res.users"].browse(1) | self.admin
        self.assertEqual(system.all_user_ids | last, last)
        for method, arguments in (
            ("action_archive", []),
            ("write", [{"active": False}]),
            ("write", [{"group_ids": [Command.set(self.env.ref("base.group_user").ids)]}]),
        ):
            self.assertRefused(".", "res.users", method, self.admin.ids, *arguments)
        self.assertTrue(self.admin.active and self.admin.has_group("base.group_system"))
