"""Hooks of goods that no order moves: their transfers stay the notice's, and what has left of them stays on record."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _ships_by_notice(self):
        """Those of these transfers that are a notice's own."""
        # sudo: which transfers these are, whoever moves them
        return self.filtered(lambda picking: picking.sudo().shipping_notice_id._of_notice())

    def _check_notice_change(self, notice_id):
        """See the shipping room. A notice's own transfer does not leave it; cancelled, it names what it likes."""
        result = super()._check_notice_change(notice_id)
        kept = self._ships_by_notice().filtered(
            lambda picking: (
                picking.state not in ("draft", "cancel")
                and picking.sudo().shipping_notice_id.id != (notice_id or False)
            )
        )
        if kept:
            raise UserError(
                self.env._(
                    "%(transfers)s: the transfer was made by its shipping notice and stays with it. Cancel it instead.",
                    transfers=", ".join(kept.mapped("name")),
                )
            )
        return result

    @api.model
    def _search_waits_for_shipping_notice(self, operator, value):
        """See the desk. A notice's own transfer has it."""
        domain = super()._search_waits_for_shipping_notice(operator, value)
        if domain is NotImplemented:
            return domain
        by_notice = Domain("shipping_notice_id", "any!", [("class_id.source", "in", ("notice", "branch"))])
        return domain & ~by_notice if True in value else domain | by_notice

    def _create_backorder_picking(self):
        backorder = super()._create_backorder_picking()
        if self._ships_by_notice():
            # sudo: what is left of a notice leaves under it, whoever ships the first part
            backorder.sudo().shipping_notice_id = self.sudo().shipping_notice_id
        return backorder


class StockMove(models.Model):
    _inherit = "stock.move"

    def _check_gate_ties(self, vals):
        """See the shipping room. What a notice's own transfer moves stays on it; what has left stays what it was."""
        result = super()._check_gate_ties(vals)
        for move in self.filtered(lambda move: move.state != "cancel" and move.picking_id._ships_by_notice()):
            notice = move.sudo().picking_id.shipping_notice_id  # named to whoever moves its goods
            other = self.env["stock.picking"].sudo().browse(vals["picking_id"]) if "picking_id" in vals else None
            is_off = other is not None and other.shipping_notice_id != notice
            is_rewritten = move.state == "done" and any(
                name in vals and vals[name] != (move[name].id if name != "state" else move.state)
                for name in ("product_id", "product_uom", "state", "sale_line_id")
            )
            if is_off or is_rewritten:
                raise UserError(
                    self.env._(
                        "%(product)s of transfer %(transfer)s leaves under shipping notice %(notice)s and stays with "
                        "it. Cancel the transfer, or make the notice void.",
                        product=move.product_id.display_name,
                        transfer=move.picking_id.name or move.reference,
                        notice=notice.display_name,
                    )
                )
        return result


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _check_gate_identity(self, vals):
        """See the shipping room. The same for what left by a notice's own transfer."""
        result = super()._check_gate_identity(vals)
        source = self.env["stock.location"].browse(vals.get("location_id") or ())
        dest = self.env["stock.location"].browse(vals.get("location_dest_id") or ())
        for line in self.filtered(lambda line: line.move_id.state == "done" and line.picking_id._ships_by_notice()):
            is_other = (
                "quantity_product_uom" in vals
                or vals.get("state", "done") != "done"
                or any(
                    name in vals and vals[name] != line[name].id
                    for name in ("move_id", "product_id", "product_uom_id", "picking_id")
                )
                or bool(source)
                and source._is_gate_out() != line.location_id._is_gate_out()
                or bool(dest)
                and dest._is_gate_out() != line.location_dest_id._is_gate_out()
            )
            if is_other:
                raise UserError(
                    self.env._(
                        "%(transfer)s: pieces that have left stay on record. Correct the done quantity, or make a "
                        "return.",
                        transfer=line.picking_id.name or line.reference,
                    )
                )
        return result
