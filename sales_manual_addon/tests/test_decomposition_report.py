"""The printed decomposition table says what the records say (CMD-16)."""

from lxml import html

from odoo.tests import tagged

from .decomposition_common import DecompositionCommon


@tagged("post_install", "-at_install")
class TestDecompositionReport(DecompositionCommon):
    def tables(self, contracts, user="int_contract"):
        """The tables of the print, as lists of rows of cell texts, three for each contract."""
        report = self.env["ir.actions.report"].with_user(self.users[user]).with_context(lang="en_US")
        content, kind = report._render_qweb_html("sales_manual_addon.report_decomposition", contracts.ids)
        self.assertEqual(kind, "html")
        return [
            [[" ".join(cell.text_content().split()) for cell in row.xpath("./td|./th")] for row in table.xpath(".//tr")]
            for table in html.fromstring(content).xpath("//div[hasclass('o_decomposition')]//table")
        ]

    def test_the_schedule_of_2009_in_print(self):
        contract, paper = self.framework(tolerance_percent=3)
        lines = {line.ref: line for line in self.as_post(contract).line_ids}
        self.as_post(contract)._decompose(
            [
                {"date": f"{month}-28", "contract_line": lines[ref], "power_w": megawatts * 1e6}
                for month, amounts in paper["schedule_mw"].items()
                for ref, megawatts in amounts.items()
                if ref != "total"
            ]
        )
        head, balance, table = self.tables(contract, "dom_contract")
        self.assertIn(contract.partner_id.name, head[0])
        self.assertEqual([row[0] for row in balance[1:]], ["S125", "M156", "S156"])
        self.assertEqual(balance[1][4:8], ["8,350,000", "0", "+0.04 MW (+16,667 pieces)", "Even"])
        self.assertEqual(len(table), 1 + 33 + 1, "head, rows, total")
        self.assertEqual([row[3] for row in table[1:3]], ["S125", "M156"])
        self.assertEqual(table[-1][1], "12,443,421")
        amount = sum(contract.batch_ids.mapped("amount"))
        self.assertIn(f"{amount:,.2f}", table[-1][4].replace("\xa0", " "))

    def test_an_undecomposed_contract_and_several_at_once(self):
        first, second = self.contract_of({"entered_qty": 100}), self.contract_of({"entered_qty": 50})
        self.decompose(second)
        tables = self.tables(first | second)
        self.assertEqual(len(tables), 6)
        self.assertEqual(len(tables[2]), 1, "only the head")
        self.assertEqual(tables[4][1][3:5], ["50", "50"])
