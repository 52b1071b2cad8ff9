"""Serial numbers put on transfers, pallets and containers; pallets filled from packagings; the packing list."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .serial_case import SerialCase
from .vessel_common import VesselMixin, container_number


@tagged("post_install", "-at_install")
class TestSerialsOnTransfer(SerialCase):
    def test_the_file_takes_the_place_of_what_odoo_reserved(self):
        picking, _notice = self.released_transfer(3)
        names = self.serials(6)
        self.in_stock(self.flash(dict.fromkeys(names, 551)))
        picking.action_assign()
        self.assertEqual(len(picking.move_line_ids), 3)
        wanted = names[3:]
        self.pack(picking, [[name, "PAL-1"] for name in wanted], ("SN", "Pallet"))
        self.assertEqual(sorted(picking.move_line_ids.lot_id.mapped("name")), wanted)
        self.assertEqual(picking.move_line_ids.result_package_id.mapped("name"), ["PAL-1"])
        self.assertTrue(all(picking.move_line_ids.mapped("picked")))
        reserved = self.env["stock.quant"].search([("product_id", "=", self.tracked.id), ("reserved_quantity", ">", 0)])
        self.assertEqual(sorted(reserved.lot_id.mapped("name")), wanted)
        # again, and in two files
        for chosen in (wanted, wanted[:2]):
            self.pack(picking, [[name, "PAL-2"] for name in chosen], ("SN", "Pallet"))
            self.assertEqual(sorted(picking.move_line_ids.lot_id.mapped("name")), wanted)
        self.assertEqual(len(picking.move_line_ids.result_package_id), 1)

    def test_what_is_wrong_with_the_rows_is_named(self):
        picking, _notice = self.released_transfer(2)
        yard = self.env["stock.warehouse"].create({"name": "Test yard", "code": "TYD", "company_id": self.company.id})
        names = self.serials(5)
        lots = self.flash(dict.fromkeys(names, 551))
        self.in_stock(lots[:4])
        self.in_stock(lots[4:], yard)
        foreign = self._new_product("Test foreign", 600, tracking="serial")
        self.flash({"F1": 600}, product_id=foreign.id)
        other, _notice = self.released_transfer(1)
        self.pack(other, [[names[0]]])
        before = picking.move_line_ids
        dialog = self.pack(
            picking,
            [[names[0], ""], ["F1", ""], ["NOBODY", ""], [names[4], ""], [names[1], "XYZ"], [names[2], ""]],
            ("SN", "Container"),
        )
        self.assertIn("Row 3, column A: “F1” is a Test foreign, not a", dialog.problems)
        self.assertIn("Row 4, column A: “NOBODY” is not known", dialog.problems)
        rows = [[names[0], ""], ["F1", "Test foreign"], [names[4], ""]]
        dialog = self.pack(picking, rows, ("SN", "Model"))
        for words in (
            f"Row 2, column A: “{names[0]}” is on transfer {other.name}",
            "Row 3, column A: “F1” is a Test foreign, which the transfer does not ship",
            f"Row 4, column A: “{names[4]}” stands in",
        ):
            self.assertIn(words, dialog.problems)
        dialog = self.pack(picking, [[name, "XYZ"] for name in names[1:4]], ("SN", "Container"))
        self.assertIn("Row 4, column A: “TS000004” is one", dialog.problems)
        self.assertIn("Row 2, column B: “XYZ” is no container", dialog.problems)
        self.assertEqual(picking.move_line_ids, before)

    def test_one_too_many_beside_an_earlier_file(self):
        picking, _notice = self.released_transfer(2)
        self.packed(picking, dict.fromkeys(self.serials(2), 551))
        self.in_stock(self.flash({"T9": 551}))
        rows = [[name] for name in ("T9", self.serials(1)[0])]
        dialog = self.pack(picking, rows)
        self.assertIn("“TS000001” is one", dialog.problems)
        self.assertIn("room for 1 beside those that stand on the transfer already, TS000002.", dialog.problems)
        picking.move_line_ids.filtered(lambda line: line.lot_id.name == "TS000002").unlink()
        self.assertFalse(self.pack(picking, rows).problems)
        self.assertEqual(sorted(picking.move_line_ids.lot_id.mapped("name")), ["T9", "TS000001"])

    def test_taken_off_at_once_for_another_file(self):
        picking, _notice = self.released_transfer(3)
        second = self._new_product("Test second", 550, tracking="serial")
        wrong = self.serials(3)
        self.in_stock(self.flash(dict.fromkeys(wrong, 559)))
        self.pack(picking, [[name, "PAL-1"] for name in wrong], ("SN", "Pallet"))
        self.assertIn("Take them off under “Serial numbers”.", picking.shipping_gate_reason)
        self.in_stock(self.flash(dict.fromkeys(self.serials(3, 11), 551)))
        right = [[name, "PAL-1"] for name in self.serials(3, 11)]
        self.assertIn("Take them off first", self.pack(picking, right, ("SN", "Pallet")).problems)
        dialog = self.dialog("dispatcher", picking_id=picking.id, product_id=second.id)
        self.assertFalse(dialog.standing, "nothing of that product")
        with self.assertRaisesRegex(UserError, "no serial number was put on it"):
            dialog.action_take_off()
        dialog.product_id = False
        self.assertIn("3 serial numbers", dialog.standing)
        dialog.action_take_off()
        self.assertFalse(dialog.standing)
        self.assertFalse(picking.move_line_ids)
        self.assertFalse(picking.with_user(self.users["dispatcher"]).shipping_gate_reason)
        reserved = self.env["stock.quant"].search([("product_id", "=", self.tracked.id), ("reserved_quantity", ">", 0)])
        self.assertFalse(reserved)
        self.assertFalse(self.pack(picking, right, ("SN", "Pallet")).problems)
        self.assertEqual(sorted(picking.move_line_ids.lot_id.mapped("name")), self.serials(3, 11))
        self.validate(picking)
        self.assertEqual(picking.state, "done")
        with self.assertRaisesRegex(UserError, "has left"):
            picking.with_user(self.users["dispatcher"]).action_take_off_serials()

    def test_of_one_product_and_only_what_was_put_on(self):
        picking, _notice = self.released_transfer(2)
        self.in_stock(self.flash(dict.fromkeys(self.serials(2), 551)))
        picking.action_assign()
        with self.assertRaisesRegex(UserError, "no serial number was put on it"):
            picking.with_user(self.users["dispatcher"]).action_take_off_serials()
        self.assertEqual(len(picking.move_line_ids), 2, "what Odoo reserved stays")
        self.pack(picking, [[self.serials(1)[0]]])
        with self.assertRaisesRegex(UserError, "no serial number was put on it"):
            picking.with_user(self.users["dispatcher"]).action_take_off_serials(self.module_550.id)
        self.assertEqual(picking.with_user(self.users["dispatcher"]).action_take_off_serials(self.tracked.id), 1)

    def test_who_takes_them_off(self):
        picking, _notice = self.released_transfer(2)
        self.packed(picking, dict.fromkeys(self.serials(2), 551))
        for key in ("auditor", "int_salesperson", "marketing"):
            with self.subTest(key), self.assertRaises(AccessError):
                picking.with_user(self.users[key]).action_take_off_serials()
        self.assertEqual(len(picking.move_line_ids), 2)

    def test_only_transfers_that_ship_serials(self):
        order = self.confirmed_order(4)
        dialog = self.dialog("dispatcher", picking_id=order.picking_ids.id, pasted="SN\nA1")
        with self.assertRaisesRegex(UserError, "ships nothing by serial number"):
            dialog.action_import()

    def test_flash_test_and_packing_in_one_file(self):
        picking, notice = self.released_transfer(2)
        self.pack(picking, [["N1", 551, "PAL-1"], ["N2", 552, "PAL-2"]], ("SN", "Pmax", "Pallet"))
        self.assertEqual(picking.move_line_ids.lot_id.mapped("measured_power_w"), [551, 552])
        self.validate(picking)
        self.assertEqual(notice.state, "shipped")
        self.assertIn("2 serial numbers", "".join(picking.message_ids.mapped("body")))


@tagged("post_install", "-at_install")
class TestPallets(VesselMixin, SerialCase):
    def fill(self, picking):
        return picking.with_user(self.users["dispatcher"]).action_fill_pallets()

    def loads(self, picking):
        """Pieces on each pallet, in the order of the pallets."""
        pallets = picking.move_line_ids.result_package_id.sorted("id")
        return [
            sum(picking.move_line_ids.filtered(lambda line, of=pallet: line.result_package_id == of).mapped("quantity"))
            for pallet in pallets
        ]

    def test_serials_fill_pallets(self):
        picking, _notice = self.released_transfer(10)
        names = self.serials(10)
        self.packed(picking, dict.fromkeys(reversed(names), 551))
        self.fill(picking)
        self.assertEqual(self.loads(picking), [4, 4, 2])
        first = picking.move_line_ids.result_package_id.sorted("id")[0]
        on_first = picking.move_line_ids.filtered(lambda line: line.result_package_id == first)
        self.assertEqual(sorted(on_first.lot_id.mapped("name")), names[:4])
        with self.assertRaisesRegex(UserError, "nothing that is reserved is without a pallet"):
            self.fill(picking)
        self.assertEqual(picking.pallet_count, 3)

    def test_pieces_fill_pallets_and_still_leave(self):
        self.module_550.uom_ids = self.tracked.uom_ids
        order = self.confirmed_order(10)
        notice = self.released_notice(order)
        picking = order.picking_ids
        picking.action_assign()
        self.fill(picking)
        self.assertEqual(self.loads(picking), [4, 4, 2])
        self.assertEqual(picking.move_ids.quantity, 10)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.module_550.id), ("location_id", "=", self.warehouse.lot_stock_id.id)]
        )
        self.assertEqual(sum(quant.mapped("reserved_quantity")), 10)
        self.validate(picking)
        self.assertEqual(notice.state, "shipped")

    def test_without_a_packaging_it_says_so(self):
        order = self.confirmed_order(4)
        self.released_notice(order)
        order.picking_ids.action_assign()
        with self.assertRaisesRegex(UserError, "how many pieces go on a pallet"):
            self.fill(order.picking_ids)

    def booked(self, notice, containers):
        booking = self.book(containers=containers)
        self.put_on(booking, notice.line_ids)
        for number, container in enumerate(booking.container_ids, 501):
            container.number = container_number(number)
        return booking

    def test_pallets_go_into_the_containers_booked(self):
        picking, notice = self.released_transfer(20)
        booking = self.booked(notice, 2)
        self.packed(picking, dict.fromkeys(self.serials(20), 551))
        self.fill(picking)
        # a container is the largest packaging, eight pieces; what does not fit stands in the last
        self.assertEqual([len(container.package_ids) for container in booking.container_ids], [2, 3])
        self.assertEqual(booking.pallet_count, 5)
        html = self.env["ir.actions.report"].with_user(self.users["dispatcher"])._render_qweb_html(
            "sales_manual_addon.report_packing_list", picking.ids
        )[0].decode()  # fmt: skip
        for words in (
            "Packing List 装箱单", "Draft: not shipped yet", booking.container_ids[0].number, notice.name,
            notice.contract_id.name, "11.020", "560.0",
        ):  # fmt: skip
            self.assertIn(words, html)

    def test_containers_named_by_the_file(self):
        picking, notice = self.released_transfer(4)
        booking = self.booked(notice, 2)
        number = booking.container_ids[1].number
        written = f"{number[:4]} {number[4:10]}-{number[10]}".lower()
        rows = [[name, 551, "PAL-9", written] for name in self.serials(4)]
        dialog = self.pack(picking, rows, ("SN", "Pmax", "Pallet", "Container"))
        self.assertFalse(dialog.problems)
        self.assertEqual(booking.container_ids[1].package_ids.mapped("name"), ["PAL-9"])
        picking.with_user(self.users["dispatcher"]).action_take_off_serials()
        self.assertFalse(booking.container_ids.package_ids, "an empty pallet is in no container")
        self.assertFalse(self.pack(picking, rows, ("SN", "Pmax", "Pallet", "Container")).problems)
        self.assertEqual(booking.container_ids[1].package_ids.mapped("name"), ["PAL-9"])
        booking._cancel("Test")
        package = self.env["stock.package"].with_user(self.users["dispatcher"]).create({"name": "PAL-10"})
        with self.assertRaisesRegex(ValidationError, "is cancelled"):
            package.vessel_container_id = booking.container_ids[0]


    def test_packages_of_a_container_are_its_pallets(self):
        picking, notice = self.released_transfer(20)
        booking = self.booked(notice, 2)
        maker = booking.container_ids.with_user(self.users["import_export"])
        maker[0].packages_qty = 7
        self.packed(picking, dict.fromkeys(self.serials(20), 551))
        self.fill(picking)
        self.assertEqual(maker.mapped("packages_qty"), [2, 3])
        with self.assertRaisesRegex(UserError, "are the 3 pallets recorded in it"):
            maker[1].packages_qty = 4
        maker[1].write({"packages_qty": 3, "seal": "S1"})
        pallets = booking.container_ids[0].package_ids.with_user(self.users["dispatcher"])
        pallets[0].vessel_container_id = booking.container_ids[1]
        self.assertEqual(maker.mapped("packages_qty"), [1, 4])
        pallets[1].vessel_container_id = False
        self.assertEqual(maker.mapped("packages_qty"), [0, 4], "what was counted goes with the last pallet")
        maker[0].packages_qty = 7
        self.assertEqual(maker[0].packages_qty, 7)


@tagged("post_install", "-at_install")
class TestPackingList(SerialCase):
    def packing(self, notice):
        return notice.document_ids.filtered(lambda row: row.kind_id.code == "packing")

    def left(self, picking, numbers, gross_kg=150):
        """These serial numbers leave on pallets of that gross weight."""
        rows = [[f"TS{number:06d}", 551, f"PAL-{number // 2:03d}"] for number in numbers]
        self.pack(picking, rows, ("SN", "Pmax", "Pallet"))
        picking.move_line_ids.result_package_id.shipping_weight = gross_kg
        picking.move_ids.picked = True
        picking.with_user(self.users["dispatcher"]).with_context(skip_backorder=True).button_validate()

    def test_what_left_on_pallets_is_its_packing_list_on_file(self):
        picking, notice = self.released_transfer(6)
        self.assertEqual(self.packing(notice).state, "missing")
        self.left(picking, range(4))
        row = self.packing(notice)
        self.assertEqual(
            (row.state, row.number, row.date, row.pieces_qty, row.packages_qty, row.gross_kg, row.net_kg),
            ("present", picking.name, self.company._sales_manual_today(), 4, 2, 300, 112),
        )
        rest = picking.backorder_ids
        self.left(rest, range(4, 6))
        self.assertEqual(row.number, f"{picking.name}, {rest.name}")
        self.assertEqual((row.pieces_qty, row.packages_qty, row.gross_kg, row.net_kg), (6, 3, 450, 168))

    def test_a_pallet_without_weight_says_no_gross_weight(self):
        picking, notice = self.released_transfer(4)
        self.left(picking, range(4), gross_kg=0)
        row = self.packing(notice)
        self.assertEqual((row.packages_qty, row.gross_kg, row.net_kg), (2, 0, 112))

    def test_a_packing_list_entered_by_hand_stays(self):
        picking, notice = self.released_transfer(2)
        row = self.packing(notice)
        row.with_user(self.users["import_export"]).write({"number": "PL-9", "packages_qty": 5})
        self.left(picking, range(2))
        self.assertEqual((row.number, row.packages_qty), ("PL-9", 5))

    def test_many_packing_lists_at_once(self):
        counts = []
        for first, count in ((10, 2), (30, 8)):
            pickings = self.env["stock.picking"]
            for number in range(first, first + 2 * count, 2):
                picking, notice = self.released_transfer(2)
                self.left(picking, range(number, number + 2))
                self.packing(notice).write({"number": False, "packages_qty": 0})
                pickings |= picking
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            pickings._file_packing_lists()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_without_pallets_nothing_is_on_file(self):
        picking, notice = self.released_transfer(2)
        self.packed(picking, dict.fromkeys(self.serials(2), 551))
        self.validate(picking)
        self.assertEqual((notice.state, self.packing(notice).state), ("shipped", "missing"))

    def pages(self, picking):
        values = self.env["report.sales_manual_addon.report_packing_list"]._get_report_values(picking.ids)
        return values["prints"][0]

    def test_a_long_list_breaks_and_repeats_its_heads(self):
        picking, _notice = self.released_transfer(240)
        rows = [[name, 551, f"PAL-{number // 2:03d}"] for number, name in enumerate(self.serials(240))]
        self.pack(picking, rows, ("SN", "Pmax", "Pallet"))
        self.validate(picking)
        shown = self.pages(picking)
        numbers = [number for page in shown["pages"] for number, _row in page["lines"]]
        self.assertEqual(numbers, list(range(1, 121)))
        self.assertGreater(len(shown["pages"]), 2)
        self.assertEqual(shown["totals"]["pieces"], 240)
        self.assertEqual(shown["totals"]["pallets"], 120)
        self.assertAlmostEqual(shown["totals"]["power_kw"], 132.24)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sales_manual_addon.report_packing_list", picking.ids
        )[0].decode()  # fmt: skip
        self.assertEqual(html.count("Pallet<br/>托盘"), len([page for page in shown["pages"] if page["lines"]]))
        self.assertNotIn("Draft: not shipped", html)
        self.assertIn("continued 续", html)
