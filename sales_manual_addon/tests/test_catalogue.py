"""The catalogue of module types comes in through Odoo's own import, and wrong files say where they are wrong."""

import csv

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_open

CATALOGUE = "sales_manual_addon/static/catalogue/pv_modules.csv"


@tagged("post_install", "-at_install")
class TestCatalogue(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open(CATALOGUE) as source:
            cls.head, *cls.rows = csv.reader(source)

    def load(self, rows):
        return self.env["product.template"].load(self.head, rows)

    def test_the_file_is_sound_as_a_whole(self):
        self.assertEqual(self.head, ["id", "name", "type", "is_storable", "categ_id/id", "rated_power_w"])
        self.assertEqual(len(self.rows), 21535)
        self.assertEqual(
            len({row[0] for row in self.rows}), 21535, "two types of one external id would overwrite each other"
        )
        self.assertEqual(len({row[1] for row in self.rows}), 21535)
        self.assertTrue(all(0 < float(row[5]) < 1000 for row in self.rows))

    def test_a_slice_is_imported_as_goods_in_stock(self):
        result = self.load(self.rows[::1000])
        self.assertFalse(result["messages"])
        products = self.env["product.template"].browse(result["ids"])
        self.assertEqual(len(products), 22)
        self.assertEqual(products[0].name, "A10Green Technology A10J-S72-175")
        self.assertEqual(products[0].rated_power_w, 175.0914)
        self.assertEqual({(product.type, product.is_storable) for product in products}, {("consu", True)})

    def test_importing_again_corrects_and_does_not_double(self):
        first = self.load(self.rows[:3])["ids"]
        changed = [*self.rows[0][:5], "176"]
        again = self.load([changed, *self.rows[1:3]])["ids"]
        self.assertEqual(again, first)
        self.assertEqual(self.env["product.template"].browse(first[0]).rated_power_w, 176)

    def test_a_wrong_row_is_named_and_nothing_is_imported(self):
        before = self.env["product.template"].search_count([])
        for value, reason in (("many watts", "number"), ("-5", "cannot be meant"), ("5e12", "cannot be meant")):
            with self.subTest(value):
                result = self.load([self.rows[0], [*self.rows[1][:5], value]])
                self.assertFalse(result["ids"])
                # of a rule that was broken Odoo may tell the first row of the lot as well
                told = result["messages"][-1]
                self.assertEqual((told["record"], told["type"]), (1, "error"))
                self.assertIn(reason, told["message"])
        self.assertEqual(self.env["product.template"].search_count([]), before)

    def test_the_import_page_of_products_offers_it(self):
        templates = self.env["product.template"].get_import_templates()
        self.assertIn("/" + CATALOGUE, [template["template"] for template in templates])
        self.assertIn("/product/static/xls/product_template.xls", [template["template"] for template in templates])
