"""Vessel bookings: what they hold, their way, and what they refuse (CMD-13, IMP-3)."""

from datetime import datetime, time, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..models.vessel.container import check_digit
from .vessel_common import VesselCase, container_number


@tagged("post_install", "-at_install")
class TestVesselBooking(VesselCase):
    def test_number_is_given_at_once_and_without_gaps(self):
        numbers = [self.book().name for _n in range(3)]
        self.assertRegex(numbers[0], r"^VB-\d{4}-\d{5}$")
        self.assertEqual([int(n[-5:]) - int(numbers[0][-5:]) for n in numbers], [0, 1, 2])

    def test_way_from_request_to_arrival(self):
        booking = self.book(containers=2)
        self.put_on(booking, self.batch(100).line_ids)
        self.loaded(booking)
        self.assertEqual((booking.state, booking.first_eta, booking.container_count), ("loaded", self.day(45), 2))
        self.assertEqual((booking.teu, booking.pieces_qty, booking.power_kw), (4.0, 100, 55.0))
        booking.action_sail()
        self.assertEqual(booking.atd, self.today)
        booking.action_arrive()
        self.assertEqual((booking.state, booking.ata), ("arrived", self.today))
        self.assertEqual((booking.arrived_qty, booking.on_time_qty, booking.delay_days), (1, 1, -45))

    def test_forwarder_confirms_what_is_complete(self):
        booking = self.book(vessel=False, containers=0)
        with self.assertRaisesRegex(UserError, "Vessel, Booking No.") as refused:
            booking.action_confirm()
        self.assertIn("No container is booked", str(refused.exception))

    def test_loading_needs_numbers_goods_and_both_posts(self):
        booking = self.confirmed(self.book())
        with self.assertRaises(UserError) as refused:
            booking.action_load()
        for words in ("Containers without number: 1", "No goods", "Production planning, Import/export"):
            self.assertIn(words, str(refused.exception))

    def test_steps_are_not_skipped(self):
        booking = self.book()
        for act in ("action_load", "action_sail", "action_arrive"):
            with self.refused("Requested"):
                getattr(booking, act)()

    def test_state_and_number_are_not_written_by_hand(self):
        booking = self.book()
        for values in ({"state": "sailed"}, {"name": "VB-1"}, {"agreement": "both"}, {"first_eta": self.today}):
            with self.assertRaises(AccessError):
                booking.write(values)
        with self.assertRaises(AccessError):
            self.book(state="arrived")

    def test_a_copy_is_a_new_request_with_as_many_containers(self):
        booking = self.book(containers=2, note="Fragile")
        booking.container_ids[0].number = container_number(4)
        self.put_on(booking, self.batch(10).line_ids)
        twin = self.confirmed(booking).copy()
        self.assertEqual((twin.state, twin.container_count, twin.pieces_qty), ("requested", 2, 0))
        self.assertFalse(twin.booking_ref or any(twin.container_ids.mapped("number")))
        self.assertNotEqual(twin.name, booking.name)

    def test_the_company_stays(self):
        company = self.env["res.company"].create({"name": "Vessels elsewhere"})
        with self.refused("gave its number"):
            self.book().sudo().company_id = company

    # dates

    def test_arrival_before_departure(self):
        with self.refused("arrives after it has left", ValidationError):
            self.book(etd=20, eta=10)
        booking = self.book()
        with self.refused("arrives after it has left", ValidationError):
            booking.eta = self.day(1)

    def test_closing_after_departure(self):
        late = datetime.combine(self.day(16), time(4))
        for name in ("doc_closing", "cargo_closing", "vgm_closing"):
            with self.refused("once the vessel has left", ValidationError):
                self.book(**{name: late})
        self.assertTrue(self.book(cargo_closing=datetime.combine(self.day(13), time(4))))

    def test_what_is_to_come_has_not_happened(self):
        booking = self.book()
        self.put_on(booking, self.batch(10).line_ids)
        self.loaded(booking)
        with self.refused("still to come", ValidationError):
            booking.atd = self.day(3)

    def test_same_port_twice(self):
        with self.refused("differ from each other", ValidationError):
            self.book(port_discharge_id=self.shanghai.id)

    def test_forwarder_is_marked_as_one(self):
        with self.refused("not marked as a forwarder", ValidationError):
            self.book(forwarder_id=self.customer.id)

    def test_forwarder_with_vessels_under_way_stays_one(self):
        self.book()
        with self.refused("vessels are booked there"):
            self.forwarder.is_forwarder = False

    def test_booking_number_is_used_once(self):
        self.confirmed(self.book(), "COSU-77")
        with self.assertRaises(Exception) as refused, self.cr.savepoint():
            self.book(booking_ref="COSU-77").flush_recordset()
        self.assertIn("booking_ref", str(refused.exception))

    # containers

    def test_check_digit_of_the_standard(self):
        # the example ISO 6346 itself is explained with
        self.assertEqual(check_digit("CSQU305438"), 3)

    def test_container_number_is_checked(self):
        booking = self.book()
        container = booking.container_ids
        container.number = "csqu 305438-3"
        self.assertEqual(container.number, "CSQU3054383")
        with self.refused("is 4, but the number before it gives 3", ValidationError):
            container.number = "CSQU3054384"
        for wrong in ("CSQA3054383", "CSU3054383", "CSQU305438", "货柜"):
            with self.refused("is no container number", ValidationError):
                container.number = wrong

    def test_container_is_on_one_vessel_at_a_time(self):
        first, second, third = self.book(), self.book(etd=30, eta=60), self.book(etd=46, eta=80)
        first.container_ids.number = container_number(7)
        with self.refused(f"{first.name}.*overlap", ValidationError):
            second.container_ids.number = container_number(7)
        third.container_ids.number = container_number(7)
        with self.assertRaises(ValidationError):
            third.etd = self.day(40)

    def test_container_twice_in_one_booking(self):
        with self.refused("overlap", ValidationError):
            self.book(container_ids=[Command.create({"type_id": self.hq.id, "number": container_number(8)})] * 2)

    def test_cancelled_voyage_frees_its_containers(self):
        first, second = self.book(), self.book()
        first.container_ids.number = container_number(9)
        first._cancel("No cargo")
        second.container_ids.number = container_number(9)
        self.assertEqual(second.container_ids.number, container_number(9))

    def test_weights(self):
        container = self.book().container_ids
        for values, words in (
            ({"vgm_kg": 3000, "tare_kg": 3900}, "less than the empty container"),
            ({"vgm_kg": -1}, "not negative"),
            ({"vgm_kg": 26_000_000}, "more than any container"),
        ):
            with self.refused(words, ValidationError):
                container.write(values)

    def test_loaded_containers_are_fixed_but_for_seal_and_weight(self):
        booking = self.book()
        self.put_on(booking, self.batch(10).line_ids)
        container = self.loaded(booking).container_ids
        container.write({"seal": "SH1", "vgm_kg": 21500})
        for act in (
            lambda: container.write({"number": container_number(3)}),
            container.unlink,
            lambda: container.create({"booking_id": booking.id, "type_id": self.hq.id}),
        ):
            with self.refused("fixed"):
                act()

    # latest shipment

    def test_departure_after_the_latest_shipment_is_shown_and_not_confirmed(self):
        batch = self.batch(10, latest_shipment_date=self.day(10))
        booking = self.book(etd=14)
        self.put_on(booking, batch.line_ids)
        self.assertEqual([alert["level"] for alert in booking.alerts.values()], ["danger", "warning"])
        booking.booking_ref = "LATE-1"
        with self.refused("after the latest shipment"):
            booking.action_confirm()
        booking.etd = self.day(10)
        booking.action_confirm()
        self.assertEqual(booking.state, "confirmed")

    # cancelling

    def test_cancel_gives_the_goods_back(self):
        batch, booking = self.batch(100), self.book()
        self.put_on(booking, batch.line_ids)
        self.assertEqual(batch.line_ids.vessel_booked_qty, 100)
        booking._cancel("Rolled")
        self.assertEqual((booking.state, booking.cancel_reason), ("cancelled", "Rolled"))
        self.assertEqual(batch.line_ids.vessel_booked_qty, 0)
        self.put_on(self.book(), batch.line_ids)

    def test_cancelled_with_goods_loaded(self):
        booking = self.book()
        self.put_on(booking, self.batch(10).line_ids)
        self.loaded(booking)
        with self.refused("on board"):
            booking._cancel("No")
        booking._unload("Rolled to the next vessel")
        booking._cancel("Rolled")
        self.assertEqual(booking.state, "cancelled")

    def test_cancelled_with_goods_that_left_the_warehouse(self):
        order = self.confirmed_order(pieces=10)
        notice = self.released_notice(order)
        booking = self.book()
        self.put_on(booking, notice.line_ids)
        self.ship(order.picking_ids)
        with self.refused(f"{notice.name} have left"):
            booking._cancel("No")

    def test_a_booking_is_not_deleted(self):
        booking = self.book()
        with self.assertRaises(AccessError):
            booking.unlink()
        with self.refused("keeps its number"):
            booking.sudo().unlink()

    def test_dialog_asks_why(self):
        booking = self.book()
        action = booking.with_context(vessel_act="cancel").action_open_dialog()
        dialog = self.env[action["res_model"]].with_user(self.users["import_export"]).browse(action["res_id"])
        with self.refused("Say why"):
            dialog.action_apply()
        with Form(dialog) as form:
            form.reason = "Cargo late"
        dialog.action_apply()
        self.assertEqual(booking.cancel_reason, "Cargo late")

    # what stands open

    def test_lists_say_what_is_late(self):
        booking = self.book(etd=0, eta=20, cargo_closing=datetime.combine(self.day(-1), time(4)))
        self.assertIn("CY closed", booking.open_points)
        late = self.env["sales.manual.vessel.booking"].search([("etd", "<", "today +1d"), ("id", "=", booking.id)])
        self.assertEqual(late, booking)
        booking.write({"etd": self.day(-3), "cargo_closing": False})
        self.assertIn("3 days after ETD", booking.open_points)

    def test_week_is_the_calendar_week_of_departure(self):
        booking = self.book()
        year, week, _day = (self.today + timedelta(days=14)).isocalendar()
        self.assertEqual(booking.week, f"{year}-W{week:02d}")

    def test_ports_by_locode(self):
        ports = self.env["sales.manual.port"]
        self.assertEqual(self.shanghai.country_id.code, "CN")
        self.assertEqual(ports.create({"name": "Le Havre", "code": "fr leh"}).code, "FRLEH")
        for wrong in ("ZZABC", "FR1LE", "FRLE"):
            with self.refused("is no UN/LOCODE", ValidationError):
                ports.create({"name": "Wrong", "code": wrong})
