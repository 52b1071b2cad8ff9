"""Flash-test files: what is taken from them, what is named as wrong, and that nothing else writes a measured power."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .serial_case import SerialCase, rows_text, workbook


@tagged("post_install", "-at_install")
class TestFlashFile(SerialCase):
    def test_a_file_makes_the_serial_numbers_it_names(self):
        data = workbook(
            [["A1", 551.25, "TTM-550", "2026-03-15 10:22:01"], ["A2", "549", "TTM-550", "2026-03-15"]],
            ("组件序列号", "实测功率 (W)", "型号", "测试时间"),
        )
        dialog = self.dialog(data_file=data, filename="flash.xlsx")
        done = dialog.action_import()
        self.assertEqual(done["tag"], "display_notification")
        lots = self.lots(["A1", "A2"])
        self.assertEqual(lots.mapped("measured_power_w"), [551.25, 549.0])
        self.assertEqual(set(map(str, lots.mapped("flash_date"))), {"2026-03-15"})
        file = lots.flash_file_id
        self.assertEqual((file.name, file.serial_qty, file.new_qty), ("flash.xlsx", 2, 2))
        self.assertEqual(file.create_uid, self.users["warehouse_statistician"])
        self.assertEqual(lots.product_id, self.tracked)

    def test_the_same_file_again_changes_nothing(self):
        rows = rows_text([["A1", 551], ["A2", 552]])
        for _time in range(2):
            self.dialog(pasted=rows, product_id=self.tracked.id).action_import()
        self.assertEqual(len(self.lots(["A1", "A2"])), 2)
        self.assertEqual(len(self.env["sales.manual.flash.file"].search([("lot_ids.name", "in", ["A1", "A2"])])), 1)
        self.flash({"A1": 553})
        self.dialog(pasted=rows, product_id=self.tracked.id).action_import()
        self.assertEqual(self.lots(["A1"]).measured_power_w, 553, "the later test stays")

    def test_an_older_test_does_not_take_the_place_of_a_later_one(self):
        heads = ("SN", "Pmax", "Date")
        for power, day in ((551, "2026-03-15"), (540, "2026-03-01"), (552, "2026-03-20")):
            self.dialog(pasted=rows_text([["A1", power, day]], heads), product_id=self.tracked.id).action_import()
        self.assertEqual(self.lots(["A1"]).measured_power_w, 552)

    def test_wrong_rows_are_named_and_nothing_is_taken(self):
        rows = [
            ["A1", 551, "TTM-550"],
            ["A1", 551, "TTM-550"],
            ["A2", "much", "TTM-550"],
            ["A3", 0, "TTM-550"],
            ["", 551, "TTM-550"],
            ["A4", 0.55, "TTM-550"],
        ]
        dialog = self.dialog(pasted=rows_text(rows, ("Serial No.", "Pmax (W)", "Model")))
        dialog.action_import()
        for words in ("Row 3, column A", "Row 4, column B", "Row 5, column B", "Row 6, column A"):
            self.assertIn(words, dialog.problems)
        self.assertFalse(self.lots(["A1", "A2", "A3", "A4"]))
        self.flash({"B1": 551})
        other = self._new_product("Test other module", 600, tracking="serial", default_code="TOM-600")
        rows = [["A5", 551, "NOBODY"], ["B1", 551, other.default_code], ["A6", 551, ""]]
        dialog = self.dialog(pasted=rows_text(rows, ("Serial No.", "Pmax (W)", "Model")))
        dialog.action_import()
        self.assertIn("Row 2, column C: “NOBODY” is no product", dialog.problems)
        self.assertIn("Row 3, column A: “B1” is a", dialog.problems)
        self.assertIn("Row 4, column A: Of which product is “A6”?", dialog.problems)
        self.assertFalse(self.lots(["A5", "A6"]))

    def test_bad_files(self):
        for pasted, words in (
            ("Pmax\n551", "No column names the serial number"),
            ("Serial No.\nA1\nA2", "No column names the measured power"),
            ("Serial No.\tPmax\nA1\t0.55 kW", "is not in watts"),
            ("Serial No.\tPmax\tSN\nA1\t551\tA2", "names a column that is there already"),
            ("Serial No.\tPmax", "no rows"),
        ):
            dialog = self.dialog(pasted=pasted, product_id=self.tracked.id)
            dialog.action_import()
            self.assertIn(words, dialog.problems)
        dialog = self.dialog(data_file=workbook([[2.02e17, 551]]), product_id=self.tracked.id)
        dialog.action_import()
        self.assertIn("cell A2", dialog.problems)
        self.assertIn("Format the column as text", dialog.problems)
        with self.assertRaisesRegex(UserError, "Choose a file"):
            self.dialog().action_import()

    def test_many_wrong_rows_are_counted(self):
        dialog = self.dialog(pasted=rows_text([[f"A{n}", -1] for n in range(150)]), product_id=self.tracked.id)
        dialog.action_import()
        self.assertEqual(len(dialog.problems.splitlines()), 101)
        self.assertIn("There are 50 more mistakes", dialog.problems)

    def test_nobody_writes_a_measured_power_by_hand(self):
        lot = self.flash({"A1": 551})
        stock = self.env["stock.lot"].with_user(self.users["dispatcher"])
        with self.assertRaises(AccessError):
            stock.browse(lot.id).measured_power_w = 560
        with self.assertRaises(AccessError):
            stock.create({"name": "A2", "product_id": self.tracked.id, "measured_power_w": 560})
        made = stock.with_context(default_measured_power_w=560, sales_manual_pass=True).create(
            {"name": "A2", "product_id": self.tracked.id}
        )
        self.assertFalse(made.measured_power_w)
        self.assertFalse(lot.copy({"name": "A3"}).measured_power_w)
        with self.assertRaisesRegex(UserError, "its number and product stay"):
            stock.browse(lot.id).name = "A2"
        with self.assertRaises(AccessError):
            self.env["sales.manual.flash.file"].create({"name": "x", "company_id": self.company.id, "digest": "x"})

    def test_who_may_import(self):
        for user in ("int_contract", "auditor", "sales_accountant"):
            with self.assertRaises(AccessError):
                self.dialog(user, pasted="x")
        dialog = self.dialog(pasted=rows_text([["A1", 551]]), product_id=self.tracked.id)
        with self.assertRaises(AccessError):
            dialog.with_user(self.users["dispatcher"]).action_import()
        picking, _notice = self.released_transfer(2)
        dialog = self.dialog(pasted=rows_text([["A1", 551]]), picking_id=picking.id)
        with self.assertRaises(AccessError):
            dialog.action_import()  # the statistician keeps no transfers

    def test_statements_do_not_grow_with_rows(self):
        counts = []
        self.flash({"warm": 551})
        for count, start in ((20, 1), (200, 1000)):
            pasted = rows_text([[name, 551] for name in self.serials(count, start)])
            dialog = self.dialog(pasted=pasted, product_id=self.tracked.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog.action_import()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # the ORM itself inserts a hundred rows by one statement
        self.assertLessEqual(counts[1] - counts[0], 6)
