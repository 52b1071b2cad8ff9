from odoo import models


class SalesManualGateMessage(models.AbstractModel):
    """What the gate says: which product of which order, how many pieces, what is missing and who can give it."""

    _inherit = "sales.manual.gate"

    def _excess_reason(self, line, out, allowed, waiting):
        exemptions = self.env["sales.manual.exemption"]
        beside = sum(exemptions._allowances(line.ids).get(line.id, ()))
        step = self._missing_step(waiting.get(line.id), out - allowed)
        return self.env._(
            "%(order)s, %(product)s: %(out)s pieces would have left, shipping notices release %(released)s. %(step)s",
            order=line.order_id.name,
            product=line.product_id.display_name,
            out=self._pieces_text(out),
            released=self._pieces_text(allowed - beside),
            step=" ".join([*exemptions._of_order_lines(line.ids)._sentences(), step]),
        )

    def _waiting_notices(self, order_lines):
        """{order line id: notices over it that are not released yet}."""
        lines = self.env["sales.manual.notice.line"].sudo()  # named to whoever wants to ship, not shown
        groups = lines._read_group(
            [("order_line_id", "in", order_lines.ids), ("notice_id.state", "in", ("draft", "signing"))],
            ["order_line_id"],
            ["notice_id:recordset"],
        )
        return {line.id: notices for line, notices in groups}

    def _missing_step(self, notices, missing):
        """What would let the missing pieces leave, said as a sentence."""
        if not notices:
            return self.env._(
                "Make a shipping notice for %(pieces)s more and have it signed.", pieces=self._pieces_text(missing)
            )
        in_order = notices.sorted(lambda notice: (notice.state == "draft", notice.id))
        return " ".join(self._waiting_sentence(notice) for notice in in_order)

    def _waiting_sentence(self, notice):
        steps = notice.signoff_step_ids.filtered(lambda step: step.state == "ready")
        if notice.state == "draft" or not steps:
            return self.env._("Shipping notice %(notice)s is not issued yet.", notice=notice.display_name)
        return self.env._(
            "Shipping notice %(notice)s waits for %(steps)s.",
            notice=notice.display_name,
            steps=", ".join(f'"{step.name}" ({", ".join(step.post_ids.mapped("name"))})' for step in steps),
        )

    def _notice_excess_reason(self, line, notice, out, allowed):
        return self.env._(
            "%(order)s, %(product)s: %(out)s pieces would have left on shipping notice %(notice)s, which releases "
            "%(released)s. Take the notice off the transfer, or ship no more than it allows.",
            order=line.order_id.name,
            product=line.product_id.display_name,
            out=self._pieces_text(out),
            notice=notice.display_name,
            released=self._pieces_text(allowed),
        )

    def _between_customers_reason(self, line):
        return self.env._(
            "%(order)s, %(product)s: the goods would go from a customer to a customer. Goods of a contract leave from "
            "a warehouse or from a supplier: correct the source location.",
            order=line.order_id.name,
            product=line.product_id.display_name,
        )

    def _foreign_product_reason(self, line, products):
        return self.env._(
            "%(order)s: %(foreign)s would have left in the place of %(product)s. A shipping notice lets leave what it "
            "names: correct the products of the transfer.",
            order=line.order_id.name,
            foreign=", ".join(products.mapped("display_name")),
            product=line.product_id.display_name,
        )

    def _rewrite_reason(self, order):
        return self.env._(
            "%(order)s: pieces that have left stay on record. Correct the done quantity, or make a return.",
            order=order.name,
        )

    def _unordered_reason(self, move, product, order):
        return self.env._(
            "%(product)s is not on contract order %(order)s and cannot leave with it. Take it off transfer "
            "%(transfer)s.",
            product=product.display_name,
            order=order.name,
            transfer=move.picking_id.name or move.reference,
        )

    def _pieces_text(self, pieces):
        return f"{pieces:,.2f}".rstrip("0").rstrip(".")
