"""A vessel's papers against the packing lists of the goods on board, and against its containers (INT-19, CMD-13)."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .documents_common import DocumentsCase
from .vessel_common import container_number


@tagged("post_install", "-at_install")
class TestPackingListsOnBoard(DocumentsCase):
    def notice(self, pieces=100, **values):
        return self.released_notice(self.confirmed_order(pieces, **values))

    def bill(self, booking, **values):
        """The bill of lading of a vessel that is not loaded yet: its goods can still change."""
        document = self.env["sales.manual.document"].with_user(self.users["import_export"])
        return document.create(
            {"kind_id": self.kind("bl").id, "booking_id": booking.id, "number": "BL1", "date": self.today, **values}
        )

    def listed(self, notice, gross_kg, **values):
        return self.say(self.row(notice, "packing"), number=f"SECRET-{notice.id}", gross_kg=gross_kg, **values)

    def test_weights_of_all_on_board_are_compared(self):
        other = self.env["res.partner"].create({"name": "Test other customer", "is_company": True})
        mine, theirs = self.notice(100), self.notice(50, partner_id=other.id)
        booking = self.book()
        self.put_on(booking, (mine | theirs).line_ids)
        bill = self.bill(booking, pieces_qty=150, gross_kg=3000, net_kg=2800)
        self.listed(mine, 2000, net_kg=1900)
        self.assertFalse(bill.disagrees, "the others have no packing list yet")
        list_of_other = self.listed(theirs, 1000, net_kg=900)
        self.assertFalse(bill.disagrees)
        list_of_other.gross_kg = 1100
        self.assertTrue(bill.disagrees)
        self.assertEqual(
            bill.finding_text,
            "Gross weights differ (Packing lists on board (2): 3,100.000 kg; Bill of lading BL1: 3,000.000 kg)",
        )
        self.assertFalse(list_of_other.disagrees, "it is the vessel's paper that is looked at")
        seller = mine.with_user(mine.contract_id.user_id)
        self.env.invalidate_all()
        self.assertIn("Gross weights differ", str(seller.document_alerts))
        self.assertNotIn("SECRET", str(seller.document_alerts))
        bill.gross_kg = 3100
        self.assertFalse(bill.disagrees)
        list_of_other.write({"net_kg": 950})
        self.assertIn("Net weights differ", bill.finding_text)
        list_of_other.not_needed_reason = "Loose goods"
        list_of_other.write({"number": False})
        self.assertFalse(bill.disagrees, "what is not there says nothing")

    def test_a_packing_list_that_is_deleted_or_filled_by_another_room(self):
        notice = self.notice()
        booking = self.book()
        self.put_on(booking, notice.line_ids)
        bill = self.bill(booking, gross_kg=2000)
        figures = {"number": "T1", "date": self.today, "gross_kg": 1500}
        self.env["sales.manual.document"]._fill("packing", {notice: figures})
        self.assertTrue(bill.disagrees)
        extra = self.env["sales.manual.document"].with_user(self.users["import_export"]).create(
            {"kind_id": self.kind("packing").id, "notice_id": notice.id, "number": "T2", "date": self.today,
             "gross_kg": 500}
        )  # fmt: skip
        self.assertFalse(bill.disagrees, "two packing lists of one notice")
        extra.unlink()
        self.assertTrue(bill.disagrees)

    def test_goods_that_change(self):
        first, second, contract = self.notice(100), self.notice(50), self.effective_contract("international")
        booking, elsewhere = self.book(), self.book()
        self.put_on(booking, first.line_ids)
        bill = self.bill(booking, gross_kg=2000)
        self.listed(first, 2000)
        self.listed(second, 700)
        self.assertFalse(bill.disagrees)
        row = self.put_on(booking, second.line_ids, 30)
        self.assertFalse(bill.disagrees, "20 of it leave with another vessel")
        row.pieces_qty = 50
        self.assertTrue(bill.disagrees)
        row.pieces_qty = 30
        self.assertFalse(bill.disagrees)
        rest = self.put_on(elsewhere, second.line_ids, 20)
        self.assertFalse(bill.disagrees)
        rest.unlink()
        row.pieces_qty = 50
        self.assertTrue(bill.disagrees)
        batch = self.put_on(booking, self.decompose(contract).line_ids)
        self.assertFalse(bill.disagrees, "goods without a notice")
        batch.unlink()
        self.assertTrue(bill.disagrees)
        row.unlink()
        self.assertFalse(bill.disagrees)

    def test_a_rest_that_does_not_leave_is_not_waited_for(self):
        notice = self.notice(100)
        booking = self.book()
        self.put_on(booking, notice.line_ids, 60)
        bill = self.bill(booking, gross_kg=2000)
        self.listed(notice, 1200)
        self.assertFalse(bill.disagrees)
        self.ship(notice.line_ids.order_line_id.move_ids.picking_id, 60)
        self.assertFalse(bill.disagrees)
        notice.with_user(self.users["int_contract"]).action_close_short("The rest goes by rail")
        self.assertTrue(bill.disagrees)

    def test_another_vessel_that_is_cancelled_takes_nothing(self):
        notice = self.notice(100)
        first, second = self.book(), self.book()
        self.put_on(first, notice.line_ids, 60)
        self.put_on(second, notice.line_ids, 40)
        bill = self.bill(first, gross_kg=2000)
        self.listed(notice, 1200)
        second._cancel("Rolled")
        self.assertFalse(bill.disagrees, "40 of it are on no vessel")
        first.allocation_ids.pieces_qty = 100
        self.assertTrue(bill.disagrees)

    def test_packages_are_compared(self):
        notice = self.notice(100)
        booking = self.book(containers=2)
        self.put_on(booking, notice.line_ids)
        bill = self.bill(booking, packages_qty=40)
        packing, origin = self.listed(notice, 0, packages_qty=40), self.row(notice, "origin")
        self.say(origin, packages_qty=41)
        self.assertIn("Packages differ", origin.finding_text)
        self.say(origin, packages_qty=40)
        self.assertFalse((bill | packing | origin).filtered("disagrees"))
        packing.packages_qty = 42
        self.assertIn("Packing lists on board (1): 42; Bill of lading BL1: 40", bill.finding_text)
        packing.packages_qty = 40
        booking.container_ids[0].packages_qty = 19
        self.assertFalse(bill.disagrees, "the other container is not counted yet")
        booking.container_ids[1].packages_qty = 20
        self.assertIn(f"{booking.display_name}: 39", bill.finding_text)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            packing.packages_qty = -1

    def test_shipped_kinds_say_packages(self):
        kinds = self.env["sales.manual.document.kind"].search([("has_packages", "=", True), ("code", "!=", False)])
        self.assertEqual(set(kinds.mapped("code")), {"packing", "bl", "origin", "customs"})

    def script(self, name):
        path = Path(__file__).parents[1] / "migrations" / "19.0.5.0.0" / f"{name}.py"
        spec = spec_from_file_location("sales_manual_upgrade", path)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        return script

    def test_what_an_upgrade_finds(self):
        notice = self.notice()
        booking = self.book(containers=3)
        self.put_on(booking, notice.line_ids)
        self.listed(notice, 2000)
        bill = self.bill(booking, gross_kg=2100)
        sailed = self.book(containers=2)
        containers = booking.container_ids | sailed.container_ids
        for container in containers:
            self.env["stock.package"].create({"vessel_container_id": container.id})
        self.kind("bl").has_packages = False
        self.env.flush_all()
        # as the version before left them
        self.env.cr.execute("UPDATE sales_manual_document SET disagrees = false WHERE id = %s", [bill.id])
        for container, packages in zip(containers, (None, 20, 0, 20, None), strict=True):
            self.env.cr.execute(
                "UPDATE sales_manual_vessel_container SET packages_qty = %s WHERE id = %s", [packages, container.id]
            )
        self.env.cr.execute("UPDATE sales_manual_vessel_booking SET state = 'sailed' WHERE id = %s", [sailed.id])
        self.env.invalidate_all()
        for name in ("post-documents", "post-serial"):
            for _turn in range(2):  # the upgrade may be run again
                self.script(name).migrate(self.env.cr, "19.0.4.0.0")
        self.env.invalidate_all()
        self.assertTrue(self.kind("bl").has_packages)
        self.assertTrue(bill.disagrees)
        self.assertEqual(containers.mapped("packages_qty"), [1, 1, 1, 20, 1])

    def posting(self, notice):
        """Statements of posting the invoice of a notice."""
        move = notice.line_ids.order_line_id.order_id.with_user(self.users["sales_accountant"])._create_invoices()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        move.action_post()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_posting_an_invoice_asks_nothing_of_the_vessel(self):
        alone, afloat = self.notice(10), self.notice(10)
        booking = self.book()
        self.put_on(booking, afloat.line_ids)
        self.bill(booking, gross_kg=200)
        for notice in alone | afloat:
            self.listed(notice, 200)
            self.ship(notice.line_ids.order_line_id.move_ids.picking_id, 10)
        self.posting(alone)  # the first of the month makes its sequence
        again = self.notice(10)
        self.listed(again, 200)
        self.ship(again.line_ids.order_line_id.move_ids.picking_id, 10)
        self.assertLessEqual(self.posting(afloat), self.posting(again))

    def test_statements_do_not_grow_with_the_goods_on_board(self):
        counts = []
        for size in (2, 8):
            notices = self.env["sales.manual.notice"].union(*(self.notice(5) for _n in range(size)))
            booking = self.book()
            self.put_on(booking, notices.line_ids)
            for notice in notices:
                self.listed(notice, 100)
            bill = self.bill(booking, gross_kg=1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertTrue(bill.finding_text)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_the_bill_of_a_loaded_vessel(self):
        notice = self.notice(100)
        booking = self.book()
        self.put_on(booking, notice.line_ids)
        booking.container_ids.number = container_number(7)
        self.loaded(booking, 7)
        self.listed(notice, 2000)
        bill = self.say(self.row(booking, "bl"), gross_kg=2100)
        self.assertIn("Packing lists on board (1): 2,000.000 kg", bill.finding_text)
        self.assertTrue(booking.with_user(self.users["import_export"]).document_alerts)
