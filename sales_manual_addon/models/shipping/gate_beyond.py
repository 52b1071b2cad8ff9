from collections import defaultdict
from typing import NamedTuple

from odoo import models

from .gate_row import EPSILON

OVER_ORDER, OVER_NOTICE = "delivery_over_order", "delivery_over_notice"


class Beyond(NamedTuple):
    """Pieces of an order line that would have left beyond what they are held against."""

    kind: str
    line: models.BaseModel
    notice: models.BaseModel  # the one a transfer names; empty: all released ones together
    out: float
    parent: float


class Allowed(NamedTuple):
    """{order line id: pieces} that released notices let leave, and that its order does."""

    released: dict
    ordered: dict


class SalesManualGateBeyond(models.AbstractModel):
    """What leaves beyond its notices or its order, and whether a tolerance lets it: summed over the lines of one
    product of an order, so that a further line, notice or transfer gains nothing."""

    _inherit = "sales.manual.gate"

    def _gone(self, rows):
        """{(order line id, notice id): gross pieces that have left}; notice None: under whichever."""
        by_notice = defaultdict(list)
        for row in rows:
            by_notice[row.notice_id].append(row)
        by_notice[None] = rows  # whichever
        return {
            (line_id, notice_id): pieces
            for notice_id, of_notice in by_notice.items()
            for line_id, pieces in self._totals(of_notice).items()
        }

    def _allowed(self, order_lines, gone):
        """What these order lines are held against; ``gone``: all that may be asked of them."""
        return Allowed(self._released(order_lines), self._order_allows(order_lines, gone))

    def _order_allows(self, order_lines, gone):
        """{order line id: pieces that may have left of what is ordered}. What came back can go once more, under a
        notice of its own; notices are held against what left gross."""
        allowed = {line.id: line._gate_ordered_pieces() for line in order_lines}
        over = order_lines.filtered(lambda line: gone.get((line.id, None), 0.0) > allowed[line.id] + EPSILON)
        for line_id, _move_id, pieces, _date in self._returned_by_move(over) if over else ():
            allowed[line_id] += pieces
        return allowed

    def _beyond(self, order_lines, gone, allowed, before):
        """What of these order lines left beyond its parents by what is being done; see :meth:`_gone`."""
        notices = self.env["sales.manual.notice"].sudo()  # counted, whoever ships
        by_notice = defaultdict(list)
        for line_id, notice_id in gone:
            if notice_id:
                by_notice[line_id].append(notices.browse(notice_id))
        found = []
        for line in order_lines:
            out = gone.get((line.id, None), 0.0)
            held = [
                Beyond(OVER_NOTICE, line, notices, out, allowed.released.get(line.id, 0)),
                Beyond(OVER_ORDER, line, notices, out, allowed.ordered[line.id]),
            ]
            held += [
                Beyond(OVER_NOTICE, line, notice, gone[line.id, notice.id], self._notice_allows(notice, line))
                for notice in by_notice[line.id]
            ]
            found += [
                item
                for item in held
                if item.out > max(item.parent, before.get((line.id, item.notice.id or None), 0)) + EPSILON
            ]
        return found

    def _weigh(self, parts, order_lines, allowed, background=None):
        """Hold what left beyond its parents against the tolerances. ``parts``: list of (list of :class:`Beyond`, gone),
        of which each is asked by itself. ``background``: what had gone of ``order_lines`` beside any part.

        Return for each part (refused, warned), lists of (:class:`Beyond`, verdict); what stays within its tolerance is
        in neither.
        """
        tolerances = self.env["sales.manual.tolerance"]
        keys = {item: tolerances._key(item) for beyond, _gone in parts for item in beyond}
        if not keys:
            return [([], []) for _part in parts]
        verdicts = {
            (kind, key): verdict
            for kind in (OVER_NOTICE, OVER_ORDER)
            if (of_kind := {key for item, key in keys.items() if item.kind == kind})
            for key, verdict in tolerances._verdicts(kind, of_kind).items()
        }
        ruled = {key for (_kind, key), verdict in verdicts.items() if verdict.rule}
        same = {key: tolerances._same_product(key.order, key.product) for key in ruled}
        others = order_lines.browse().union(*same.values()) - order_lines
        if others:
            gone_of_others = self._gone(self._rows(others))
            background = {**(background or {}), **gone_of_others}
            beside = self._allowed(others, gone_of_others)
            allowed = Allowed({**allowed.released, **beside.released}, {**allowed.ordered, **beside.ordered})
        weighed = []
        for beyond, gone in parts:
            refused, warned = [], []
            for item in beyond:
                key, verdict = keys[item], verdicts[item.kind, keys[item]]
                excess = 0.0
                if verdict.rule:
                    excess = self._excess_of(item.kind, key, same[key], {**(background or {}), **gone}, allowed)
                if not verdict.rule or not verdict.lets_pass(excess - EPSILON):
                    refused.append((item, verdict))
                elif excess > verdict.limit + EPSILON:
                    warned.append((item, verdict))
            weighed.append((refused, warned))
        return weighed

    def _excess_of(self, kind, key, lines, gone, allowed):
        """Pieces beyond their parents, summed over the lines of the key's product."""
        excess = 0.0
        for line in lines:
            if kind == OVER_ORDER:
                parent = allowed.ordered[line.id]
            elif key.notice:
                parent = self._notice_allows(key.notice, line)
            else:
                parent = allowed.released.get(line.id, 0)
            excess += max(gone.get((line.id, key.notice.id or None), 0.0) - parent, 0.0)
        return excess

    def _beyond_reasons(self, refused, waiting):
        reasons = []
        of_notices = {item.line for item, _verdict in refused if item.kind == OVER_NOTICE}
        for item, verdict in refused:
            if item.kind == OVER_ORDER and item.line in of_notices:
                continue  # the order is asked again when there is a notice
            if item.kind == OVER_ORDER:
                reason = self._order_excess_reason(item.line, item.out, item.parent)
            elif item.notice:
                reason = self._notice_excess_reason(item.line, item.notice, item.out, item.parent)
            else:
                reason = self._excess_reason(item.line, item.out, item.parent, waiting)
            sentence = self.env["sales.manual.tolerance"]._verdict_sentence(verdict)
            reasons.append(f"{reason} {sentence}" if sentence else reason)
        return reasons

    def _order_excess_reason(self, line, out, ordered):
        return self.env._(
            "%(order)s, %(product)s: %(out)s pieces would have left, %(ordered)s are ordered. Ship no more than "
            "ordered; where more is sold, raise the order, or amend its contract.",
            order=line.order_id.name,
            product=line.product_id.display_name,
            out=self._pieces_text(out),
            ordered=self._pieces_text(ordered),
        )
