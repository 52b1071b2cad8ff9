import io
import unittest

from lxml import html as lxml_html

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.misc import find_in_path
from odoo.tools.pdf import PdfFileReader

from .common import SalesManualCommon


def _has_wkhtmltopdf():
    try:
        return bool(find_in_path("wkhtmltopdf"))
    except OSError:
        return False


@tagged("post_install", "-at_install")
class TestNoticeReport(SalesManualCommon):
    """The printed notice: copies, both languages, signatures, void (CMD-5, CMD-20). The text is read from the page
    that is printed, since one build of wkhtmltopdf draws letters as outlines.
    """

    def render(self, notices, user="auditor"):
        report = self.env["ir.actions.report"].with_user(self.users[user])
        content, _kind = report._render_qweb_html("sales_manual_addon.report_notice", notices.ids)
        return lxml_html.fromstring(content)

    def pages(self, notices, user="auditor"):
        """The printed sheets."""
        return self.render(notices, user).xpath("//div[contains(concat(' ', @class, ' '), ' o_notice ')]")

    def copies(self, notices, user="auditor"):
        """Text of each printed sheet, white space evened out."""
        return [" ".join(page.text_content().split()) for page in self.pages(notices, user)]

    def test_copies_and_their_keepers(self):
        export = self.copies(self.make_notice(self.confirmed_order()))
        domestic = self.copies(self.make_notice(self.confirmed_order(market="domestic")))
        self.assertEqual((len(export), len(domestic)), (5, 4))
        self.assertIn("Copy 1 of 5 · 第 1 联，共 5 联", export[0])
        self.assertIn("Contract post (kept)", export[0])
        self.assertIn("Copy 5 of 5 · 第 5 联，共 5 联", export[4])
        self.assertIn("Import and export", export[4])
        self.assertIn("Dispatch group", domestic[3])

    def test_each_copy_begins_a_page(self):
        pages = self.pages(self.make_notice(self.confirmed_order()))
        self.assertEqual(["o_notice_next" in page.get("class") for page in pages], [False, True, True, True, True])

    def test_every_copy_says_what_leaves_in_both_languages(self):
        orders = self.confirmed_order(pieces=1178)
        notice = self.released_notice(orders)
        for copy in self.copies(notice):
            for text in (
                notice.name,
                notice.contract_id.name,
                notice.partner_id.name,
                orders.name,
                self.module_550.name,
                "1,178",
                "647.900",
                "Shipping Notice 销货通知单",
                "Customer 客户",
                "Warehouse 仓库",
                "Total 合计",
                notice.ship_date.isoformat(),
            ):
                self.assertIn(text, copy)

    def test_heading_stands_in_the_body(self):
        page = self.render(self.make_notice(self.confirmed_order()))
        self.assertFalse(page.xpath("//div[contains(@class, 'header')] | //div[contains(@class, 'footer')]"))
        self.assertIn("Noto Sans CJK SC", page.xpath("//style")[0].text_content())

    def test_signatures_with_name_time_and_digest(self):
        notice = self.released_notice(self.confirmed_order())
        copy = self.copies(notice)[0]
        for act in notice.signoff_ids.filtered(lambda act: act.act in ("make", "sign")):
            self.assertIn(act.digest[:16], copy)
            self.assertNotIn(act.digest[:17], copy)
            self.assertIn(act.user_id.name, copy)
        for title in ("Made 制单", *notice.signoff_step_ids.mapped("name")):
            self.assertIn(title, copy)
        self.assertNotIn("Not released", copy)

    def test_unsigned_says_that_nothing_may_leave(self):
        notice = self.sign_notice(self.make_notice(self.confirmed_order()), until="warehouse")
        copy = self.copies(notice)[0]
        self.assertIn("Not released: no goods may leave. 未放行，不得发货。", copy)
        self.assertNotIn(self.users["sales_accountant"].name, copy)

    def test_void_is_struck_with_its_reason(self):
        notice = self.released_notice(self.confirmed_order())
        notice.with_user(self.contract_post(notice)).action_void("Vessel <delayed>")
        page = self.render(notice)
        self.assertIn("VOID 作废：Vessel <delayed>", " ".join(page.text_content().split()))
        self.assertEqual(len(page.xpath("//div[@class='o_notice_struck']//thead")), 5)

    def test_latest_seal_stands_at_the_foot(self):
        notice = self.released_notice(self.confirmed_order())
        self.assertIn("No daily seal yet", self.copies(notice)[0])
        seal = self.env["sales.manual.seal"]._seal().filtered(lambda seal: seal.company_id == self.company)
        self.assertIn(seal.digest, self.copies(notice)[0])

    def test_many_lines_are_broken_into_sheets(self):
        contract = self.effective_contract(lines=[{"entered_qty": 60}])
        orders = self.make_orders(self.decompose(contract, pieces=[1] * 60))
        notice = self.make_notice(orders)
        pages = self.pages(notice)
        per_copy = len(pages) // 5
        self.assertEqual(len(pages), 5 * per_copy)
        self.assertGreater(per_copy, 1)
        texts = [" ".join(page.text_content().split()) for page in pages[:per_copy]]
        for order in orders:
            self.assertEqual(sum(order.name in text for text in texts), 1, "each row stands whole on one sheet")
        for number, (page, text) in enumerate(zip(pages[:per_copy], texts, strict=True), 1):
            self.assertIn(f"Page {number}/{per_copy} 页", text)
            self.assertIn("Copy 1 of 5", text)
            self.assertIn(notice.name, text)
            rows = page.xpath(".//tbody/tr[count(td)=6]")
            self.assertEqual(len(page.xpath(".//thead")), 1 if rows else 0, "the table's head repeats")
            self.assertLess(len(rows), 34)
        self.assertIn("Total 合计", texts[-1])
        self.assertNotIn("Total 合计", texts[0])

    def test_long_names_take_more_room(self):
        self.module_550.name = "Monocrystalline module of 550 W, bifacial, half cut, double glass, black frame, " * 3
        contract = self.effective_contract(lines=[{"entered_qty": 20}])
        notice = self.make_notice(self.make_orders(self.decompose(contract, pieces=[1] * 20)))
        self.assertGreater(len(self.pages(notice)), 5)

    def test_several_notices_in_one_print(self):
        notices = self.make_notice(self.confirmed_order()) + self.make_notice(self.confirmed_order(market="domestic"))
        self.assertEqual(len(self.pages(notices)), 9)
        self.assertEqual(len(self.render(notices).xpath("//div[contains(@class, 'article')]")), 1)

    def test_printing_counts_drawing_does_not(self):
        notice = self.make_notice(self.confirmed_order())
        self.copies(notice)
        self.assertEqual(notice.print_count, 0)
        dispatcher = notice.with_user(self.users["dispatcher"])
        self.assertEqual(dispatcher.action_print()["report_name"], "sales_manual_addon.report_notice")
        self.assertEqual(notice.print_count, 1)
        self.assertIn("Original 正本", self.copies(notice, "dispatcher")[0])
        self.copies(notice, "dispatcher")
        self.assertEqual(notice.print_count, 1)
        self.assertFalse(notice._signoff_verify())

    def test_drawing_a_page_writes_nothing(self):
        notice = self.released_notice(self.confirmed_order())
        self.copies(notice)  # style sheets are made when a page is first drawn
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            # as on a replica: every statement that writes is refused
            self.env.cr.execute("SET LOCAL transaction_read_only = on")
            self.assertEqual(len(self.copies(notice)), 5)
            self.env.flush_all()
            savepoint.rollback()

    def test_only_who_reads_the_notice_prints_it(self):
        notice = self.make_notice(self.confirmed_order(), issue=False)
        for act in (
            lambda: self.copies(notice, "warehouse_statistician"),
            lambda: notice.with_user(self.users["warehouse_statistician"]).action_print(),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                act()
        self.assertEqual(len(self.copies(notice, "int_contract")), 5)

    @unittest.skipUnless(_has_wkhtmltopdf(), "wkhtmltopdf is not installed")
    def test_pdf_has_one_page_per_copy(self):
        notice = self.released_notice(self.confirmed_order())
        report = (
            self.env["ir.actions.report"].with_user(self.users["dispatcher"]).with_context(force_report_rendering=True)
        )
        content, kind = report._render_qweb_pdf("sales_manual_addon.report_notice", notice.ids)
        self.assertEqual(kind, "pdf")
        self.assertEqual(len(PdfFileReader(io.BytesIO(content)).pages), 5)
