"""Vessel bookings with real connections: whoever comes second is refused or starts again (architecture rule 16)."""

from psycopg2 import errors

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .committed import CommittedCase
from .vessel_common import VesselMixin, container_number


@tagged("post_install", "-at_install")
class TestVesselConcurrency(VesselMixin, CommittedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.flush_all()
        type(cls.cr).commit(cls.cr)  # what the mixin made beside the case's own, as the case does it

    def rows(self, env, booking, line, pieces):
        env["sales.manual.vessel.allocation"].create(
            {"booking_id": booking.id, "batch_line_id": line.id, "pieces_qty": pieces}
        )
        env.cr.commit()  # pylint: disable=invalid-commit

    def test_last_pieces_booked_by_two_the_loser_starting_first(self):
        line, first, second = self.batch(100).line_ids, self.book(), self.book()
        self.commit()
        loser, winner = self.connect(self.users["import_export"]), self.connect(self.users["int_contract"])
        self.rows(winner, first, line, 60)
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.SerializationFailure):
            self.rows(loser, second, line, 60)
        loser.cr.rollback()
        with self.assertRaisesRegex(UserError, "20 too many"):
            self.rows(loser, second, line, 60)
        loser.cr.rollback()
        self.assertEqual(self.see(line).vessel_booked_qty, 60)

    def test_batch_lowered_while_it_is_booked(self):
        line, booking = self.batch(100).line_ids, self.book()
        self.commit()
        loser, winner = self.connect(self.users["int_contract"]), self.connect(self.users["import_export"])
        self.rows(winner, booking, line, 100)
        self.assertLoses(loser, line, "write", {"pieces_qty": 50})
        with self.assertRaisesRegex(UserError, "50 too many"):
            self.act(loser, line, "write", {"pieces_qty": 50})

    def test_cancelled_while_another_takes_its_pieces(self):
        line, first, second = self.batch(100).line_ids, self.book(), self.book()
        self.put_on(first, line)
        self.commit()
        loser, winner = self.connect(self.users["import_export"]), self.connect(self.users["int_contract"])
        self.act(winner, first, "_cancel", "Rolled")
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.SerializationFailure):
            self.rows(loser, second, line, 100)
        loser.cr.rollback()
        self.rows(loser, second, line, 100)
        self.assertEqual(self.see(line).vessel_booked_qty, 100)

    def test_confirmed_while_it_changes(self):
        booking = self.book()
        self.commit()
        planner, maker = self.connect(self.users["production_planner"]), self.connect(self.users["import_export"])
        self.act(maker, booking, "write", {"etd": self.day(20)})
        self.assertLoses(planner, booking, "action_confirm_week")
        self.act(planner, booking, "action_confirm_week")
        self.assertEqual(self.see(booking).agreement, "part")

    def test_one_container_on_two_vessels_at_the_same_time(self):
        first, second = self.book(), self.book()
        self.commit()
        loser, winner = self.connect(self.users["import_export"]), self.connect(self.users["int_contract"])
        self.act(winner, first.container_ids, "write", {"number": container_number(5)})
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.ExclusionViolation):
            self.act(loser, second.container_ids, "write", {"number": container_number(5)})
        loser.cr.rollback()
        self.assertFalse(self.see(second).container_ids.number)

    def test_loaded_by_two(self):
        booking = self.book()
        self.put_on(booking, self.batch(10).line_ids)
        booking.container_ids.number = container_number(6)
        self.confirmed(booking)
        self.confirm_week(booking)
        self.commit()
        loser, winner = self.connect(self.users["import_export"]), self.connect(self.users["int_contract"])
        self.act(winner, booking, "action_load")
        self.assertLoses(loser, booking, "action_load")
        with self.assertRaisesRegex(UserError, "Loaded"):
            self.act(loser, booking, "action_load")
