from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .documents_common import DocumentsCase


@tagged("post_install", "-at_install")
class TestDocumentSet(DocumentsCase):
    """The documents of a shipment: what its contract wants, there or missing, and what disagrees (INT-19)."""

    def shipped(self, pieces=100, **values):
        notice = self.released_notice(self.confirmed_order(pieces, **values))
        self.ship(notice.line_ids.order_line_id.move_ids.picking_id, pieces)
        return notice

    def codes(self, notice):
        return set(notice.document_ids.kind_id.mapped("code"))

    def test_wanted_by_market_and_incoterm(self):
        cif = self.env.ref("account.incoterm_CIF").id
        for market, values, wanted in (
            ("domestic", {}, {"invoice", "packing"}),
            ("international", {}, {"invoice", "packing", "bl", "origin", "customs"}),
            ("international", {"incoterm_id": cif}, {"invoice", "packing", "bl", "origin", "customs", "insurance"}),
        ):
            with self.subTest(market=market, values=values):
                notice = self.released_notice(self.confirmed_order(10, market, **values))
                self.assertEqual(self.codes(notice), wanted)
                self.assertEqual(set(notice.document_ids.mapped("state")), {"missing"})
                self.assertEqual(notice.document_ids.contract_id, notice.contract_id)

    def test_wanted_as_the_contract_says(self):
        orders = self.confirmed_order(10)
        contract = orders.sales_contract_id
        kinds = self.kind("invoice") | self.kind("quality")
        contract.with_user(self.users["int_contract"]).document_kind_ids = kinds
        self.assertEqual(self.codes(self.released_notice(orders)), {"invoice", "quality"})

    def test_nothing_before_release(self):
        notice = self.make_notice(self.confirmed_order(10))
        self.assertFalse(notice.document_ids)

    def test_due_after_departure(self):
        notice = self.released_notice(self.confirmed_order(10))
        row = self.row(notice, "origin")
        self.assertEqual((row.due_date - notice.ship_date).days, 7)

    def test_present_and_not_needed(self):
        notice = self.released_notice(self.confirmed_order(10))
        row = self.row(notice, "origin").with_user(self.users["import_export"])
        row.number = "C1"
        self.assertEqual(row.state, "missing", "without its date")
        row.date = self.today
        self.assertEqual(row.state, "present")
        packing = self.row(notice, "packing").with_user(self.users["import_export"])
        packing.not_needed_reason = "Loose goods"
        self.assertEqual(packing.state, "not_needed")
        self.assertEqual(notice.with_user(self.users["import_export"]).document_text, "1 / 4")
        with self.refused("belongs to the set", UserError):
            packing.unlink()

    def test_listed_the_missing_first(self):
        notice = self.released_notice(self.confirmed_order(10))
        self.say(self.row(notice, "invoice"))
        self.row(notice, "packing").with_user(self.users["import_export"]).not_needed_reason = "Loose goods"
        view = self.env.ref("sales_manual_addon.sales_manual_document_view_list_set")
        order = etree.fromstring(view.arch).get("default_order")
        action = notice.with_user(self.users["int_clerk"]).action_open_documents()
        rows = self.env["sales.manual.document"].search(action["domain"], order=order)
        self.assertEqual(rows.mapped("state"), [*["missing"] * 3, "not_needed", "present"])

    def test_invoice_takes_its_place(self):
        notice = self.shipped(100)
        order = notice.line_ids.order_line_id.order_id
        move = order.with_user(self.users["sales_accountant"])._create_invoices()
        self.assertFalse(self.row(notice, "invoice").move_id, "a draft is no invoice")
        move.action_post()
        row = self.row(notice, "invoice")
        self.assertEqual(
            (row.move_id, row.state, row.number, row.amount), (move, "present", move.name, move.amount_total)
        )
        self.assertEqual(row.pieces_qty, 100)
        move.sudo().button_draft()
        self.assertEqual((row.state, row.amount), ("missing", 0))
        with self.refused("cannot change", UserError):
            row.with_user(self.users["int_clerk"]).number = "forged"

    def test_credit_note_is_filed_of_the_contract(self):
        notice = self.shipped(100)
        order = notice.line_ids.order_line_id.order_id
        move = order.with_user(self.users["sales_accountant"])._create_invoices()
        move.action_post()
        credit = move._reverse_moves([{"invoice_date": self.today}])
        credit.action_post()
        self.assertEqual(self.row(notice, "invoice").move_id, move, "what was shipped stays as invoiced")
        row = self.env["sales.manual.document"].search([("move_id", "=", credit.id)])
        self.assertEqual(
            (row.contract_id, row.notice_id.id, row.amount), (notice.contract_id, False, -credit.amount_total)
        )

    def test_invoice_of_two_shipments_is_compared_with_none(self):
        orders = self.confirmed_order(100)
        notices = [self.released_notice(orders, 60), self.released_notice(orders, 40)]
        self.ship(orders.picking_ids, 100)
        orders.with_user(self.users["sales_accountant"])._create_invoices().action_post()
        for notice in notices:
            row = self.row(notice, "invoice")
            self.assertEqual((row.state, row.pieces_qty, row.disagrees), ("present", 0, False))

    def test_pieces_that_disagree_are_named(self):
        notice = self.shipped(100)
        packing, origin = self.row(notice, "packing"), self.row(notice, "origin")
        self.say(packing, pieces_qty=100, gross_kg=2000, net_kg=1900)
        self.assertFalse(notice.document_ids.filtered("disagrees"))
        self.say(origin, pieces_qty=90, gross_kg=2000.4)
        self.assertEqual(notice.document_ids.filtered("disagrees"), packing | origin)
        self.assertIn(
            f"{notice.name}: 100; Packing list packing-1: 100; Certificate of origin origin-1: 90", origin.finding_text
        )
        alerts = notice.with_user(self.users["int_clerk"]).document_alerts
        self.assertEqual([alert["level"] for alert in alerts.values()], ["danger"])
        self.say(origin, pieces_qty=100)
        self.assertFalse(notice.document_ids.filtered("disagrees"))

    def test_weights_that_disagree(self):
        notice = self.shipped(100)
        packing, origin = self.row(notice, "packing"), self.row(notice, "origin")
        self.say(packing, pieces_qty=100, gross_kg=2000, net_kg=1900)
        self.say(origin, pieces_qty=100, gross_kg=2001, net_kg=1900)
        self.assertIn("Gross weights differ", origin.finding_text)
        self.say(origin, gross_kg=2000)
        self.assertFalse(origin.disagrees)
        self.say(packing, net_kg=2100)
        self.assertIn("Net weight above gross", packing.finding_text)

    def test_amounts_and_currencies_that_disagree(self):
        notice = self.shipped(100, incoterm_id=self.env.ref("account.incoterm_CIF").id)
        order = notice.line_ids.order_line_id.order_id
        move = order.with_user(self.users["sales_accountant"])._create_invoices()
        move.action_post()
        customs, insurance = self.row(notice, "customs"), self.row(notice, "insurance")
        self.say(customs, pieces_qty=100, amount=move.amount_total)
        self.say(insurance, amount=move.amount_total * 1.1)
        self.assertFalse(notice.document_ids.filtered("disagrees"), "an insurance covers more")
        self.say(insurance, amount=move.amount_total * 0.9)
        self.assertIn("Covers less than the invoice", insurance.finding_text)
        self.say(insurance, amount=move.amount_total * 1.1)
        self.say(customs, amount=move.amount_total + 1)
        self.assertIn("Amounts differ", customs.finding_text)
        self.say(customs, amount=move.amount_total, currency_id=self.env.ref("base.EUR").id)
        self.assertIn("Currencies differ", customs.finding_text)

    def test_vessel_carries_its_own_bill_of_lading(self):
        booking = self.book()
        notices = self.released_notice(self.confirmed_order(100)) | self.released_notice(self.confirmed_order(50))
        self.put_on(booking, notices.line_ids)
        self.loaded(booking)
        row = self.row(booking, "bl")
        self.assertNotIn("bl", self.codes(notices), "it replaces what was waited for of each")
        self.say(row, pieces_qty=140)
        self.assertIn("150", row.finding_text)
        clerk = notices.with_user(self.users["int_clerk"])
        self.assertEqual(clerk.mapped("document_text"), ["1 / 5", "1 / 5"])
        self.assertEqual(booking.with_user(self.users["int_clerk"]).document_text, "1 / 9")

    def test_void_notice_waits_for_nothing(self):
        notice = self.released_notice(self.confirmed_order(10))
        self.say(self.row(notice, "packing"), pieces_qty=10)
        notice.with_user(self.users["int_contract"]).action_void("Later")
        self.assertEqual(self.codes(notice), {"packing"}, "what is there stays")

    def test_another_room_fills_its_own(self):
        notice = self.released_notice(self.confirmed_order(10))
        self.env["sales.manual.document"]._fill(
            "packing", {notice: {"number": "PL1", "date": self.today, "pieces_qty": 10, "gross_kg": 200}}
        )
        self.assertEqual((self.row(notice, "packing").state, self.row(notice, "packing").gross_kg), ("present", 200))

    def test_bad_figures_are_refused(self):
        row = self.row(self.released_notice(self.confirmed_order(10)), "packing").with_user(self.users["int_clerk"])
        for vals in ({"pieces_qty": -1}, {"gross_kg": float("nan")}, {"net_kg": -5}, {"amount": 1e17}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError), self.cr.savepoint():
                row.write(vals)

    def test_who_keeps_documents(self):
        row = self.row(self.released_notice(self.confirmed_order(10)), "packing")
        for post in ("int_clerk", "int_contract", "import_export", "int_salesperson", "archivist", "int_manager"):
            row.with_user(self.users[post]).number = f"by {post}"
        for post in ("dom_clerk", "dom_contract", "int_salesperson_2", "dispatcher", "gm", "auditor"):
            with self.subTest(post=post), self.assertRaises(AccessError), self.cr.savepoint():
                row.with_user(self.users[post]).number = "forged"

    def test_statements_do_not_grow_with_notices(self):
        orders = self.confirmed_order(300)
        notices = self.env["sales.manual.notice"].union(*(self.released_notice(orders, 5) for _n in range(12)))
        counts = []
        for many in (notices[:2], notices):
            self.env.flush_all()
            self.env.invalidate_all()
            reader = many.with_user(self.users["int_clerk"])
            before = self.cr.sql_log_count
            reader.mapped("document_text")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_what_was_under_way_before_gets_its_sets(self):
        notice = self.released_notice(self.confirmed_order(10))
        closed = self.shipped(10)
        documents = self.env["sales.manual.document"].search([("contract_id", "in", (notice | closed).contract_id.ids)])
        documents._passed().unlink()
        for _turn in range(2):  # the upgrade may be run again
            self.env["sales.manual.document"]._start()
            self.assertEqual(self.codes(notice), {"invoice", "packing", "bl", "origin", "customs"})
            self.assertEqual(len(notice.document_ids), 5)
            self.assertFalse(closed.document_ids, "what has left stays as it was")
