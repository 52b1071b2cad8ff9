"""Assignments give and take access, and what of them is refused."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .posts_case import PostsCase


@tagged("post_install", "-at_install")
class TestAssignment(PostsCase):
    def test_saving_gives_and_ending_takes_the_group(self):
        assignment = self.assign(start=-5)
        self.assertTrue(assignment.is_applied)
        self.assertIn(self.clerk, self.anna.group_ids)
        assignment.action_end()
        self.assertEqual(assignment.state, "ended")
        self.assertNotIn(self.clerk, self.anna.group_ids)

    def test_deleting_takes_the_group(self):
        self.assign().unlink()
        self.assertNotIn(self.clerk, self.anna.group_ids)

    def test_changing_the_user_moves_the_group(self):
        assignment = self.assign()
        assignment.user_id = self.bert
        self.assertNotIn(self.clerk, self.anna.group_ids)
        self.assertIn(self.clerk, self.bert.group_ids)

    def test_a_planned_assignment_gives_on_its_day(self):
        assignment = self.assign(start=1)
        self.assertEqual(assignment.state, "planned")
        self.assertNotIn(self.clerk, self.anna.group_ids)
        self.env.cr.execute(
            "UPDATE sales_manual_post_assignment SET date_from = %s WHERE id = %s", (self.today, assignment.id)
        )
        self.env.invalidate_all()
        self.Assignment._apply_due()
        self.assertIn(self.clerk, self.anna.group_ids)

    def test_every_night_what_ended_is_taken(self):
        assignment = self.assign(start=-5)
        self.env.cr.execute(
            "UPDATE sales_manual_post_assignment SET date_to = %s WHERE id = %s", (self.day(-1), assignment.id)
        )
        self.env.invalidate_all()
        self.Assignment._apply_due()
        self.assertNotIn(self.clerk, self.anna.group_ids)
        self.assertFalse(assignment.is_applied)

    def test_a_group_given_by_hand_stays(self):
        self.anna.group_ids = [Command.link(self.clerk.id)]
        assignment = self.assign(start=-5)
        self.assertFalse(assignment.is_applied)
        self.assertTrue(assignment.is_hand_given)
        assignment.action_end()
        self.assertIn(self.clerk, self.anna.group_ids)

    def test_the_next_assignment_takes_over_what_the_last_one_gave(self):
        first = self.assign(start=-5)
        first.date_to = self.day(-1)
        second = self.assign()
        self.assertIn(self.clerk, self.anna.group_ids)
        self.assertTrue(second.is_applied)
        second.unlink()
        self.assertNotIn(self.clerk, self.anna.group_ids)

    def test_marks_are_not_written_by_hand(self):
        assignment = self.assign(start=1)
        with self.assertRaises(AccessError):
            assignment.write({"is_applied": True})

    def test_only_the_administrator_assigns(self):
        for post in ("gm", "dom_manager", "auditor"):
            with self.assertRaises(AccessError):
                self.Assignment.with_user(self.users[post]).create(
                    {"user_id": self.anna.id, "post_id": self.clerk_card.id}
                )

    def test_holders_before_assignments_existed_are_adopted_once(self):
        self.anna.group_ids = [Command.link(self.clerk.id)]
        self.Assignment._adopt_holders()
        self.Assignment._adopt_holders()
        adopted = self.Assignment.search([("user_id", "=", self.anna.id)])
        self.assertEqual(adopted.post_id, self.clerk_card)
        self.assertEqual((adopted.state, adopted.is_applied, adopted.kind), ("current", True, "holder"))
        adopted.unlink()
        self.assertNotIn(self.clerk, self.anna.group_ids)


@tagged("post_install", "-at_install")
class TestRefused(PostsCase):
    def test_overlapping_assignments(self):
        self.assign(start=-5, end=5)
        with self.assertRaisesRegex(ValidationError, "already from"), self.env.cr.savepoint():
            self.assign(start=5)
        self.assign(start=6)

    def test_end_before_the_beginning(self):
        with self.assertRaisesRegex(ValidationError, "before it begins"):
            self.assign(start=0, end=-1)

    def test_a_post_without_a_group(self):
        post = self.env["sales.manual.post"].create(
            {"name": "Driver", "department_id": self.clerk_card.department_id.id}
        )
        with self.assertRaisesRegex(ValidationError, "no access group"):
            self.assign(post=post)

    def test_archived_and_portal_users(self):
        self.bert.active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.assign(self.bert)
        portal = new_test_user(self.env, login="test_portal_post", groups="base.group_portal")
        with self.assertRaisesRegex(ValidationError, "no employee"):
            self.assign(portal)

    def test_deputies(self):
        principal = self.assign(start=-5, end=10)
        deputy = self.deputy(self.bert, principal)
        self.assertEqual(self.Assignment._acting(self.bert), {self.clerk.id: self.anna.id})
        self.assertEqual(self.Assignment._acting(self.anna), {})
        self.assertEqual(self.Assignment._acting(self.bert, self.day(6)), {self.clerk.id: None})
        carl = new_test_user(self.env, login="test_carl", groups="base.group_user")
        with self.assertRaisesRegex(ValidationError, "a deputy has no deputy"):
            self.deputy(carl, deputy)
        with self.assertRaisesRegex(ValidationError, "must lie within"):
            self.deputy(carl, principal, 0, 11)
        with self.assertRaisesRegex(ValidationError, "another post"):
            self.assign(carl, self.marketing_card, 0, 5, kind="deputy", principal_id=principal.id)
        with self.assertRaisesRegex(ValidationError, "represents"):
            self.assign(carl, end=5, kind="deputy")
        with self.assertRaisesRegex(ValidationError, "last day"):
            self.assign(carl, kind="deputy", principal_id=principal.id)
        with self.assertRaisesRegex(UserError, "Delete the deputy"):
            principal.unlink()

    def test_deputies_round_in_a_circle(self):
        annas = self.assign(self.anna, self.clerk_card)
        berts = self.assign(self.bert, self.marketing_card)
        self.deputy(self.bert, annas, 0, 5)
        with self.assertRaisesRegex(ValidationError, "through deputies"), self.env.cr.savepoint():
            self.deputy(self.anna, berts, 5, 8)
        self.deputy(self.anna, berts, 6, 8)

    def test_superiors_round_in_a_circle(self):
        gm = self.env.ref("sales_manual_addon.card_gm")
        below = self.env.ref("sales_manual_addon.card_dom_manager")
        below.superior_id = gm
        with self.assertRaisesRegex(ValidationError, "above itself"):
            gm.superior_id = below

    def test_a_post_with_holders_is_neither_deleted_nor_archived(self):
        self.assign()
        with self.assertRaisesRegex(UserError, "held by"):
            self.clerk_card.unlink()
        with self.assertRaisesRegex(UserError, "held by"):
            self.clerk_card.action_archive()

    def test_no_post_gives_administration(self):
        post = self.env["sales.manual.post"].create({"name": "Boss", "department_id": self.clerk_card.department_id.id})
        for xmlid in ("base.group_system", "sales_manual_addon.group_configuration", "base.group_portal"):
            with self.assertRaises(ValidationError):
                post.group_id = self.env.ref(xmlid)
        with self.assertRaises(AccessError):
            post.with_user(self.configurer).group_id = self.env.ref("stock.group_stock_manager")

    def test_the_last_administrator_stays(self):
        group = self.env.ref("sales_manual_addon.group_configuration")
        system = self.env.ref("base.group_system")
        others = group.all_user_ids - self.configurer
        with self.assertRaises(ValidationError):
            (others | self.configurer).filtered(lambda user: user.id != 1).write({"active": False})
        with self.assertRaises(ValidationError):
            system.user_ids = [Command.clear()]
