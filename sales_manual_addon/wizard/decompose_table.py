from odoo import api, fields, models

from ..models.contract.power import from_watts, to_watts


class SalesManualDecomposeLine(models.TransientModel):
    _name = "sales.manual.decompose.line"
    _description = "Contract line to decompose"

    wizard_id = fields.Many2one("sales.manual.decompose", required=True, ondelete="cascade")
    contract_line_id = fields.Many2one(
        "sales.manual.contract.line", string="Line", required=True, readonly=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean(string="Decompose")
    packaging_uom_ids = fields.Many2many(related="contract_line_id.product_id.uom_ids", related_sudo=False)
    packaging_id = fields.Many2one(
        "uom.uom",
        string="In whole",
        domain="[('id', 'in', packaging_uom_ids)]",
        help="Each delivery fills packages of this kind; what fills none goes with the last.",
    )
    multiple = fields.Integer(string="Pieces each", compute="_compute_multiple")
    pieces_qty = fields.Integer(string="Contract", related="contract_line_id.pieces_qty", related_sudo=False)
    batched_qty = fields.Integer(string="In batches", related="contract_line_id.batched_qty", related_sudo=False)
    planned_qty = fields.Integer(string="This table", compute="_compute_planned")
    balance_text = fields.Char(string="Difference then", compute="_compute_planned")
    is_over = fields.Boolean(compute="_compute_planned")

    @api.depends("packaging_id")
    def _compute_multiple(self):
        for line in self:
            base = line.contract_line_id.product_id.uom_id.factor or 1
            line.multiple = max(int((line.packaging_id.factor or base) / base), 1)

    @api.depends("wizard_id.row_ids.pieces_qty", "wizard_id.row_ids.contract_line_id")
    def _compute_planned(self):
        for line in self:
            contract_line = line.contract_line_id
            rows = line.wizard_id.row_ids.filtered(lambda row, of=contract_line: row.contract_line_id == of)
            line.planned_qty = sum(rows.mapped("pieces_qty"))
            batched = contract_line.batched_qty + line.planned_qty
            line.balance_text = contract_line._difference_text(batched)
            line.is_over = batched > contract_line._most_pieces()


class SalesManualDecomposeRow(models.TransientModel):
    _name = "sales.manual.decompose.row"
    _inherit = ["sales.manual.bounded"]
    _description = "Delivery to be planned"
    _order = "date, id"

    wizard_id = fields.Many2one("sales.manual.decompose", required=True, ondelete="cascade")
    contract_id = fields.Many2one(related="wizard_id.contract_id")
    date = fields.Date(required=True)
    contract_line_id = fields.Many2one(
        "sales.manual.contract.line",
        string="Line",
        required=True,
        ondelete="cascade",
        domain="[('contract_id', '=', contract_id)]",
    )
    scheduled_power_w = fields.Float(string="Scheduled (W)", digits=(18, 4), readonly=True)
    pieces_qty = fields.Integer(string="Pieces", required=True)
    power_kw = fields.Float(string="kW", digits=(16, 3), compute="_compute_power_kw")
    place = fields.Char(string="Destination")
    warehouse_id = fields.Many2one("stock.warehouse")

    @api.depends("pieces_qty", "contract_line_id")
    def _compute_power_kw(self):
        for row in self:
            row.power_kw = float(
                from_watts(to_watts(row.pieces_qty, "piece", row.contract_line_id.rated_power_w), "kw")
            )
