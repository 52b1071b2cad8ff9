"""Documents found by any of the names that people know them by."""

import re
from ast import literal_eval

from lxml import etree

from odoo.fields import Domain
from odoo.tests import tagged

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestFound(SalesManualCommon):
    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract(
            customer_reference="PO 4711/b", partner_id=self.env["res.partner"].create({"name": "Found Solar"}).id
        )
        self.other = self.effective_contract(
            customer_reference="PO 9999", partner_id=self.env["res.partner"].create({"name": "Somebody else"}).id
        )
        self.batches = self.decompose(self.contract)
        self.notice = self.make_notice(self.make_orders(self.batches))
        self.make_notice(self.make_orders(self.decompose(self.other)))

    def found(self, model, text, user="gm"):
        return self.env[model].with_user(self.users[user]).search([("display_name", "ilike", text)]).with_env(self.env)

    def test_each_name_finds(self):
        acts, steps = self.notice.signoff_ids, self.notice.signoff_step_ids
        number = self.contract.name
        for model, documents, texts in (
            ("sales.manual.contract", self.contract, (number, number[3:].lower(), "po 4711", "found solar")),
            ("sales.manual.batch", self.batches, (f"{number}/", number, "PO 4711/B", "Found")),
            ("sales.manual.notice", self.notice, (self.notice.name, number, "found solar")),
            ("sales.manual.signoff", acts, (self.notice.name,)),
            ("sales.manual.signoff.step", steps, (self.notice.name,)),
        ):
            for text in texts:
                with self.subTest(model=model, text=text):
                    self.assertTrue(documents)
                    self.assertEqual(self.found(model, text), documents.sorted())

    def test_the_same_as_any_of_its_ways(self):
        for model in ("sales.manual.contract", "sales.manual.batch", "sales.manual.notice"):
            for text in ("PO", "%", "_", "Somebody", "no such text", self.contract.name[:3]):
                ways = Domain.OR(Domain(path, how, text) for path, how in self.env[model]._found_by)
                with self.subTest(model=model, text=text):
                    self.assertEqual(
                        self.found(model, text),
                        self.env[model].with_user(self.users["gm"]).search(ways).with_env(self.env),
                    )

    def test_nobody_finds_what_he_may_not_read(self):
        self.assertFalse(self.found("sales.manual.contract", "PO 4711", user="dom_supervisor"))
        self.assertFalse(self.found("sales.manual.contract", "Found Solar", user="int_salesperson_2"))
        self.assertEqual(self.found("sales.manual.contract", "PO 4711", user="int_salesperson"), self.contract)

    def test_the_search_box_asks_this_way(self):
        for model in ("sales.manual.contract", "sales.manual.batch", "sales.manual.notice", "sales.manual.signoff"):
            arch = self.env[model].get_view(view_type="search")["arch"]
            self.assertIn("display_name", arch, model)

    def test_each_way_is_asked_apart(self):
        """An OR beside a subquery reads the whole table."""
        for model in ("sales.manual.contract", "sales.manual.batch", "sales.manual.notice"):
            query = self.env[model].with_user(self.users["gm"])._search([("display_name", "ilike", "4711")])
            self.assertIn(" UNION ", query.select().code, model)

    def test_an_empty_text_finds_all(self):
        self.assertEqual(
            self.env["sales.manual.contract"].search_count([("display_name", "ilike", "")]),
            self.env["sales.manual.contract"].search_count([]),
        )

    def test_open_notices_have_their_own_index(self):
        """The list begins with the oldest that is open; beside it lie ten years of what has left."""
        notices = self.env["sales.manual.notice"]
        search = etree.fromstring(notices.get_view(view_type="search")["arch"])
        listed = etree.fromstring(notices.get_view(view_type="list")["arch"]).get("default_order")
        [(_field, _operator, states)] = literal_eval(search.find(".//filter[@name='open']").get("domain"))
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = 'sales_manual_notice_open_by_date'"
        )
        [(definition,)] = self.env.cr.fetchall()
        self.assertIn(f"({listed})", definition)
        self.assertEqual(set(re.findall(r"'(\w+)'", definition)), set(states))
