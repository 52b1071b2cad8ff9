from odoo.tests import TransactionCase, tagged
from odoo.tools.sql import column_exists

from .common import migration


@tagged("post_install", "-at_install")
class TestClassUpgrade(TransactionCase):
    """What an upgrade from 19.0.2.0.0 finds of the classes."""

    def test_values_of_old_notices_are_not_computed(self):
        script = migration("19.0.3.0.0", "pre-classes")
        for table in ("sales_manual_notice", "sales_manual_notice_line"):
            self.env.cr.execute(f"ALTER TABLE {table} DROP COLUMN cost_amount, DROP COLUMN list_amount")
        script.migrate(self.env.cr, "19.0.2.0.0")
        script.migrate(self.env.cr, "19.0.2.0.0")  # once more finds what it needs
        for table in ("sales_manual_notice", "sales_manual_notice_line"):
            for column in script.COLUMNS:
                self.assertTrue(column_exists(self.env.cr, table, column))

    def test_an_update_leaves_the_classes_to_the_administrator(self):
        """What a class says decides where its notices come from, without a change of the classes themselves."""
        names = [f"notice_class_{code}" for code in "abcd"] + ["notice_class_branch"]
        rows = self.env["ir.model.data"].search([("module", "=", "sales_manual_addon"), ("name", "in", names)])
        self.assertEqual(len(rows), 5)
        self.assertEqual(set(rows.mapped("noupdate")), {True})
