from odoo import api, fields, models
from odoo.tools import SQL

COMPARISONS = {">": SQL(">"), ">=": SQL(">="), "<": SQL("<"), "<=": SQL("<="), "in": SQL("IN")}


class SalesManualContract(models.Model):
    _inherit = "sales.manual.contract"

    def _search_open_qty(self, operator, value):
        """By pieces neither shipped nor on an issued notice, summed over the lines as it is shown."""
        compare = COMPARISONS.get(operator)
        if compare is None:
            return NotImplemented
        value = tuple(pieces or 0 for pieces in value) if operator == "in" else value
        self.env["sales.manual.contract.line"].flush_model(["open_qty", "contract_id"])
        if operator == ">" and value == 0:
            # what the index of open lines answers alone
            return [("id", "in", SQL("(SELECT contract_id FROM sales_manual_contract_line WHERE open_qty > 0)"))]
        return [("id", "in", SQL(
            """(SELECT contract.id
                  FROM sales_manual_contract AS contract
                  LEFT JOIN (SELECT contract_id, SUM(open_qty) AS pieces
                               FROM sales_manual_contract_line WHERE open_qty > 0 GROUP BY contract_id) AS opened
                    ON opened.contract_id = contract.id
                 WHERE COALESCE(opened.pieces, 0) %s %s)""",
            compare, value,
        ))]


class SalesManualContractLine(models.Model):
    """What of a line is open, stored: lists are filtered by it, and a contract has as many batches as it has months."""

    _inherit = "sales.manual.contract.line"
    _guarded_fields = frozenset({"open_qty"})

    open_qty = fields.Integer(string="Open (pieces)", compute="_compute_open_qty", store=True,
                              help="Neither shipped nor on an issued notice.")

    _open_lines = models.Index("(contract_id) INCLUDE (open_qty) WHERE open_qty > 0")

    @api.depends("pieces_qty", "batch_line_ids.noticed_qty", "batch_line_ids.shipped_qty")
    def _compute_open_qty(self):
        groups = self.env["sales.manual.batch.line"]._read_group(
            [("contract_line_id", "in", self._origin.ids)],
            ["contract_line_id"],
            ["noticed_qty:sum", "shipped_qty:sum"],
        )
        taken = {line.id: max(noticed, shipped) for line, noticed, shipped in groups}
        for line in self:
            open_qty = max(line.pieces_qty - taken.get(line._origin.id, 0), 0)
            # goods that leave under a notice change nothing here: two that ship of one line do not meet on its row
            if not line._origin or line.open_qty != open_qty:
                line.open_qty = open_qty
