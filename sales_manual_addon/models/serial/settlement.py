from odoo import api, fields, models
from odoo.tools import SQL, float_repr


class SaleOrderLine(models.Model):
    """Contracts settled on measured power: an invoice charges the watts of the serial numbers that left.

    Rounding: what is due to date (measured watts by the contract's price per W) is rounded by the order's currency; an
    invoice is that less what was invoiced before, so that the invoices of a line add up to the rounded whole.
    """

    _inherit = "sale.order.line"

    delivered_power_w = fields.Float(
        string="Delivered (W)",
        digits=(18, 4),
        compute="_compute_delivered_power_w",
        help="Measured power of the serial numbers that left, less what came back to be credited. A piece without a "
        "flash test counts with its rated power.",
    )

    @api.depends("qty_delivered", "contract_batch_line_id")
    def _compute_delivered_power_w(self):
        settled = self.filtered(lambda line: line._settled_contract_line())
        powers = settled._delivered_powers()
        for line in self:
            line.delivered_power_w = powers.get(line.id, 0.0)

    def _settled_contract_line(self):
        """The contract line whose price per W settles this one on measured power; none where it is settled as usual."""
        self.ensure_one()
        # sudo: what the contract says of the price, whoever invoices
        contract_line = self.sudo().contract_batch_line_id.contract_line_id
        if (
            contract_line.contract_id.settlement == "measured"
            and contract_line.price_basis == "watt"
            and self.product_id.tracking == "serial"
        ):
            return contract_line
        return contract_line.browse()

    def _delivered_powers(self):
        """{id: watts that left and did not come back to be credited}."""
        if not self.ids:
            return {}
        gate = self.env["sales.manual.gate"]
        gate._flush_moves()
        self.env["stock.move"].flush_model(["to_refund"])
        self.env["stock.move.line"].flush_model(["lot_id", "state"])
        self.env["stock.lot"].flush_model(["measured_power_w"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT move.sale_line_id,
                           SUM(CASE WHEN %(dest_out)s THEN 1 ELSE -1 END * line.quantity_product_uom
                               * COALESCE(NULLIF(lot.measured_power_w, 0), contract_line.rated_power_w))
                      FROM stock_move move
                      JOIN stock_move_line line ON line.move_id = move.id
                      JOIN stock_location source ON source.id = line.location_id
                      JOIN stock_location dest ON dest.id = line.location_dest_id
                      JOIN sale_order_line order_line ON order_line.id = move.sale_line_id
                      JOIN sales_manual_batch_line batch_line ON batch_line.id = order_line.contract_batch_line_id
                      JOIN sales_manual_contract_line contract_line ON contract_line.id = batch_line.contract_line_id
                 LEFT JOIN stock_lot lot ON lot.id = line.lot_id
                     WHERE move.sale_line_id = ANY(%(ids)s) AND move.state = 'done'
                       AND line.product_id = order_line.product_id AND %(dest_out)s <> %(source_out)s
                       AND (%(dest_out)s OR move.to_refund)
                  GROUP BY move.sale_line_id
                    """,
                    ids=self.ids,
                    dest_out=gate._is_out_sql("dest"),
                    source_out=gate._is_out_sql("source"),
                )
            )
        )

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        contract_line = self._settled_contract_line()
        quantity = values.get("quantity")
        if not contract_line or not quantity:
            return values
        power_w = self._power_to_settle(self.qty_invoiced + quantity, contract_line.rated_power_w)
        currency = self.order_id.currency_id
        due = currency.round(float(power_w) * contract_line.price_per_watt)
        before = self._settled_before()
        customer = self.with_context(lang=self.order_id.partner_id.lang or self.env.lang)
        said = customer.env._(
            "Settled on measured power: %(power)s W to date at %(price)s per W; invoiced before: %(before)s.",
            power=f"{power_w:,.2f}",
            price=float_repr(contract_line.price_per_watt, 6),
            before=currency.format(before),
        )
        return {**values, "price_unit": (due - before) / quantity, "name": f"{values['name']}\n{said}"}

    def _power_to_settle(self, pieces, rated_power_w):
        """Watts of the first ``pieces`` that this line delivers: as measured; those that have not left yet as rated."""
        delivered = self.qty_delivered
        if pieces > delivered:
            return self.delivered_power_w + (pieces - delivered) * rated_power_w
        return self.delivered_power_w * pieces / delivered if delivered else 0.0

    def _settled_before(self):
        """What this line's invoices charge, credit notes taken off, drafts counted as Odoo counts their pieces."""
        currency, total = self.order_id.currency_id, 0.0
        for line in self.sudo().invoice_lines:  # sudo: all of them, whichever this accountant may open
            if line.parent_state != "cancel":
                sign = -1 if line.move_id.move_type == "out_refund" else 1
                total += sign * currency.round(line.quantity * line.price_unit * (1 - (line.discount or 0) / 100))
        return total
