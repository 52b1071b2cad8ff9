from odoo import api, models
from odoo.exceptions import UserError


class StockMoveLine(models.Model):
    """Hooks of the shipping gate. Every internal user may write move lines, so each way to relabel a done line ends
    here."""

    _inherit = "stock.move.line"

    _gate_quantity_fields = frozenset({"quantity", "lot_id", "quant_id"})
    _gate_identity_fields = frozenset(
        {
            "quantity_product_uom",
            "state",
            "move_id",
            "product_id",
            "product_uom_id",
            "location_id",
            "location_dest_id",
        }
    )

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["sales.manual.gate"]._operation(self.env["stock.move"]) as operation:
            lines = super().create(vals_list)
            operation.add(lines.move_id)
        return lines

    def write(self, vals):
        identity = self._gate_identity_fields & vals.keys()
        if not identity and self._gate_quantity_fields.isdisjoint(vals):
            return super().write(vals)
        moves = self.move_id | self.env["stock.move"].browse(vals.get("move_id") or ())
        done = moves.filtered(lambda move: move.state == "done")
        if not done:
            return super().write(vals)
        self._check_gate_identity(vals)
        lowered = self._gate_lowered(vals)
        with self.env["sales.manual.gate"]._operation(done, is_rewrite=bool(identity)) as operation:
            result = super().write(vals)
            operation.add(done)
        lowered._log_gate_lowered(vals)
        return result

    def unlink(self):
        done = self.move_id.filtered(lambda move: move.state == "done")
        with self.env["sales.manual.gate"]._operation(done, is_rewrite=True):
            return super().unlink()

    def _check_gate_identity(self, vals):
        """Refuse a done line of a contract's goods another state, unit, conversion or kind of source than it left with,
        whatever it adds up to."""
        source = self.env["stock.location"].browse(vals.get("location_id") or ())
        for line in self:
            if line.move_id.state != "done":
                continue
            is_other = (
                "quantity_product_uom" in vals
                or vals.get("state", "done") != "done"
                or vals.get("product_uom_id", line.product_uom_id.id) != line.product_uom_id.id
                or bool(source)
                and source._is_gate_out() != line.location_id._is_gate_out()
            )
            if source and line._is_gate_freed(source):
                raise UserError(
                    self.env._(
                        "%(product)s left %(location)s: the record does not change to a warehouse that ships without "
                        "notices, or from one.",
                        product=line.product_id.display_name,
                        location=line.location_id.display_name,
                    )
                )
            if is_other and (watched := self.env["sales.manual.gate"]._watched_lines(line.move_id)):
                raise UserError(self.env["sales.manual.gate"]._rewrite_reason(watched[0].order_id))

    def _is_gate_freed(self, source):
        """Whether the line, done, would leave from the other side of what a requirement of notices leaves free."""
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        return self.company_id.id in companies and bool(source._free_of_notices()) != bool(
            self.location_id._free_of_notices()
        )

    def _gate_lowered(self, vals):
        """Done lines of a contract's goods that Odoo keeps no stock of and whose quantity goes down: Odoo itself logs
        the others."""
        if "quantity" not in vals:
            return self.browse()
        return self.filtered(
            lambda line: (
                line.move_id.state == "done"
                and line.move_id.picking_id
                and not line.product_id.is_storable
                and line.move_id.sudo().sale_line_id.order_id.sales_contract_id
                and line.product_uom_id.compare(vals["quantity"], line.quantity) < 0
            )
        )

    def _log_gate_lowered(self, vals):
        for line in self:
            line.move_id.picking_id.sudo().message_post(  # logged in the name of whoever did it, with whatever rights
                body=self.env._(
                    "%(product)s: the shipped quantity was lowered to %(quantity)s.",
                    product=line.product_id.display_name,
                    quantity=vals["quantity"],
                ),
                author_id=self.env.user.partner_id.id,
            )
