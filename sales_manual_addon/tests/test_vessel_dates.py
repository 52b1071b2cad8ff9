"""A vessel's dates move: the history, what moves with them, who is told."""

from datetime import datetime, time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .vessel_common import VesselCase


@tagged("post_install", "-at_install")
class TestVesselDates(VesselCase):
    def slip(self, booking, etd=21, eta=52, reason="Typhoon"):
        booking._move_dates(self.day(etd), self.day(eta), reason)
        return booking.slip_ids

    def test_history_keeps_old_new_reason_and_who(self):
        booking = self.confirmed(self.book())
        slips = self.slip(booking).sorted("kind")
        self.assertEqual(slips.mapped("kind"), ["eta", "etd"])
        self.assertEqual(slips.mapped("old_date"), [self.day(45), self.day(14)])
        self.assertEqual(slips.mapped("new_date"), [self.day(52), self.day(21)])
        self.assertEqual(slips.mapped("days"), [7, 7])
        self.assertEqual((set(slips.mapped("reason")), slips.user_id), ({"Typhoon"}, self.users["import_export"]))
        self.assertEqual(booking.first_eta, self.day(45))

    def test_history_is_written_by_nobody(self):
        slip = self.slip(self.confirmed(self.book()))[:1]
        for act in (lambda: slip.sudo().write({"reason": "x"}), slip.sudo().unlink, lambda: slip.sudo().copy()):
            with self.assertRaises(AccessError):
                act()

    def test_confirmed_dates_move_by_their_act_only(self):
        booking = self.confirmed(self.book())
        with self.refused("Date moved"):
            booking.etd = self.day(20)
        with self.refused("Say why"):
            self.slip(booking, reason=" ")
        with self.refused("Neither"):
            self.slip(booking, 14, 45)

    def test_requested_dates_are_edited_and_recorded(self):
        booking = self.book()
        with Form(booking) as form:
            form.etd = self.day(16)
        self.assertEqual((booking.slip_ids.kind, booking.slip_ids.days, booking.slip_ids.reason), ("etd", 2, False))

    def test_sailed_vessels_only_arrive_later(self):
        booking = self.book()
        self.put_on(booking, self.batch(10).line_ids)
        self.loaded(booking).action_sail()
        with self.refused("only its arrival"):
            self.slip(booking)
        self.assertEqual(self.slip(booking, 14, 50).kind, "eta")
        booking.action_arrive()
        with self.refused("do not move any more"):
            self.slip(booking, 14, 60)

    def test_notices_not_released_move_and_signatures_become_void(self):
        order = self.confirmed_order(pieces=30)
        draft = self.make_notice(order, pieces=10, issue=False)
        signing = self.sign_notice(self.make_notice(order, pieces=10), until="accounting")
        released = self.released_notice(order, pieces=10)
        booking = self.confirmed(self.book())
        self.put_on(booking, draft.line_ids | signing.line_ids | released.line_ids)
        before = {notice: notice.ship_date for notice in (draft, signing, released)}
        self.slip(booking)
        moved = {notice: (notice.ship_date - date).days for notice, date in before.items()}
        self.assertEqual(moved, {draft: 7, signing: 7, released: 0})
        self.assertIn("void", signing.signoff_ids.mapped("act"))

    def test_planned_batches_get_a_proposal_the_contract_post_takes(self):
        batch = self.batch(10)
        date = batch.delivery_date
        booking = self.confirmed(self.book())
        self.put_on(booking, batch.line_ids)
        self.slip(booking)
        self.assertEqual((batch.delivery_date, (batch.vessel_proposed_date - date).days), (date, 7))
        self.slip(booking, 24, 55)
        self.assertEqual((batch.vessel_proposed_date - date).days, 10)
        with self.assertRaises(AccessError):
            batch.with_user(self.users["int_salesperson"]).action_take_vessel_date()
        batch.with_user(self.users["int_contract"]).action_take_vessel_date()
        self.assertEqual(((batch.delivery_date - date).days, batch.vessel_proposed_date), (10, False))

    def test_proposal_is_left(self):
        batch = self.batch(10)
        booking = self.confirmed(self.book())
        self.put_on(booking, batch.line_ids)
        self.slip(booking)
        with self.assertRaises(AccessError):
            batch.with_user(self.users["int_contract"]).vessel_proposed_date = self.day(5)
        batch.with_user(self.users["int_contract"]).action_leave_vessel_date()
        self.assertFalse(batch.vessel_proposed_date)

    def test_salespeople_and_clerks_are_told_once(self):
        booking = self.confirmed(self.book())
        self.put_on(booking, self.batch(10).line_ids)
        self.slip(booking)
        self.slip(booking, 23, 54)
        activities = booking.sudo().activity_ids
        self.assertEqual(activities.user_id, self.users["int_salesperson"] | self.users["int_clerk"])
        self.assertEqual(len(activities), 2)
        self.assertIn(str(self.day(23)), activities[0].summary)

    def test_closings_after_the_new_departure_are_emptied(self):
        booking = self.confirmed(self.book(cargo_closing=datetime.combine(self.day(12), time(4))))
        self.slip(booking, 10, 40)
        self.assertFalse(booking.cargo_closing)

    def test_later_rooms_are_asked(self):
        booking = self.confirmed(self.book())
        asked = []
        self.patch(type(booking), "_date_moved", lambda record, slips: asked.append((record, slips)))
        self.slip(booking)
        self.assertEqual(asked, [(booking, booking.slip_ids.sorted("id"))])

    def test_whoever_does_not_book_moves_nothing(self):
        booking = self.confirmed(self.book())
        with self.assertRaises(AccessError):
            booking.with_user(self.users["production_planner"])._move_dates(self.day(21), self.day(52), "x")

    def test_mail_goes_to_one_customer_in_the_customers_language(self):
        booking = self.confirmed(self.book())
        self.foreign_customer.email = "customer@example.com"
        row = self.put_on(booking, self.batch(10).line_ids)
        action = row.with_user(self.users["import_export"]).action_mail_customer()
        composer = (
            self.env["mail.compose.message"].with_user(self.users["import_export"]).with_context(**action["context"])
        ).create({})
        self.assertEqual(composer.partner_ids, self.foreign_customer)
        self.assertIn("TEST EXPRESS", composer.subject)
        self.assertIn(str(self.day(14)), composer.body)
        composer.action_send_mail()
        self.assertFalse(booking.message_ids.filtered(lambda message: "the vessel that carries" in message.body))
        mail = row.contract_id.message_ids.filtered(lambda message: "the vessel that carries" in message.body)
        self.assertEqual(mail.partner_ids, self.foreign_customer)

    def test_mail_to_one_customer_of_a_shared_vessel_is_read_by_his_people_alone(self):
        booking = self.confirmed(self.book())
        self.foreign_customer.email = "customer@example.com"
        notice = self.released_notice(self.confirmed_order(10))
        row = self.put_on(booking, notice.line_ids)
        other = self.env["res.partner"].create({"name": "Test other customer", "is_company": True})
        contract = self.make_contract(lines=[{"entered_qty": 7}], partner_id=other.id, user="int_salesperson_2")
        self.put_on(booking, self.decompose(self.approve(contract), [7]).line_ids)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Goods of 2 customers"):
            booking.with_user(self.users["import_export"]).action_mail_customer()
        for document, user in ((row, "import_export"), (row, "int_contract"), (booking, "int_salesperson")):
            with self.subTest(user=user):
                action = document.with_user(self.users[user]).action_mail_customer()
                composer = (
                    self.env["mail.compose.message"].with_user(self.users[user]).with_context(**action["context"])
                ).create({})
                self.assertEqual(composer.partner_ids, self.foreign_customer)
                composer.action_send_mail()
                mail = notice.message_ids[0]
                self.assertEqual((mail.partner_ids, mail.model), (self.foreign_customer, notice._name))
                mine, theirs = (
                    self.env["mail.message"].with_user(self.users[name]).search_count([("id", "=", mail.id)])
                    for name in ("int_salesperson", "int_salesperson_2")
                )
                self.assertEqual((mine, theirs), (1, 0))

    def test_request_goes_to_the_forwarder_with_the_print(self):
        booking = self.book()
        action = booking.action_mail_forwarder()
        composer = (
            self.env["mail.compose.message"].with_user(self.users["import_export"]).with_context(**action["context"])
        ).create({})
        self.assertEqual(composer.partner_ids, self.forwarder)
        self.assertIn(booking.name, composer.subject)

    def test_print_is_bilingual_and_names_no_customer(self):
        booking = self.book(note="Two <pallets> high")
        self.put_on(booking, self.batch(10).line_ids)
        report = self.env.ref("sales_manual_addon.action_report_vessel_request")
        html = (
            report.with_user(self.users["import_export"])._render_qweb_html(report.report_name, booking.ids)[0].decode()
        )
        for words in ("Booking Request 订舱委托书", booking.name, "TEST EXPRESS", "Test module 550", "&lt;pallets&gt;"):
            self.assertIn(words, html)
        self.assertNotIn("Test foreign customer", html)
