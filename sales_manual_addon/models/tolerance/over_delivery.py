from odoo import api, models

from .approval import ACTIVITY
from .tolerance import DELIVERY_OVER_ORDER


class SalesManualTolerance(models.Model):
    """What remains of goods that left beyond a tolerance that only warns."""

    _inherit = "sales.manual.tolerance"

    @api.model
    def _tell_over_delivery(self, warned):
        """Note on notices and orders what left beyond its tolerance, and ask the notice's maker to look at it.

        ``warned``: as ``sales.manual.gate._weigh`` gives it. Called once the deliveries are recorded.
        """
        if not warned:
            return
        texts, todo = {}, self.env.ref(ACTIVITY)
        for item, verdict in warned:
            for notice in item.notice or self._notices_of(item.line):
                texts.setdefault(notice, []).append(self._over_delivery_text(item, verdict))
        for notice, sentences in texts.items():
            notice._note(list(dict.fromkeys(sentences)))
            maker = notice._maker_in_charge()
            asked_already = notice.activity_ids.filtered(
                lambda activity: activity.automated and activity.activity_type_id == todo
            )
            if maker and maker not in asked_already.user_id:
                asked = notice.with_context(lang=maker.lang)
                asked.activity_schedule(
                    ACTIVITY, summary=asked.env._("More has left than the tolerance gives"), user_id=maker.id
                )

    def _notices_of(self, order_line):
        """The notices under which pieces of an order line left beyond what they allow, or else the last that let them
        leave."""
        lines = self.env["sales.manual.notice.line"].sudo()  # whoever ships
        lines = lines.search(
            [("order_line_id", "=", order_line.id), ("notice_id.state", "in", ("released", "shipped"))], order="id"
        )
        beyond = lines.filtered(lambda line: line.shipped_qty > line.pieces_qty - line.closed_qty)
        return (beyond or lines[-1:]).notice_id

    def _over_delivery_text(self, item, verdict):
        parts = {
            "order": item.line.order_id.name,
            "product": item.line.product_id.display_name,
            "out": self.env["sales.manual.gate"]._pieces_text(item.out),
            "parent": self.env["sales.manual.gate"]._pieces_text(item.parent),
            "rule": verdict.rule.display_name,
        }
        if item.kind == DELIVERY_OVER_ORDER:
            return self.env._(
                "%(order)s, %(product)s: %(out)s pieces have left, %(parent)s are ordered. Beyond tolerance "
                "“%(rule)s”, which only warns.",
                **parts,
            )
        return self.env._(
            "%(order)s, %(product)s: %(out)s pieces have left, notices release %(parent)s. Beyond tolerance "
            "“%(rule)s”, which only warns.",
            **parts,
        )
