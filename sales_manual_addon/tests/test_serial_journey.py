"""Serial numbers in a browser: flash test, pallets, the check before leaving, and the way back (CMD-13, INT-6)."""

from odoo.tests import tagged

from .journey_case import JourneyCase
from .serial_case import SerialCase


@tagged("post_install", "-at_install")
class TestSerialJourney(JourneyCase, SerialCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo's settings of who keeps stock by serial numbers and packages
        cls.env.ref("base.group_user").implied_ids |= cls.env.ref("stock.group_production_lot") | cls.env.ref(
            "stock.group_tracking_lot"
        )

    def test_from_the_flash_test_to_the_contract(self):
        picking, notice = self.released_transfer(3)
        self.visit("warehouse_statistician", "sales_manual_flash_file", "flash-tests")
        lots = self.lots(["TS1", "TS2", "TS3", "TS4"])
        self.assertEqual(lots.sorted("name").mapped("measured_power_w"), [551, 552, 553, 560])
        self.assertEqual(lots.flash_file_id.name, "flash-2.txt", "of the file with a mistake nothing was taken")
        self.in_stock(lots)

        self.visit("dispatcher", "sales_manual_pack_serials", f"deliveries/{picking.id}")
        self.assertEqual((picking.state, notice.state, notice.shipped_qty), ("done", "shipped", 3))
        loads = {
            pallet.name: sorted(rows.lot_id.mapped("name"))
            for pallet, rows in picking.move_line_ids.grouped("result_package_id").items()
        }
        self.assertEqual(loads, {"PAL-1": ["TS1", "TS2"], "PAL-2": ["TS3"]})

        action = self.env.ref("sales_manual_addon.sales_manual_serial_find_action")
        self.visit("int_contract", "sales_manual_trace_serial", f"action-{action.id}")
