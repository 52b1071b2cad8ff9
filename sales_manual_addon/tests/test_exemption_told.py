"""Whoever reads an exempt order or transfer sees that it is; what was exempt is handed over when the addon goes."""

import gzip
import json
from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.sales_manual_addon.models.control.export import export_chains

from .exemption_common import ExemptionCommon


@tagged("post_install", "-at_install")
class TestExemptionTold(ExemptionCommon):
    def setUp(self):
        super().setUp()
        self.order = self.plain_order((self.product, 10), (self.other_product, 3))
        self.picking = self.order.picking_ids

    def note(self, record, user):
        self.env.invalidate_all()
        return record.with_user(user).shipping_exemption_note

    def test_order_and_transfer_say_what_is_exempt(self):
        for record, user in ((self.order, self.salesman), (self.picking, self.stock_user)):
            self.assertFalse(self.note(record, user))
        self.turn_on(until_date=self.company._sales_manual_today())
        later = self.plain_order((self.product, 1))
        for record, user in ((self.order, self.salesman), (self.picking, self.stock_user)):
            with self.subTest(record=record):
                first, second = self.note(record, user).splitlines()
                self.assertIn(f"{self.product.display_name}: 10 are exempt until", first)
                self.assertIn(f"{self.other_product.display_name}: 3 are exempt until", second)
                with freeze_time(fields.Datetime.now() + timedelta(days=2)):
                    self.assertFalse(self.note(record, user))
        self.assertFalse(self.note(later, self.salesman))
        self.assertFalse(self.note(later.picking_ids, self.stock_user))

    def test_what_has_left_is_told_no_more(self):
        transfer = self.manual_transfer((self.product, 2))
        self.turn_on()
        self.assertIn("2 are exempt, 2 of them have not left yet", self.note(transfer, self.stock_user))
        for move in self.picking.move_ids:
            move.write({"quantity": 4 if move.product_id == self.product else 3, "picked": True})
        self.validate(self.picking)
        backorder = self.open_picking(self.order)
        self.assertFalse(self.note(self.picking, self.stock_user))
        for record, user in ((self.order, self.salesman), (backorder, self.stock_user)):
            self.assertEqual(
                self.note(record, user), f"{self.product.display_name}: 10 are exempt, 6 of them have not left yet."
            )

    def test_a_long_order_tells_of_three_and_how_many_more(self):
        order = self.plain_order(*((self.product, number) for number in range(1, 6)))
        self.turn_on()
        told = self.note(order, self.salesman).splitlines()
        self.assertEqual((len(told), told[-1]), (4, "And 2 more."))

    def test_nothing_is_asked_where_no_company_requires_notices(self):
        orders, pickings = self.order.with_user(self.salesman), self.picking.with_user(self.stock_user)
        for records in (orders, pickings):
            records.env["stock.picking.type"]._companies_requiring_notices()
            records.mapped("order_line" if records is orders else "state")
            with self.assertQueryCount(0):
                self.assertFalse(records.shipping_exemption_note)

    def test_uninstalling_hands_exemptions_over(self):
        """What was decided, by whom and why, and what left under it."""
        transfer = self.manual_transfer((self.product, 2))
        exemptions = self.turn_on()
        self.validate(transfer)
        of_line = exemptions.filtered("order_line_id")[0]
        of_line.with_user(self.configurator)._revoke("Sold to another")
        rows = {}
        for attachment in export_chains(self.env):
            lines = gzip.decompress(attachment.raw).decode().splitlines()
            rows.setdefault(attachment.name.rpartition("-")[0], []).extend(map(json.loads, lines))
        exported = {row["id"]: row for row in rows["sales_manual_exemption"] if row["id"] in exemptions.ids}
        self.assertEqual(exported.keys(), set(exemptions.ids))
        row = exported[of_line.id]
        self.assertEqual(
            (row["document_name"], row["order_line_id"], row["pieces_qty"], row["reason"], row["create_uid"]),
            (self.order.name, of_line.order_line_id.id, 10, "Open before", self.configurator.id),
        )
        self.assertEqual((row["revoke_reason"], row["revoked_by_id"]), ("Sold to another", self.configurator.id))
        [use] = [row for row in rows["sales_manual_exemption_use"] if row["exemption_id"] in exemptions.ids]
        self.assertEqual((use["move_id"], use["pieces_qty"]), (transfer.move_ids.id, 2))
