from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..contract.bounds import refuse_unusable

MOST_PIECES = 2**31 - 1


class SalesManualProformaLine(models.Model):
    """Goods on a pro forma invoice: whole pieces, at a price per piece."""

    _name = "sales.manual.proforma.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Pro Forma Invoice Line"
    _order = "proforma_id, sequence, id"
    _guarded_fields = frozenset({"amount", "power_kw", "company_id"})

    proforma_id = fields.Many2one(
        "sales.manual.proforma", string="Pro forma invoice", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="proforma_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="proforma_id.currency_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product", required=True, index=True, domain="[('type', '=', 'consu')]", ondelete="restrict"
    )
    name = fields.Char(
        string="Description", compute="_compute_name", store=True, readonly=False, precompute=True,
        help="As customs reads it.",
    )  # fmt: skip
    hs_code = fields.Char(string="HS code", help="Number of the goods in the customs tariff.")
    pieces_qty = fields.Integer(string="Pieces", required=True)
    price_unit = fields.Float(string="Price per piece", digits=(16, 6), aggregator=None)
    amount = fields.Monetary(compute="_compute_amount", store=True)
    power_kw = fields.Float(string="kW", digits=(16, 3), compute="_compute_amount", store=True)
    notice_line_ids = fields.One2many("sales.manual.notice.line", "proforma_line_id", readonly=True)
    noticed_qty = fields.Integer(
        string="On notices", compute="_compute_noticed_qty", help="Pieces on issued notices for customs."
    )

    _pieces_positive = models.Constraint(
        "CHECK (pieces_qty > 0)", "A line of a pro forma invoice has at least one piece; delete the line instead."
    )

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.product_id.with_context(lang="en_US").display_name

    @api.depends("pieces_qty", "price_unit", "product_id", "proforma_id.currency_id")
    def _compute_amount(self):
        for line in self:
            amount = line.pieces_qty * line.price_unit
            line.amount = line.currency_id.round(amount) if line.currency_id else amount
            line.power_kw = line.pieces_qty * line.product_id.rated_power_w / 1000

    @api.depends("notice_line_ids.pieces_qty", "notice_line_ids.notice_id.state")
    def _compute_noticed_qty(self):
        groups = dict(
            self.env["sales.manual.notice.line"]
            .sudo()  # counted, whoever reads the invoice
            ._read_group(
                [
                    ("proforma_line_id", "in", self.ids),
                    ("notice_id.state", "in", ("signing", "released", "shipped")),
                ],
                ["proforma_line_id"],
                ["pieces_qty:sum"],
            )
        )
        for line in self:
            line.noticed_qty = groups.get(line._origin, 0)

    @api.constrains("pieces_qty", "price_unit")
    def _check_figures(self):
        for line in self:
            if not 0 < line.pieces_qty <= MOST_PIECES or not 0 <= line.price_unit < 1e10:
                raise ValidationError(
                    self.env._(
                        "%(product)s: enter whole pieces above zero, and a price per piece that is not negative.",
                        product=line.product_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_unusable(vals)
        lines = super().create(vals_list)
        lines.proforma_id._check_draft()
        return lines

    def write(self, vals):
        self._refuse_unusable(vals)
        if not self._has_pass():
            self.proforma_id._check_draft()
        result = super().write(vals)
        self.proforma_id._check_draft()
        return result

    def unlink(self):
        self.proforma_id._check_draft()
        return super().unlink()

    def _refuse_unusable(self, vals):
        refuse_unusable(self, vals)
        pieces = float(vals.get("pieces_qty", 1) or 0)
        if pieces <= 0 or not pieces.is_integer():  # Odoo would cut 12.5 down to 12 without a word
            raise ValidationError(
                self.env._("Pieces %(value)s: enter a whole number above zero, such as 12.", value=pieces)
            )
