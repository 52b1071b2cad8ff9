from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..control.guard import PASS, PASS_KEY


class SaleOrderLine(models.Model):
    """A line of a contract order: what it says comes from a batch line and changes with it alone."""

    _inherit = "sale.order.line"

    contract_batch_line_id = fields.Many2one(
        "sales.manual.batch.line",
        string="Batch line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    shipping_kit_ratio = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Pieces of each component in one kit, as they were when the order was confirmed.",
    )
    shipping_sent_qty = fields.Float(
        digits="Product Unit",
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="What left under notices less what came back, in the line's unit, where Odoo counts less as delivered: "
        "goods on their way.",
    )
    # few among millions of lines; every exposure asks for them
    _down_payments = models.Index("(order_id) WHERE is_downpayment")
    # an equation, since PostgreSQL takes "<>" to be true of nearly every row; exposures ask in the same words
    _sent_not_invoiced = models.Index(
        "(order_id) WHERE CASE WHEN qty_delivered <> qty_invoiced OR shipping_sent_qty > qty_delivered THEN 1 END = 1"
    )

    _contract_line_fields = frozenset(
        {
            "product_id",
            "product_template_id",
            "product_uom_qty",
            "product_uom_id",
            "price_unit",
            "discount",
            "tax_ids",
            "name",
            "order_id",
            "is_downpayment",
            "display_type",
            "contract_batch_line_id",
            "shipping_kit_ratio",
            "shipping_sent_qty",
            # computed and stored: the ORM does not pass here, a client would
            "state",
            "company_id",
            "currency_id",
            "salesman_id",
            "order_partner_id",
            "price_subtotal",
            "price_tax",
            "price_total",
            "qty_delivered",
            "qty_delivered_method",
        }
    )
    # what a notice under signature shows of its order
    _notice_content_fields = frozenset(
        {"product_id", "product_uom_qty", "product_uom_id", "price_unit", "discount", "tax_ids", "order_id"}
    )
    # set by the rooms of the contract only, on whatever order
    _contract_room_fields = ("contract_batch_line_id", "shipping_kit_ratio", "shipping_sent_qty")

    def _is_contract_goods(self):
        """Whether the line stands for goods of a contract; sections, notes, services and down payments do not."""
        self.ensure_one()
        line = self.sudo()  # that the order is a contract order holds for users who cannot open contracts
        if not line.order_id.sales_contract_id or line.display_type or line.is_downpayment:
            return False
        # by its batch too: a product turned into a service does not open the line
        return bool(line.contract_batch_line_id or line.product_id and line.product_id.type != "service")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not lines.order_id._is_from_contract_room():
            for line in lines:
                if line._is_contract_goods() or any(line[name] for name in self._contract_room_fields):
                    raise UserError(
                        self.env._(
                            "%(product)s: the goods of contract order %(order)s come from the batches of its contract. "
                            "Amend the contract, or sell it by an order of its own.",
                            product=line.product_id.display_name or line.name,
                            order=line.order_id.name,
                        )
                    )
        return lines

    def _get_contract_line_fields(self):
        """Names of what a line of contract goods takes from its batch line alone; a bridge to another addon adds its
        own."""
        return self._contract_line_fields

    def write(self, vals):
        if self._get_contract_line_fields().isdisjoint(vals):
            return super().write(vals)
        is_free = self.order_id._is_from_contract_room()
        if not is_free:
            self._check_contract_line_write(vals)
        result = super().write(vals)
        if not is_free and {"order_id", "product_id", "product_template_id", "display_type"} & vals.keys():
            # a service line does not turn into goods of the contract, and no line moves to a contract order
            self._check_contract_line_write(vals)
        if not self._notice_content_fields.isdisjoint(vals):
            self.env["sales.manual.notice"]._order_lines_changed(self)
        return result

    def _check_contract_line_write(self, vals):
        if any(vals.get(name) for name in self._contract_room_fields):
            raise UserError(self.env._("What ties order lines to batches is written by the contract's own steps only."))
        for line in self:
            if line._is_contract_goods():
                names = self._get_contract_line_fields() & vals.keys()
                raise UserError(
                    self.env._(
                        "%(product)s on %(order)s: %(fields)s come from contract %(contract)s and its batches. Amend "
                        "the contract.",
                        product=line.product_id.display_name,
                        order=line.order_id.name,
                        contract=line.order_id.sudo().sales_contract_id.display_name,
                        fields=", ".join(sorted(self._fields[name]._description_string(self.env) for name in names)),
                    )
                )

    # Whatever makes Odoo, or an addon beside it, compute them anew: on contract goods they are the batch's.

    def _of_other_orders(self):
        """These lines but the goods of contract orders; what is being made takes its values yet."""
        return self.filtered(lambda line: not line._origin or not line._is_contract_goods())

    def _compute_price_unit(self):
        return super(SaleOrderLine, self._of_other_orders())._compute_price_unit()

    def _compute_tax_ids(self):
        return super(SaleOrderLine, self._of_other_orders())._compute_tax_ids()

    def _compute_discount(self):
        return super(SaleOrderLine, self._of_other_orders())._compute_discount()

    def _compute_name(self):
        return super(SaleOrderLine, self._of_other_orders())._compute_name()

    def _compute_product_uom_qty(self):
        return super(SaleOrderLine, self._of_other_orders())._compute_product_uom_qty()

    def _compute_product_uom_id(self):
        return super(SaleOrderLine, self._of_other_orders())._compute_product_uom_id()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_contract_goods(self):
        if self.order_id._is_from_contract_room():
            return
        for line in self:
            if line._is_contract_goods():
                raise UserError(
                    self.env._(
                        "%(product)s on %(order)s belongs to contract %(contract)s: it is not deleted. Cancel the "
                        "order to open its batches again.",
                        product=line.product_id.display_name,
                        order=line.order_id.name,
                        contract=line.order_id.sudo().sales_contract_id.display_name,
                    )
                )

    def _gate_ordered_pieces(self):
        """What is ordered, in the product's own unit."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id, round=False)

    def _freeze_kit_ratios(self):
        """Remember how many of each component make one piece, for lines whose moves carry other products than the line.

        Taken from the moves that confirmation made; a bill of materials that changes later alters no order under way.
        """
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        for line in self.sudo():  # a technical field, whoever confirms
            if not line.order_id.sales_contract_id and line.company_id.id not in companies:
                continue
            ratios = line._kit_ratios_of_moves()
            if ratios and not line.shipping_kit_ratio:
                line.with_context(**{PASS_KEY: PASS}).shipping_kit_ratio = ratios

    def _kit_ratios_of_moves(self):
        """{component id: pieces of it in one piece of this line}, empty where the moves carry its own product."""
        self.ensure_one()
        pieces = self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id)
        demand = defaultdict(float)
        for move in self.move_ids:
            if move.state != "cancel" and move.product_id != self.product_id:
                # one leg of a route through several locations carries the whole kit
                demand[move.product_id.id, move.location_id, move.location_dest_id] += move.product_qty
        ratios = defaultdict(float)
        for (product_id, _source, _dest), quantity in demand.items():
            ratios[product_id] = max(ratios[product_id], quantity / pieces if pieces else 0.0)
        return {str(product_id): ratio for product_id, ratio in ratios.items() if ratio}
