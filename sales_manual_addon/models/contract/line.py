from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .bounds import refuse_unusable, without_zeros
from .power import MAX_PIECES, MAX_POWER_W, MAX_RATED_POWER_W, PIECE, exact, to_watts, whole_pieces

# stored, and computed alone: a client may not write what the quantity and the price come to
COMPUTED_FIELDS = frozenset({"company_id", "power_w", "power_mw", "pieces_qty", "amount", "amount_difference"})


class SalesManualContractLine(models.Model):
    """What is sold, as the paper says it: a quantity in its own basis, beside the power and the pieces it comes to."""

    _name = "sales.manual.contract.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Sales Contract Line"
    _order = "contract_id, sequence, id"
    _check_company_auto = True
    _guarded_fields = COMPUTED_FIELDS | {"batched_qty"}

    contract_id = fields.Many2one("sales.manual.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    sequence = fields.Integer(default=10)
    ref = fields.Char(string="Item", help="The line's mark on paper, used by schedules: S125, 1, A.")
    product_id = fields.Many2one("product.product", required=True, index=True, check_company=True,
                                 domain="[('type', '=', 'consu'), ('sale_ok', '=', True)]")
    name = fields.Text(string="Description", compute="_compute_name", store=True, readonly=False, precompute=True,
                       help="The contract's own wording; carried to the order.")
    basis = fields.Selection([("piece", "pieces"), ("w", "W"), ("kw", "kW"), ("mw", "MW")], required=True,
                             default="piece", help="What the quantity was written in.")
    entered_qty = fields.Float(string="Quantity", digits=(16, 6), required=True, aggregator=None)
    rated_power_w = fields.Float(
        string="Rated power (W)", digits=(12, 4), aggregator=None, compute="_compute_rated_power_w", store=True,
        readonly=False, precompute=True,
        help="Of one piece, copied from the product: a later change of the catalogue alters no contract.")
    power_w = fields.Float(string="Power (W)", digits=(18, 4), compute="_compute_quantities", store=True,
                           precompute=True, help="As the paper says it; of a quantity in pieces, by the rated power.")
    power_mw = fields.Float(string="MW", digits=(16, 6), compute="_compute_quantities", store=True, precompute=True)
    pieces_qty = fields.Integer(string="Pieces", compute="_compute_quantities", store=True, precompute=True,
                                help="Whole pieces nearest to the power, half a piece up.")
    price_basis = fields.Selection([("watt", "per W"), ("piece", "per piece")], required=True,
                                   compute="_compute_price_basis", store=True, readonly=False, precompute=True)
    price_per_watt = fields.Float(string="Price per W", digits=(16, 6), aggregator=None)
    price_per_piece = fields.Float(string="Price per piece", digits=(16, 6), aggregator=None)
    tax_ids = fields.Many2many("account.tax", string="Taxes", check_company=True, compute="_compute_tax_ids",
                               store=True, readonly=False, precompute=True, domain="[('type_tax_use', '=', 'sale')]")
    amount = fields.Monetary(compute="_compute_amount", store=True, precompute=True,
                             help="Price by the paper's quantity, rounded by the currency; tax as on paper.")
    signed_amount = fields.Monetary(string="Amount on paper",
                                    help="What the paper says of this line, where it says so.")
    amount_difference = fields.Monetary(string="Difference", compute="_compute_amount", store=True, precompute=True,
                                        help="Amount on paper less computed amount; none where the paper says nothing.")
    batched_qty = fields.Integer(string="In batches", readonly=True, copy=False, default=0,
                                 help="Pieces decomposed into delivery batches. A counter, incremented before it is "
                                      "compared.")
    batch_line_ids = fields.One2many("sales.manual.batch.line", "contract_line_id")

    # the last defence only: _check_quantity words what is wrong, and runs after the row is written
    _pieces_not_negative = models.Constraint("CHECK (pieces_qty >= 0 AND batched_qty >= 0)",
                                             "Pieces cannot be negative.")

    # not the customer: another customer does not take away what was written
    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            if line.product_id:
                product = line.product_id.with_context(lang=line.contract_id.partner_id.lang or self.env.lang)
                line.name = product.get_product_multiline_description_sale()

    # the product alone: a contract must not follow the catalogue
    @api.depends("product_id")
    def _compute_rated_power_w(self):
        for line in self:
            line.rated_power_w = line.product_id.rated_power_w

    @api.depends("product_id")
    def _compute_price_basis(self):
        for line in self:
            line.price_basis = "watt" if line.product_id.rated_power_w or not line.product_id else "piece"

    @api.depends("basis", "entered_qty", "rated_power_w")
    def _compute_quantities(self):
        for line in self:
            power_w = to_watts(line.entered_qty, line.basis or PIECE, line.rated_power_w)
            pieces = exact(line.entered_qty) if line.basis == PIECE else whole_pieces(power_w, line.rated_power_w)
            # out of range is refused by _check_quantity, after the columns were filled: they must hold it until then
            line.power_w = float(power_w) if abs(power_w) <= MAX_POWER_W else 0
            line.power_mw = float(power_w / 1_000_000) if abs(power_w) <= MAX_POWER_W else 0
            line.pieces_qty = int(pieces) if 0 <= pieces <= MAX_PIECES else 0

    @api.depends("product_id", "company_id", "contract_id.partner_id")
    def _compute_tax_ids(self):
        mapped = {}
        for line in self:
            company = line.company_id or line.contract_id.company_id
            taxes = line.product_id.taxes_id._filter_taxes_by_company(company)
            partner = line.contract_id.partner_id
            key = (company, partner, taxes)
            if key not in mapped:
                position = self.env["account.fiscal.position"].with_company(company)._get_fiscal_position(partner)
                mapped[key] = position.map_tax(taxes)
            line.tax_ids = mapped[key]

    @api.depends("power_w", "pieces_qty", "price_basis", "price_per_watt", "price_per_piece", "signed_amount",
                 "contract_id.currency_id")
    def _compute_amount(self):
        for line in self:
            if line.price_basis == "piece":
                amount = line.pieces_qty * exact(line.price_per_piece)
            else:
                amount = exact(line.power_w) * exact(line.price_per_watt)
            currency = line.contract_id.currency_id
            line.amount = currency.round(float(amount)) if currency else float(amount)
            line.amount_difference = line.signed_amount - line.amount if line.signed_amount else 0

    @api.constrains("basis", "entered_qty", "rated_power_w", "product_id", "power_w", "pieces_qty")
    def _check_quantity(self):
        for line in self:
            reason = line._quantity_refusal()
            if reason:
                raise ValidationError(self.env._("%(line)s: %(reason)s", line=line._label(), reason=reason))

    def _quantity_refusal(self):
        """Return the translated reason why this line's quantity cannot stand, or False."""
        self.ensure_one()
        quantity, rated = exact(self.entered_qty), exact(self.rated_power_w)
        if self.product_id.type != "consu":
            return self.env._("only goods are sold by contract lines; a service never leaves the warehouse.")
        if rated < 0 or rated > MAX_RATED_POWER_W:
            return self.env._("a rated power of %(power)s W cannot be meant; it is the power of one piece, in watts.",
                              power=rated)
        if self.basis != PIECE and not rated:
            return self.env._(
                "the product has no rated power, so a quantity in %(unit)s comes to no pieces. "
                "Enter the rated power of the line or the quantity in pieces.",
                unit=dict(self._fields["basis"]._description_selection(self.env))[self.basis],
            )
        if quantity <= 0:
            return self.env._("the quantity must be greater than zero.")
        if self.basis == PIECE and quantity != quantity.to_integral_value():
            return self.env._("%(quantity)s is not a whole number of pieces.", quantity=quantity)
        power_w = to_watts(quantity, self.basis, rated)
        pieces = quantity if self.basis == PIECE else whole_pieces(power_w, rated)
        if pieces < 1:
            return self.env._("the quantity comes to less than half a piece of %(power)s W.", power=rated)
        if pieces > MAX_PIECES or power_w > MAX_POWER_W:
            return self.env._("more than 100 GW or 2 billion pieces cannot be meant. Check the quantity and its unit.")
        return False

    @api.constrains("price_basis", "price_per_watt", "price_per_piece", "rated_power_w", "signed_amount")
    def _check_price(self):
        for line in self:
            if line.price_per_watt < 0 or line.price_per_piece < 0 or line.signed_amount < 0:
                raise ValidationError(self.env._(
                    "%(line)s: prices and amounts cannot be negative. What is taken off belongs into the price.",
                    line=line._label(),
                ))
            if line.price_basis == "watt" and not line.rated_power_w:
                raise ValidationError(self.env._(
                    "%(line)s: the product has no rated power, so a price per W comes to nothing. "
                    "Enter the rated power of the line or a price per piece.", line=line._label(),
                ))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
        lines = super().create(without_zeros(vals_list, COMPUTED_FIELDS))
        lines.contract_id._content_changed()
        return lines

    def write(self, vals):
        refuse_unusable(self, vals)
        if not self._has_pass():
            self.contract_id._refuse_frozen()
            if "contract_id" in vals and any(line.contract_id.id != vals["contract_id"] for line in self):
                raise UserError(self.env._(
                    "A line stays with its contract. Delete it here and enter it in the other contract."))
        result = super().write(vals)
        self.filtered("batched_qty")._check_not_over()
        self.contract_id._content_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_frozen(self):
        self.contract_id._refuse_frozen()
        batched = self.filtered("batch_line_ids")
        if batched:
            raise UserError(self.env._(
                "%(line)s is in delivery batches. Delete those batch lines first.", line=batched[0]._label(),
            ))

    def unlink(self):
        contracts = self.contract_id
        result = super().unlink()
        contracts.exists()._content_changed()
        return result

    @api.depends("ref", "product_id", "contract_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line._label()

    def _label(self):
        """How messages and lists name this line: the paper's mark and the product."""
        self.ensure_one()
        if self.ref:
            return f"{self.ref} · {self.product_id.name}"
        return self.product_id.display_name or ""
