from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class SalesManualNotice(models.Model):
    """The acts on a notice: issue, void, close short. What follows from signatures is in ``notice_signing``."""

    _inherit = "sales.manual.notice"
    _reason_methods = {
        "action_void": _lt("Make the shipping notice void"),
        "action_close_short": _lt("Close the shipping notice short"),
    }

    def action_issue(self):
        """Send prepared notices round for signature (CMD-5, CMD-6, CMD-20): they count against their orders from now
        on.

        The number is given here, last, and stays for good; a rejected notice keeps it when issued again.

        :raise UserError: not prepared, or something of :meth:`_blockers` stands in the way
        :raise AccessError: the user holds no maker post of the class
        """
        self._check_maker_post()
        self._check_state(("draft",), self.env._("issued"))
        self._lock_quota()
        self._signoff_start()
        self._passed().write({"state": "signing", "issue_date": fields.Datetime.now()})
        # now each counts, those issued together too
        self._check_blockers()
        self._refresh_counters(self._order_lines())
        self._give_numbers()
        return True

    def _give_numbers(self):
        """Number those that have no number yet, in the order they were made."""
        unnumbered = self._signoff_in_order().filtered(lambda notice: not notice.name)._passed()
        keys = unnumbered.grouped(lambda notice: (notice.company_id, notice.class_id.code, notice.issue_date))
        for company, code, date in sorted(keys, key=lambda key: (key[0].id, *key[1:])):
            notices = keys[company, code, date]
            numbers = self.env["sales.manual.numbering"]._next_numbers(
                len(notices), company, f"notice.{code}", code, date
            )
            for notice, number in zip(notices, numbers, strict=True):
                notice.name = number

    def action_void(self, reason):
        """Withdraw issued notices under which nothing has left (CMD-6). They keep their numbers; their pieces are open
        again.

        :param str reason: shown on the notice and in its chain of signatures
        :raise UserError: nothing issued, goods have left, or no reason
        :raise AccessError: the user holds no maker post of the class
        """
        self._check_maker_post()
        self._action_void(reason)
        return True

    def _action_void(self, reason):
        """Void without asking for a post: the caller has the right to what makes these notices pointless (a cancelled
        order).
        """
        reason = self._check_reason(reason)
        self._lock_quota()
        self._check_state(("draft", "signing", "released"), self.env._("made void"))
        for notice in self:
            if not notice.name:
                raise UserError(
                    self.env._("%(notice)s was never issued. Delete it instead.", notice=notice.display_name)
                )
            if any(notice.sudo().line_ids.mapped("shipped_qty")):  # whatever the caller may read of it
                raise UserError(
                    self.env._(
                        "Goods have left under %(notice)s, so it cannot be made void. Close it short: what has "
                        "not left is given back.",
                        notice=notice.display_name,
                    )
                )
        self._signoff_close()
        self._signoff_append("cancel", reason=reason)
        # sudo: a cancelled order makes notices void whoever may write them
        self.sudo()._passed().write({"state": "void", "void_reason": reason})
        self._refresh_counters(self._order_lines())

    def action_close_short(self, reason):
        """End released notices whose rest will not leave: the pieces not shipped are open again.

        :raise UserError: not released, nothing has left (void it), or no reason
        :raise AccessError: the user holds no maker post of the class
        """
        self._check_maker_post()
        reason = self._check_reason(reason)
        self._lock_quota()
        self._check_state(("released",), self.env._("closed short"))
        for notice in self:
            if not any(notice.line_ids.mapped("shipped_qty")):
                raise UserError(
                    self.env._("Nothing has left under %(notice)s. Make it void instead.", notice=notice.display_name)
                )
        for line in self.line_ids:
            rest = line.pieces_qty - line.shipped_qty
            if rest > 0:
                line._passed().closed_qty = rest
        self._signoff_append("close", reason=reason)
        self._passed().write({"state": "shipped"})
        self._refresh_counters(self._order_lines())
        return True

    def _check_state(self, states, done):
        for notice in self:
            if notice.state not in states:
                raise UserError(
                    self.env._(
                        "Shipping notice %(notice)s is in state %(state)s: it cannot be %(done)s. Reload to see "
                        "what changed.",
                        notice=notice.display_name,
                        done=done,
                        state=dict(self._fields["state"]._description_selection(self.env))[notice.state],
                    )
                )
