from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..control.guard import PASS, PASS_KEY
from .bounds import refuse_unusable

# written by the ORM alone; a client may name them, so they are refused on write and computed whatever creation was
# given
COMPUTED_FIELDS = frozenset(
    {
        "contract_id",
        "company_id",
        "partner_id",
        "product_id",
        "power_w",
        "power_kw",
        "amount",
        "open_qty",
        "state",
    }
)
# what an order takes over: fixed while the order lives
ORDERED_FIELDS = frozenset({"batch_id", "contract_line_id", "pieces_qty", "delivery_date"})


class SalesManualBatchLine(models.Model):
    _name = "sales.manual.batch.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Delivery Batch Line"
    _order = "delivery_date, batch_id.id, sequence, id"
    _check_company_auto = True
    _guarded_fields = COMPUTED_FIELDS | {"order_line_id", "noticed_qty", "released_qty", "shipped_qty", "returned_qty"}

    batch_id = fields.Many2one("sales.manual.batch", required=True, index=True, ondelete="cascade")
    contract_id = fields.Many2one(related="batch_id.contract_id", store=True, index=True)
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="batch_id.partner_id", store=True, index=True)
    delivery_date = fields.Date(
        related="batch_id.delivery_date",
        store=True,
        index=True,
        readonly=False,
        help="The date of the whole batch: changing it moves all the lines of the batch.",
    )
    incoterm_location = fields.Char(related="batch_id.incoterm_location")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    sequence = fields.Integer(default=10)
    contract_line_id = fields.Many2one(
        "sales.manual.contract.line",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('contract_id', '=', contract_id)]",
    )
    product_id = fields.Many2one(related="contract_line_id.product_id", store=True, index=True)
    pieces_qty = fields.Integer(string="Pieces", required=True)
    power_w = fields.Float(string="Power (W)", digits=(18, 4), compute="_compute_power", store=True)
    power_kw = fields.Float(string="kW", digits=(16, 3), compute="_compute_power", store=True)
    packages_text = fields.Char(
        string="Packages",
        compute="_compute_packages_text",
        help="Full packages of the product's largest packaging, and the pieces beside them.",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True)
    order_line_id = fields.Many2one(
        "sale.order.line",
        string="Live order line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    order_id = fields.Many2one(related="order_line_id.order_id", string="Contract order")
    noticed_qty = fields.Integer(
        string="On notices",
        readonly=True,
        copy=False,
        default=0,
        help="Pieces on issued notices that are not void (signing, released and shipped).",
    )
    released_qty = fields.Integer(
        string="Released", readonly=True, copy=False, default=0, help="Pieces that released notices allow to leave."
    )
    shipped_qty = fields.Integer(
        string="Shipped",
        readonly=True,
        copy=False,
        default=0,
        help="Pieces that have left to the customer, gross: a return gives nothing back.",
    )
    returned_qty = fields.Integer(string="Returned", readonly=True, copy=False, default=0)
    open_qty = fields.Integer(
        string="Open", compute="_compute_open_qty", store=True, help="Pieces that have not left yet."
    )
    state = fields.Selection(
        [("planned", "Planned"), ("ordered", "Ordered"), ("shipping", "Shipping"), ("shipped", "Shipped")],
        compute="_compute_state",
        store=True,
        index=True,
    )

    _pieces_positive = models.Constraint(
        "CHECK (pieces_qty > 0)", "A delivery batch holds at least one piece of each line."
    )
    _one_live_order_line = models.UniqueIndex(
        "(order_line_id) WHERE order_line_id IS NOT NULL", "An order line belongs to one batch line only."
    )

    # computes

    @api.depends("batch_id.name", "contract_line_id.ref", "product_id.display_name")
    def _compute_display_name(self):
        for line in self:
            parts = (line.batch_id.name, line.contract_line_id.ref, line.product_id.display_name)
            line.display_name = " ".join(part for part in parts if part)

    @api.depends("pieces_qty", "contract_line_id.rated_power_w")
    def _compute_power(self):
        for line in self:
            line.power_w = line.pieces_qty * line.contract_line_id.rated_power_w
            line.power_kw = line.power_w / 1000

    @api.depends("pieces_qty", "product_id.uom_ids.factor", "product_id.uom_id.factor")
    def _compute_packages_text(self):
        for line in self:
            packaging, contents = line.contract_line_id._largest_packaging()
            full, loose = divmod(line.pieces_qty, contents)
            line.packages_text = (
                f"{full} × {packaging.name}" + (f" + {loose}" if loose else "") if packaging and full else False
            )

    @api.depends(
        "pieces_qty",
        "contract_line_id.price_basis",
        "contract_line_id.price_per_watt",
        "contract_line_id.price_per_piece",
        "contract_line_id.rated_power_w",
        "contract_id.currency_id",
    )
    def _compute_amount(self):
        for line in self:
            amount = line.pieces_qty * line.contract_line_id._price_per_piece()
            line.amount = line.currency_id.round(amount) if line.currency_id else amount

    @api.depends("pieces_qty", "shipped_qty")
    def _compute_open_qty(self):
        for line in self:
            line.open_qty = line.pieces_qty - line.shipped_qty

    @api.depends("order_line_id", "pieces_qty", "shipped_qty")
    def _compute_state(self):
        for line in self:
            if not line.order_line_id:
                line.state = "planned"
            elif line.shipped_qty <= 0:
                line.state = "ordered"
            else:
                line.state = "shipped" if line.shipped_qty >= line.pieces_qty else "shipping"

    # guards

    @api.constrains("batch_id", "contract_line_id")
    def _check_same_contract(self):
        for line in self:
            if line.contract_line_id.contract_id != line.batch_id.contract_id:
                raise ValidationError(
                    self.env._(
                        "Batch %(batch)s belongs to contract %(contract)s, the line %(line)s to contract %(other)s. "
                        "Choose a line of the batch's own contract.",
                        batch=line.batch_id.name,
                        contract=line.batch_id.contract_id.display_name,
                        line=line.contract_line_id._label(),
                        other=line.contract_line_id.contract_id.display_name,
                    )
                )

    def _check_changeable(self):
        """Raise UserError where an order lives on one of the lines, or the contract takes no more changes."""
        self.contract_id._check_decomposable()
        if ordered := self.filtered("order_line_id"):
            orders = ordered.order_line_id.sudo().order_id  # their numbers, for the message only
            raise UserError(
                self.env._(
                    "%(batches)s: contract order %(orders)s lives on it, so product, pieces, date and place are fixed. "
                    "Cancel the order, or amend the contract.",
                    batches=", ".join(ordered.batch_id.mapped("name")),
                    orders=", ".join(orders.mapped("name")),
                )
            )

    @api.model
    def _refuse_unusable(self, vals):
        refuse_unusable(self, vals)
        if "pieces_qty" not in vals:
            return
        pieces = float(vals["pieces_qty"] or 0)
        if pieces <= 0 or pieces != int(pieces):
            raise ValidationError(
                self.env._(
                    "Pieces: “%(value)s” is not a number of whole pieces above zero. To take pieces out of a "
                    "batch altogether, "
                    "delete its line.",
                    value=vals["pieces_qty"],
                )
            )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_unusable({"pieces_qty": self.env.context.get("default_pieces_qty"), **vals})
        lines = super().create(vals_list)
        for name in COMPUTED_FIELDS:
            self.env.add_to_compute(self._fields[name], lines)
        if not self._has_pass():
            lines.batch_id.line_ids._check_changeable()
        self.env["sales.manual.contract.line"]._shift_batched({}, lines._pieces_by_contract_line())
        return lines

    def write(self, vals):
        if not ORDERED_FIELDS & vals.keys():
            return super().write(vals)
        self._refuse_unusable(vals)
        if not self._has_pass():
            self.batch_id.line_ids._check_changeable()
        before = self._pieces_by_contract_line()
        result = super().write(vals)
        if "batch_id" in vals and not self._has_pass():
            self.batch_id.line_ids._check_changeable()
        self.env["sales.manual.contract.line"]._shift_batched(before, self._pieces_by_contract_line())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ordered(self):
        self._check_changeable()
        # sudo: a void notice stays on record, whoever may read it
        noticed = self.env["sales.manual.notice.line"].sudo().search([("batch_line_id", "in", self.ids)])
        if noticed:
            raise UserError(
                self.env._(
                    "%(batches)s: shipping notices %(notices)s were made of it and stay on record, so it cannot "
                    "be deleted. "
                    "Move it to another date, or change its pieces.",
                    batches=", ".join(noticed.batch_line_id.batch_id.mapped("name")),
                    notices=", ".join(noticed.notice_id.mapped("display_name")),
                )
            )

    def unlink(self):
        self.check_access("unlink")
        self._unlink_except_ordered()
        before = self._pieces_by_contract_line()
        # the orders left are cancelled ones, which name the batch in their origin. sudo: only the link goes, whosever
        # they are
        orders = self.env["sale.order.line"].sudo().search([("contract_batch_line_id", "in", self.ids)])
        orders.with_context(**{PASS_KEY: PASS}).write({"contract_batch_line_id": False})
        result = super().unlink()
        self.env["sales.manual.contract.line"]._shift_batched(before, {})
        return result

    def _pieces_by_contract_line(self):
        """Return {contract line id: pieces of these lines}."""
        pieces = {}
        for line in self:
            pieces[line.contract_line_id.id] = pieces.get(line.contract_line_id.id, 0) + line.pieces_qty
        return pieces

    # business

    def _split(self, pieces_qty, delivery_date):
        """Move ``pieces_qty`` of this planned line to a batch of its own on ``delivery_date``; return the new batch.

        Raises ValidationError where nothing would stay or move, and what any other change of a batch raises.
        """
        self.ensure_one()
        if not 0 < pieces_qty < self.pieces_qty:
            raise ValidationError(
                self.env._(
                    "%(line)s has %(pieces)s pieces: move at least 1 and at most %(most)s of them.",
                    line=self.display_name,
                    pieces=self.pieces_qty,
                    most=self.pieces_qty - 1,
                )
            )
        self.pieces_qty -= pieces_qty
        [values] = self.batch_id.copy_data({"delivery_date": delivery_date})
        values["line_ids"] = [
            fields.Command.create(
                {
                    "contract_line_id": self.contract_line_id.id,
                    "sequence": self.sequence,
                    "pieces_qty": pieces_qty,
                }
            )
        ]
        return self.batch_id.create([values])
