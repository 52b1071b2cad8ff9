from odoo import api, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Hooks of the shipping gate. Done is one-way; a move of a contract's order line keeps its line and its product."""

    _inherit = "stock.move"

    # quantities may be corrected downwards; nothing else may make what has left look like less
    _gate_quantity_fields = frozenset({"quantity", "lot_ids", "move_line_ids"})
    _gate_identity_fields = frozenset(
        {
            "state",
            "sale_line_id",
            "product_id",
            "product_uom",
            "picking_id",
            "picking_type_id",
            "location_id",
            "location_dest_id",
            "reference_ids",
        }
    )

    def _action_done(self, cancel_backorder=False):
        with self.env["sales.manual.gate"]._operation(self) as operation:
            done = super()._action_done(cancel_backorder=cancel_backorder)
            operation.add(done)
        return done

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["sales.manual.gate"]._operation(self.browse()) as operation:
            moves = super().create(vals_list)
            operation.add(moves)
        return moves

    def write(self, vals):
        identity = self._gate_identity_fields & vals.keys()
        if not identity and self._gate_quantity_fields.isdisjoint(vals):
            return super().write(vals)
        self._check_gate_ties(vals)
        done = self.filtered(lambda move: move.state == "done")
        if {"picking_id", "sale_line_id"} & identity:
            done |= self._gate_tied()
        if not done and vals.get("state") != "done":
            return super().write(vals)
        with self.env["sales.manual.gate"]._operation(self | done, is_rewrite=bool(done and identity)) as operation:
            result = super().write(vals)
            operation.add(self)
        return result

    def unlink(self):
        done = self.filtered(lambda move: move.state == "done") | self._gate_tied()
        with self.env["sales.manual.gate"]._operation(done, is_rewrite=True):
            return super().unlink()

    def _get_upstream_documents_and_responsibles(self, visited):
        # whoever may cancel an order need not be able to read what was bought for it; only notes come of this
        return super(StockMove, self.sudo())._get_upstream_documents_and_responsibles(visited)

    def _gate_tied(self):
        """Done moves without an order line that these moves, standing in the same transfer, tie to a contract order."""
        moves = self.sudo()  # whose order it is, whoever asks
        tying = moves.filtered(lambda move: move.sale_line_id.order_id.sales_contract_id)
        tied = tying.picking_id.move_ids.filtered(lambda move: move.state == "done" and not move.sale_line_id)
        return tied.with_env(self.env)

    def _check_gate_ties(self, vals):
        """Refuse to take a move off its contract order line, or to make it another product's; refuse to undo what has
        left."""
        if {"sale_line_id", "product_id"} & vals.keys():
            for move in self.sudo():
                line = move.sale_line_id
                if not line.order_id.sales_contract_id or move.state == "cancel":
                    continue
                if (
                    vals.get("sale_line_id", line.id) != line.id
                    or vals.get("product_id", move.product_id.id) != move.product_id.id
                ):
                    raise UserError(
                        self.env._(
                            "%(product)s of transfer %(transfer)s belongs to contract order %(order)s and stays with "
                            "it. Cancel the transfer, or amend the contract.",
                            product=move.product_id.display_name,
                            transfer=move.picking_id.name or move.reference,
                            order=line.order_id.name,
                        )
                    )
        if {"state", "product_uom"} & vals.keys():
            gone = self.filtered(
                lambda move: (
                    move.state == "done"
                    and (
                        vals.get("state", "done") != "done"
                        or vals.get("product_uom", move.product_uom.id) != move.product_uom.id
                    )
                )
            )
            if gone and (lines := self.env["sales.manual.gate"]._watched_lines(gone)):
                raise UserError(self.env["sales.manual.gate"]._rewrite_reason(lines[0].order_id))
