"""The dialog that decomposes a contract: even months, pasted, from a file, by hand; a schedule is read whole or not
at all (CON-2, CMD-16).
"""

import base64
import io
from datetime import date

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .decomposition_common import DecompositionCommon


@tagged("post_install", "-at_install")
class TestDecomposeWizard(DecompositionCommon):
    def wizard(self, contract, **values):
        return (
            self.env["sales.manual.decompose"]
            .with_user(self.contract_post(contract))
            .create({"contract_id": contract.id, **values})
        )

    def pasted(self, contract, text, **values):
        wizard = self.wizard(contract, mode="paste", schedule_text=text, **values)
        action = wizard.action_fill()
        self.assertEqual((action["res_id"], action["target"]), (wizard.id, "new"))
        return wizard

    def rows(self, wizard):
        return [(row.date, row.contract_line_id.ref, row.pieces_qty) for row in wizard.row_ids]

    def workbook(self, rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        return base64.b64encode(buffer.getvalue())

    # even months

    @freeze_time("2027-02-10 12:00:00")
    def test_even_months_as_a_user_clicks_them(self):
        pallet = self.env["uom.uom"].create(
            {
                "name": "Pallet of 31",
                "relative_factor": 31,
                "relative_uom_id": self.env.ref("uom.product_uom_unit").id,
            }
        )
        self.module_550.uom_ids = pallet
        contract = self.contract_of({"entered_qty": 100}, {"product_id": self.module_220.id, "entered_qty": 50})
        action = self.as_post(contract).action_decompose()
        form = Form(
            self.env["sales.manual.decompose"].with_user(self.users["int_contract"]).with_context(**action["context"])
        )
        self.assertEqual(form.first_date, date(2027, 2, 10), "today, once the contract has begun")
        form.months = 3
        form.day = 31
        with form.line_ids.edit(0) as line:
            line.packaging_id = pallet
            self.assertEqual(line.multiple, 31)
        with form.line_ids.edit(1) as line:
            line.is_chosen = False
        wizard = form.save()
        wizard.action_fill()
        self.assertEqual(
            self.rows(wizard),
            [(date(2027, 2, 10), "1", 31), (date(2027, 3, 31), "1", 31), (date(2027, 4, 30), "1", 38)],
        )
        self.assertEqual(wizard.line_ids.mapped("planned_qty"), [100, 0])
        self.assertFalse(contract.batch_ids, "filling the table makes no batches")
        action = wizard.action_make()
        self.assertEqual(
            self.env["sales.manual.batch.line"].search(action["domain"]).mapped("pieces_qty"), [31, 31, 38]
        )
        self.assertEqual(contract.batch_ids[0].line_ids.packages_text, "1 × Pallet of 31")
        self.assertEqual(contract.batch_ids[2].line_ids.packages_text, "1 × Pallet of 31 + 7")

    def test_the_table_can_be_edited_before_batches_are_made(self):
        contract = self.contract_of({"entered_qty": 100})
        wizard = self.wizard(contract, first_date="2027-03-01", months=2)
        wizard.action_fill()
        wizard.row_ids[0].write({"pieces_qty": 60, "place": "Hamburg"})
        self.assertTrue(wizard.line_ids.is_over)
        with self.refused("110 pieces in batches"):
            wizard.action_make()
        wizard.row_ids[1].pieces_qty = 40
        self.assertFalse(wizard.line_ids.is_over)
        wizard.action_make()
        self.assertEqual(
            contract.batch_ids.mapped(lambda b: (b.pieces_qty, b.incoterm_location)),
            [(60, "Hamburg"), (40, "Shanghai")],
        )

    def test_by_hand(self):
        contract = self.contract_of({"entered_qty": 100})
        wizard = self.wizard(contract, mode="hand")
        with self.refused("table is empty"):
            wizard.action_make()
        wizard.row_ids = [
            Command.create({"date": "2027-03-01", "contract_line_id": contract.line_ids.id, "pieces_qty": 0})
        ]
        with self.refused("Row 1: the quantity must be above zero"):
            wizard.action_make()
        wizard.row_ids.pieces_qty = 5
        wizard.action_make()
        self.assertEqual(contract.line_ids.batched_qty, 5)

    # schedules

    def test_the_pasted_schedule_of_2009(self):
        contract, paper = self.framework(tolerance_percent=3)
        marks = ["S125", "M156", "S156"]
        text = "\n".join(
            [
                "\t".join(["Month", *(f"{mark} (MW)" for mark in marks), "Total"]),
                *(
                    "\t".join([month, *(str(amounts.get(mark, "")) for mark in marks), str(amounts["total"])])
                    for month, amounts in paper["schedule_mw"].items()
                ),
            ]
        )
        wizard = self.pasted(contract, text)
        self.assertFalse(wizard.problems)
        self.assertFalse(wizard.ignored_columns, "totals are known for what they are")
        self.assertEqual(len(wizard.row_ids), 33)
        self.assertEqual(wizard.row_ids[0].date, date(2009, 1, 31), "a month without a day: its last one")
        self.assertEqual(wizard.line_ids[0].balance_text, "+0.04 MW (+16,667 pieces)")
        wizard.action_make()
        self.assertEqual(len(contract.batch_ids), 12)
        self.assertEqual(contract.balance_state, "even")
        self.assert_books(contract)

    def test_months_take_the_chosen_day_and_stay_within_the_contract(self):
        contract = self.contract_of({"entered_qty": 100}, latest_shipment_date="2027-06-20")
        text = "Month;Item;Quantity\n2027-05;1;10\n2027-06;1;10"
        self.assertEqual(
            [row[0] for row in self.rows(self.pasted(contract, text))], [date(2027, 5, 31), date(2027, 6, 20)]
        )
        self.assertEqual(
            [row[0] for row in self.rows(self.pasted(contract, text, day=7))], [date(2027, 5, 7), date(2027, 6, 7)]
        )
        wizard = self.pasted(contract, text, day=25)
        self.assertFalse(wizard.row_ids)
        self.assertRegex(wizard.problems, r"Row 3, column C: 2027-06-25 is no possible delivery date")

    def test_places_and_warehouses_of_a_schedule(self):
        contract = self.contract_of({"entered_qty": 100})
        second = self.env["stock.warehouse"].create({"name": "Third phase", "code": "PH3"})
        wizard = self.pasted(
            contract,
            ("Date,Item,Quantity,Destination,Warehouse\n2027-05-01,1,10,Hamburg,ph3\n2027-05-01,1,5,,").replace(
                ",", "\t"
            ),
        )
        wizard.action_make()
        self.assertEqual(
            contract.batch_ids.mapped(lambda b: (b.pieces_qty, b.incoterm_location, b.warehouse_id)),
            [(10, "Hamburg", second), (5, "Shanghai", self.warehouse)],
        )
        wizard = self.pasted(contract, "Date\tItem\tQuantity\tWarehouse\tSeen by\n2027-05-01\t1\t10\tNowhere\tLi")
        self.assertEqual(wizard.ignored_columns, "Seen by")
        self.assertRegex(wizard.problems, "Row 2, column C: “Nowhere” is no warehouse")
        self.assertFalse(wizard.row_ids)

    def test_what_is_wrong_is_listed_with_row_and_column_and_nothing_is_written(self):
        contract = self.contract_of({"entered_qty": 100})
        wizard = self.pasted(
            contract,
            "\n".join(
                (
                    "Date\tItem\tQuantity",
                    "2027-05-01\t1\t10",
                    "2027-13-01\t1\t10",
                    "2027-06-01\tX9\t10",
                    "2027-06-01\t1\t-3",
                    "2027-06-01\t1\tten",
                )
            ),
        )
        self.assertRegex(wizard.problems, r"Row 3, column A: .*2027-13-01")
        self.assertRegex(wizard.problems, r"Row 4, column B: .*X9")
        self.assertRegex(wizard.problems, r"Row 5, column C: .*-3")
        self.assertRegex(wizard.problems, r"Row 6, column C: .*ten")
        self.assertFalse(wizard.row_ids, "not even the good row")
        with self.refused("table is empty"):
            wizard.action_make()
        self.assertFalse(contract.batch_ids)
        wizard.schedule_text = "Date\tItem\tQuantity\n2027-05-01\t1\t10"
        wizard.action_fill()
        self.assertFalse(wizard.problems, "mended, the list is gone")
        self.assertEqual(self.rows(wizard), [(date(2027, 5, 1), "1", 10)])

    def test_power_in_a_schedule_becomes_pieces_with_the_remainder_carried(self):
        contract = self.contract_of({"basis": "kw", "entered_qty": 5.5})  # 10 pieces of 550 W
        wizard = self.pasted(contract, "Date\tItem\tkW\n2027-05-01\t1\t1.8\n2027-06-01\t1\t1.8\n2027-07-01\t1\t1.9")
        self.assertEqual([row[2] for row in self.rows(wizard)], [3, 4, 3])
        self.assertEqual(wizard.row_ids[0].scheduled_power_w, 1800)
        self.assertEqual(wizard.row_ids[0].power_kw, 1.65)

    def test_an_xlsx_file(self):
        contract = self.contract_of({"entered_qty": 100, "ref": "甲"})
        wizard = self.wizard(
            contract,
            mode="file",
            schedule_filename="计划.xlsx",
            schedule_file=self.workbook(
                [
                    ["交货计划"],
                    ["日期", "型号", "数量", "目的港"],
                    [date(2027, 5, 1), "甲", 40, "上海"],
                    [date(2027, 6, 1), "甲", 60, "宁波"],
                ]
            ),
        )
        wizard.action_fill()
        self.assertFalse(wizard.problems)
        wizard.action_make()
        self.assertEqual(
            contract.batch_ids.mapped(lambda b: (b.pieces_qty, b.incoterm_location)), [(40, "上海"), (60, "宁波")]
        )

    def test_files_that_are_no_schedule(self):
        contract = self.contract_of({"entered_qty": 100})
        for data in (b"%PDF-1.7 \x00\x01", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"):
            wizard = self.wizard(contract, mode="file", schedule_file=base64.b64encode(data))
            wizard.action_fill()
            with self.subTest(data=data):
                self.assertTrue(wizard.problems)
                self.assertFalse(wizard.row_ids)
        for mode, message in (("file", "Choose a file"), ("paste", "Paste the schedule")):
            with self.refused(message):
                self.wizard(contract, mode=mode).action_fill()
        for day in (-1, 32):
            with self.refused("between 1 and 31"):
                self.wizard(contract, day=day).action_fill()

    def test_the_empty_schedule_is_one_that_can_be_read(self):
        contract = self.contract_of(
            {"entered_qty": 100, "ref": "A"},
            {"product_id": self.module_220.id, "basis": "mw", "entered_qty": 2, "ref": "B"},
        )
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
            wizard = self.wizard(contract).with_context(lang=lang)
            book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.template_file)))
            self.assertEqual(
                [[cell.value for cell in row][::2] for row in book.worksheets[1].iter_rows(min_row=2)],
                [["A", 100], ["B", 2]],
            )
            book.worksheets[0].append(["2027-05-01", "B", 1.1, "MW"])
            buffer = io.BytesIO()
            book.save(buffer)
            wizard.write({"mode": "file", "schedule_file": base64.b64encode(buffer.getvalue())})
            wizard.action_fill()
            self.assertFalse(wizard.problems)
            self.assertEqual(self.rows(wizard), [(date(2027, 5, 1), "B", 5000)])

    def test_a_product_sold_by_two_lines_needs_the_mark(self):
        contract = self.contract_of({"entered_qty": 100, "ref": "A"}, {"entered_qty": 100, "ref": "B"})
        wizard = self.pasted(contract, f"Date\tItem\tQuantity\n2027-05-01\t{self.module_550.name}\t10")
        self.assertIn("Row 2, column B", wizard.problems)
        wizard = self.pasted(contract, "Date\tItem\tQuantity\n2027-05-01\tB\t10")
        self.assertEqual(self.rows(wizard), [(date(2027, 5, 1), "B", 10)])

    # who

    def test_the_dialog_is_for_who_decomposes(self):
        contract = self.contract_of({"entered_qty": 100})
        for post in ("int_salesperson", "int_manager", "auditor"):
            with self.subTest(post=post), self.assertRaises(AccessError):
                self.env["sales.manual.decompose"].with_user(self.users[post]).create({"contract_id": contract.id})
        domestic = self.contract_of({"entered_qty": 100}, market="domestic")
        with self.assertRaises(AccessError):
            foreign = (
                self.env["sales.manual.decompose"]
                .with_user(self.users["int_contract"])
                .create(
                    {
                        "contract_id": domestic.id,
                        "mode": "hand",
                        "row_ids": [
                            Command.create(
                                {"date": "2027-03-01", "contract_line_id": domestic.line_ids.id, "pieces_qty": 5}
                            )
                        ],
                    }
                )
            )
            foreign.action_make()
        self.assertFalse(contract.batch_ids | domestic.batch_ids)
