"""A transfer shows its carriers, and is opened by posts that neither sell nor keep contacts."""

from odoo.tests import Form, tagged

from odoo.addons.sales_manual_addon.tests.common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestTransfers(SalesManualCommon):
    def test_transfers_open_for_the_posts_that_read_them(self):
        transfer = self.confirmed_order(pieces=10).picking_ids
        for post in ("dispatcher", "gm", "dom_execution", "sales_accountant", "auditor"):
            with self.subTest(post=post):
                self.assertFalse(self.users[post].has_group("base.group_partner_manager"))
                self.assertEqual(Form(transfer.with_user(self.users[post])).id, transfer.id)
