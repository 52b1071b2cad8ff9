"""The weekly confirmation of vessels by production planning and import/export (CMD-13)."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .vessel_common import VesselCase, container_number


@tagged("post_install", "-at_install")
class TestVesselWeek(VesselCase):
    def test_both_posts_confirm_and_it_is_recorded(self):
        booking = self.book()
        self.assertEqual(booking.agreement, "none")
        booking.with_user(self.users["production_planner"]).action_confirm_week()
        self.assertEqual((booking.agreement, booking.planning_user_id), ("part", self.users["production_planner"]))
        booking.with_user(self.users["import_export"]).action_confirm_week()
        self.assertEqual((booking.agreement, booking.export_user_id), ("both", self.users["import_export"]))
        self.assertEqual(set(booking.confirmation_ids.mapped("side")), {"planning", "export"})

    def test_other_posts_do_not_confirm(self):
        booking = self.book()
        for post in ("int_contract", "gm", "auditor"):
            self.assertFalse(booking.with_user(self.users[post]).can_confirm_week)
            with self.assertRaises(AccessError):
                booking.with_user(self.users[post]).action_confirm_week()

    def test_confirmed_once(self):
        booking = self.book()
        planner = booking.with_user(self.users["production_planner"])
        planner.action_confirm_week()
        self.assertFalse(planner.can_confirm_week)
        with self.refused("It waits for: Import/export"):
            planner.action_confirm_week()

    def test_one_person_does_not_confirm_for_both(self):
        both = new_test_user(
            self.env, login="test_both_vessel_posts", company_id=self.company.id,
            groups="base.group_user,sales_manual_addon.group_vessel_planning,sales_manual_addon.group_vessel_export",
        )  # fmt: skip
        booking = self.book().with_user(both)
        booking.action_confirm_week()
        with self.refused("another person"):
            booking.action_confirm_week()

    def test_a_change_makes_it_void_visibly(self):
        line = self.batch(100).line_ids
        other = self.batch(50).line_ids
        for what, act in (
            ("Vessel", lambda b: b.write({"vessel": "OTHER"})),
            ("ETD", lambda b: b.write({"etd": self.day(16)})),
            ("CY closes", lambda b: b.write({"cargo_closing": f"{self.day(10)} 04:00:00"})),
            ("Containers", lambda b: b.write({"container_ids": [Command.create({"type_id": self.hq.id})]})),
            ("Goods", lambda b: b.allocation_ids.write({"pieces_qty": 4})),
            ("Goods", lambda b: self.put_on(b, other, 1)),
            ("Goods", lambda b: b.allocation_ids.unlink()),
        ):
            booking = self.book()
            self.put_on(booking, line, 5)
            self.confirm_week(booking)
            act(booking.with_user(self.users["int_contract"]))
            self.assertEqual(booking.agreement, "none", what)
            void = booking.confirmation_ids
            self.assertEqual(set(void.mapped("changed_text")), {what})
            self.assertEqual(void.void_user_id, self.users["int_contract"])
            self.assertIn("is void since", " ".join(alert["message"] for alert in booking.alerts.values()))

    def test_what_nobody_goes_by_voids_nothing(self):
        booking = self.book()
        self.confirm_week(booking)
        booking.write({"note": "Call before loading", "vessel": "TEST EXPRESS"})
        booking.container_ids.write({"number": container_number(1), "seal": "S1", "packages_qty": 20})
        self.assertEqual(booking.agreement, "both")

    def test_confirmed_again_after_the_change(self):
        booking = self.book()
        self.confirm_week(booking)
        booking.voyage = "043W"
        self.confirm_week(booking)
        self.assertEqual((booking.agreement, len(booking.confirmation_ids)), ("both", 4))

    def test_many_at_once_from_the_list(self):
        bookings = self.book() | self.book()
        bookings.with_user(self.users["production_planner"]).action_confirm_week()
        self.assertEqual(bookings.mapped("agreement"), ["part", "part"])
        found = self.env["sales.manual.vessel.booking"].search(
            [("id", "in", bookings.ids), ("agreement", "!=", "both"), ("week", "=", bookings[0].week)]
        )
        self.assertEqual(found, bookings)

    def test_rows_are_written_by_the_act_only(self):
        booking = self.book()
        self.confirm_week(booking)
        row = booking.confirmation_ids[:1]
        for act in (lambda: row.sudo().write({"user_id": 1}), row.sudo().unlink):
            with self.assertRaises(AccessError):
                act()

    def test_loaded_is_beyond_the_week(self):
        booking = self.book()
        self.put_on(booking, self.batch(10).line_ids)
        self.loaded(booking)
        with self.refused("nothing to confirm"):
            booking.with_user(self.users["production_planner"]).action_confirm_week()

    def test_evidence_of_the_duties(self):
        booking = self.book()
        self.confirm_week(booking)
        users = self.users["import_export"] | self.users["production_planner"]
        counts = self.env["sales.manual.evidence"]._evidence_counts(["vessel_booked", "vessel_week"], users, self.today)
        self.assertEqual(
            counts,
            {
                ("vessel_booked", self.users["import_export"].id): 1,
                ("vessel_week", self.users["import_export"].id): 1,
                ("vessel_week", self.users["production_planner"].id): 1,
            },
        )
