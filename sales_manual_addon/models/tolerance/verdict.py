"""Which tolerance holds for a product of an order, and how far it reaches."""

from math import floor
from typing import NamedTuple

from odoo import api, models

from ..shipping.notice import OPEN_STATES, RELEASED_STATES
from .tolerance import APPROVE, DELIVERY_OVER_NOTICE, FORBID, NOTICE_OVER_ORDER, WARN

STRICTNESS = {FORBID: 0, APPROVE: 1, WARN: 2}


class Key(NamedTuple):
    """A product of an order; of a delivery under a notice that the transfer names, of that notice alone."""

    order: models.BaseModel
    product: models.BaseModel
    notice: models.BaseModel


class Verdict(NamedTuple):
    """How many pieces may exceed their parent, summed over the lines of one product of an order."""

    tolerance: int  # without asking anybody
    approved: int  # by special approval, where the rule wants one beyond its tolerance
    mode: str  # what happens beyond both
    rule: models.BaseModel  # the strictest that holds; empty: nothing may exceed

    @property
    def limit(self):
        return self.tolerance + self.approved

    def lets_pass(self, excess):
        return self.mode == WARN or excess <= self.limit


class SalesManualTolerance(models.Model):
    _inherit = "sales.manual.tolerance"

    @api.model
    def _verdicts(self, kind, keys):
        """Return {key: :class:`Verdict`} of these :class:`Key`.

        The parent of the share is what is ordered of the product, or what released notices let leave of it, without
        those closed short: whoever ended a notice wants nothing more to leave under it. Several classes on one
        product: the strictest mode and the smallest tolerance. Read after ``sales.manual.gate._lock``.
        """
        keys = set(keys)
        companies = [key.order.company_id.id for key in keys]
        # sudo: they hold for whoever ships, and the same for everyone
        rules = self.sudo().search([("kind", "=", kind), ("company_id", "in", [False, *companies])])
        if not rules:
            return dict.fromkeys(keys, Verdict(0, 0, FORBID, rules))
        # read at once: the orders come one by one
        self.env["sale.order"].sudo().union(*(key.order for key in keys)).order_line.fetch(["product_id"])
        lines = {key: self._same_product(key.order, key.product) for key in keys}
        notice_lines = self.env["sales.manual.notice.line"].sudo()
        notice_lines = notice_lines.search(
            [
                ("order_line_id", "in", notice_lines.order_line_id.union(*lines.values()).ids),
                ("notice_id.state", "in", OPEN_STATES if kind == NOTICE_OVER_ORDER else RELEASED_STATES),
            ]
        )
        notice_lines.notice_id.fetch(["class_id"])
        verdicts = {}
        for key, order_lines in lines.items():
            of_key = notice_lines.filtered(lambda line, own=order_lines: line.order_line_id in own)
            if kind != NOTICE_OVER_ORDER and key.notice:
                of_key = of_key.filtered(lambda line, notice=key.notice: line.notice_id == notice)
            classes = of_key.notice_id.class_id
            if kind == NOTICE_OVER_ORDER:
                classes |= key.notice.sudo().class_id
            if kind == DELIVERY_OVER_NOTICE:
                parent = sum(line.pieces_qty for line in of_key if not line.closed_qty)
            else:
                parent = sum(line._gate_ordered_pieces() for line in order_lines)
            verdicts[key] = self._strictest(rules, key, classes, parent)
        return self._with_approved(kind, verdicts)

    @api.model
    def _key(self, item):
        """The key of anything with an order ``line`` and a ``notice``."""
        return Key(item.line.order_id, item.line.product_id, item.notice)

    @api.model
    def _same_product(self, order, product):
        """The lines of an order that share one tolerance."""
        return order.sudo().order_line.filtered(  # counted, whoever asks
            lambda line: not line.display_type and not line.is_downpayment and line.product_id == product
        )

    def _strictest(self, rules, key, classes, parent):
        none = Verdict(0, 0, FORBID, rules.browse())
        found = [rules._most_specific(key, notice_class) for notice_class in classes]
        if not found or not all(found):
            return none
        sizes = {rule: rule._size(parent) for rule in found}
        rule = min(found, key=lambda rule: (STRICTNESS[rule.mode], sizes[rule], rule.id))
        return Verdict(min(sizes.values()), 0, rule.mode, rule)

    def _most_specific(self, key, notice_class):
        """The one of these rules that holds for a class, or none."""
        path = [int(part) for part in (key.product.sudo().categ_id.parent_path or "").split("/") if part]
        depths = {category_id: depth for depth, category_id in enumerate(path, 1)}
        fitting = self.filtered(
            lambda rule: (
                (not rule.company_id or rule.company_id == key.order.company_id)
                and (not rule.class_id or rule.class_id == notice_class)
                and (not rule.categ_id or rule.categ_id.id in depths)
            )
        )
        return max(
            fitting,
            key=lambda rule: (bool(rule.class_id), depths.get(rule.categ_id.id, 0), bool(rule.company_id)),
            default=self.browse(),
        )

    def _size(self, parent):
        """Whole pieces beyond ``parent`` pieces; none of nothing, or goods would leave without any notice."""
        self.ensure_one()
        if parent <= 0:
            return 0
        # 29 % of 100 is 29 pieces, whatever floats make of it
        return max(floor(round(parent * self.percent / 100, 6)), self.pieces_qty)

    def _with_approved(self, kind, verdicts):
        asking = [key for key, verdict in verdicts.items() if verdict.mode == APPROVE]
        if not asking:
            return verdicts
        approved = self.env["sales.manual.tolerance.approval"]._approved_pieces(
            kind, [key.order.id for key in asking], [key.product.id for key in asking]
        )
        for key in asking:
            pieces = approved.get((key.order.id, key.product.id), 0)
            verdicts[key] = verdicts[key]._replace(approved=pieces)
        return verdicts

    @api.model
    def _verdict_sentence(self, verdict):
        """What a refusal says of the rule behind it: its name, how far it reaches, who lets more pass. Empty where
        no rule is in force."""
        rule = verdict.rule
        if not rule:
            return ""
        if verdict.mode == APPROVE:
            return self.env._(
                "Tolerance “%(rule)s”: %(tolerance)s pieces more, and %(approved)s by special approval. For more, the "
                "maker of the shipping notice requests a special approval there; %(posts)s may give it.",
                rule=rule.display_name,
                tolerance=verdict.tolerance,
                approved=verdict.approved,
                posts=", ".join(rule.approver_post_ids.mapped("name")),
            )
        return self.env._(
            "Tolerance “%(rule)s”: %(tolerance)s pieces more in all, and nothing beyond.",
            rule=rule.display_name,
            tolerance=verdict.tolerance,
        )
