"""Builders for the tests of vessel bookings."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError

from ..models.vessel.container import check_digit
from .common import SalesManualCommon


def container_number(serial):
    """A valid container number."""
    number = f"TSTU{serial:06d}"
    return f"{number}{check_digit(number)}"


class VesselMixin:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._sales_manual_today()
        cls.forwarder = cls.env["res.partner"].create(
            {"name": "Test forwarder", "is_company": True, "is_forwarder": True, "email": "forwarder@example.com"}
        )
        cls.hq = cls.env.ref("sales_manual_addon.container_type_40hq")
        cls.shanghai = cls.env.ref("sales_manual_addon.port_cnsha")
        cls.rotterdam = cls.env.ref("sales_manual_addon.port_nlrtm")
        cls.singapore = cls.env.ref("sales_manual_addon.port_sgsin")

    def day(self, days):
        return self.today + timedelta(days=days)

    def booking_values(self, etd=14, eta=45, containers=1, **values):
        return {
            "forwarder_id": self.forwarder.id,
            "port_loading_id": self.shanghai.id,
            "port_discharge_id": self.rotterdam.id,
            "vessel": "TEST EXPRESS",
            "voyage": "042W",
            "etd": self.day(etd),
            "eta": self.day(eta),
            "container_ids": [Command.create({"type_id": self.hq.id}) for _number in range(containers)],
            **values,
        }

    def book(self, user="import_export", **values):
        """A booking requested by import/export."""
        bookings = self.env["sales.manual.vessel.booking"].with_user(self.users[user])
        return bookings.create(self.booking_values(**values))

    def put_on(self, booking, lines, pieces=None, user="int_contract"):
        """Goods on a booking: batch lines or notice lines, all their pieces or ``pieces`` of each."""
        name = "batch_line_id" if lines._name == "sales.manual.batch.line" else "notice_line_id"
        return (
            self.env["sales.manual.vessel.allocation"]
            .with_user(self.users[user])
            .create(
                [{"booking_id": booking.id, name: line.id, "pieces_qty": pieces or line.pieces_qty} for line in lines]
            )
        )

    def batch(self, pieces=100, contract=None, **values):
        contract = contract or self.effective_contract("international", [{"entered_qty": pieces}], **values)
        return self.decompose(contract, [pieces])

    def confirm_week(self, booking):
        booking.with_user(self.users["production_planner"]).action_confirm_week()
        booking.with_user(self.users["import_export"]).action_confirm_week()

    def confirmed(self, booking, ref="COSU-1"):
        booking.booking_ref = ref
        booking.action_confirm()
        return booking

    def loaded(self, booking, serial=1):
        """From requested to loaded, numbers and the week's confirmations included."""
        for number, container in enumerate(booking.container_ids, serial):
            container.number = container_number(number)
        self.confirmed(booking, f"COSU-{serial}")
        self.confirm_week(booking)
        booking.action_load()
        return booking


class VesselCase(VesselMixin, SalesManualCommon):
    @contextmanager
    def refused(self, words, error=UserError):
        """What is done inside is refused with these words, and undone."""
        with self.assertRaisesRegex(error, words), self.cr.savepoint():
            yield
