from odoo import models
from odoo.tools import float_compare

from ..shipping.notice import OPEN_STATES
from .tolerance import APPROVE, DELIVERY_OVER_NOTICE, NOTICE_OVER_ORDER
from .verdict import Key


class SalesManualNotice(models.Model):
    """What a notice says of tolerances: how far it exceeds its order, what left beyond it, what was closed short."""

    _inherit = "sales.manual.notice"

    def _weigh_over_order(self, over):
        """Return {notice line: (pieces beyond the order on all its lines of the product, the tolerance's verdict)}.

        ``over``: the lines that exceed their own order line.
        """
        tolerances = self.env["sales.manual.tolerance"]
        keys = {line: Key(line.order_line_id.order_id, line.order_line_id.product_id, line.notice_id) for line in over}
        verdicts = tolerances._verdicts(NOTICE_OVER_ORDER, keys.values()) if keys else {}
        excesses = {key: self._excess_over_order(key) for key, verdict in verdicts.items() if verdict.rule}
        return {line: (excesses.get(key), verdicts[key]) for line, key in keys.items()}

    def _excess_over_order(self, key):
        lines = self.env["sales.manual.tolerance"]._same_product(key.order, key.product)
        noticed = self.env["sales.manual.notice.line"]._pieces_by_order_line(lines.ids)
        if key.notice.state not in OPEN_STATES:  # a prepared notice counts as if it were issued
            for line in key.notice.line_ids:
                noticed[line.order_line_id.id] = noticed.get(line.order_line_id.id, 0) + line.pieces_qty
        return sum(max(noticed.get(line.id, 0) - line._gate_ordered_pieces(), 0) for line in lines)

    def _over_order_blocker(self, line, name, noticed, ordered, excess, verdict):
        """The finding on a notice line beyond its order line: refused, warned of, or within its tolerance."""
        blocker = super()._over_order_blocker(line, name, noticed, ordered, excess, verdict)
        if not verdict.rule:
            return blocker
        tolerances = self.env["sales.manual.tolerance"]
        if not verdict.lets_pass(excess):
            blocker["message"] = f"{blocker['message']} {tolerances._verdict_sentence(verdict)}"
            if verdict.mode == APPROVE and self._may_request_approval():
                blocker |= self._approval_action(line, NOTICE_OVER_ORDER, excess - verdict.limit)
            return blocker
        is_beyond = float_compare(excess, verdict.limit, precision_digits=4) > 0
        message = (
            self.env._(
                "%(line)s: %(noticed)s pieces on open notices, %(ordered)s ordered. Beyond tolerance “%(rule)s”, which "
                "only warns.",
                line=name, noticed=self._count(noticed), ordered=self._count(ordered), rule=verdict.rule.display_name,
            )
            if is_beyond
            else self.env._(
                "%(line)s: %(noticed)s pieces on open notices, %(ordered)s ordered. Within tolerance “%(rule)s”.",
                line=name, noticed=self._count(noticed), ordered=self._count(ordered), rule=verdict.rule.display_name,
            )
        )  # fmt: skip
        return {**blocker, "level": "warning" if is_beyond else "info", "message": message}

    # asking for more

    def _may_request_approval(self):
        """Whether the user may ask for a special approval here: as who makes notices of the class."""
        self.ensure_one()
        return bool(self._origin) and self.state != "void" and self.class_id._is_maker()

    def _approval_action(self, line, kind, pieces):
        return {
            "action_text": self.env._("Request special approval"),
            "action": {
                "type": "ir.actions.act_window",
                "name": self.env._("Request special approval"),
                "res_model": "sales.manual.tolerance.request",
                "views": [[False, "form"]],
                "target": "new",
                "context": {
                    "default_notice_id": self.id,
                    "default_notice_line_id": line.id,
                    "default_kind": kind,
                    "default_pieces_qty": max(int(pieces), 1),
                },
            },
        }

    # what the reader sees of it

    def _findings(self, blockers):
        found = super()._findings(blockers)
        if self._origin and self.state in ("released", "shipped"):
            found += self.sudo()._delivery_findings()  # the same for everyone who reads the notice
        return sorted(found, key=lambda finding: finding["level"] != "danger")

    def _delivery_findings(self):
        """Pieces that left beyond a line of this notice, and what it was closed short beyond the tolerance."""
        found = []
        beyond = self.line_ids.filtered(lambda line: line.shipped_qty > line.pieces_qty - line.closed_qty)
        names = self.line_ids._order_line_names(self.line_ids.order_line_id)
        for line in beyond:
            allowed = line.pieces_qty - line.closed_qty
            found.append(
                self._blocker(
                    "over_delivered",
                    self.env._(
                        "%(line)s: %(shipped)s pieces have left, %(noticed)s are on the notice, %(excess)s more.",
                        line=names.get(line.order_line_id.id, line.product_id.display_name),
                        shipped=self._count(line.shipped_qty),
                        noticed=self._count(allowed),
                        excess=self._count(line.shipped_qty - allowed),
                    ),
                    level="warning",
                )
            )
        return found + [self._blocker("closed_short", text, level="warning") for text in self._short_texts()]

    def _short_texts(self):
        """What was closed short beyond the share that the tolerance of deliveries over notices gives, as sentences.

        The lower bound is asked here only: while goods may still leave nothing is short.
        """
        short = self.line_ids.filtered("closed_qty")
        keys = {
            line: Key(line.order_line_id.order_id, line.order_line_id.product_id, self)
            for line in short
            if line.order_line_id
        }
        verdicts = self.env["sales.manual.tolerance"]._verdicts(DELIVERY_OVER_NOTICE, keys.values()) if keys else {}
        texts = []
        for key in dict.fromkeys(keys.values()):
            rule, lines = verdicts[key].rule, short.filtered(lambda line, key=key: keys.get(line) == key)
            noticed, closed = sum(lines.mapped("pieces_qty")), sum(lines.mapped("closed_qty"))
            if rule and closed > noticed * rule.percent / 100:
                texts.append(
                    self.env._(
                        "%(product)s: closed short by %(closed)s of %(noticed)s pieces, more than tolerance “%(rule)s” "
                        "gives.",
                        product=key.product.display_name,
                        closed=self._count(closed),
                        noticed=self._count(noticed),
                        rule=rule.display_name,
                    )
                )
        return texts

    # acts that leave a note

    def action_issue(self):
        """See the shipping room. What was issued beyond its order under a rule that only warns says so on both."""
        result = super().action_issue()
        notices = self.sudo()  # noted in the name of who issues
        over = notices._weighed_over_order()
        names = over and notices.line_ids._order_line_names(notices.line_ids.order_line_id)
        for notice in notices if over else ():
            blockers = notice._over_order_blockers(names, over)
            notice._note([blocker["message"] for blocker in blockers if blocker["level"] == "warning"])
        return result

    def action_close_short(self, reason):
        """See the shipping room. Closing below the tolerance is noted on notice and order; it is not refused."""
        result = super().action_close_short(reason)
        for notice in self.sudo():  # as above
            notice._note(notice._short_texts())
        return result

    def _note(self, texts):
        """Say these sentences on the notice and its orders, in the name of the user."""
        self.ensure_one()
        for document in (self, *self.line_ids.order_line_id.order_id) if texts else ():
            document.message_post(
                body="\n".join(texts),
                author_id=self.env.user.partner_id.id,
                subtype_xmlid="mail.mt_note",
            )
