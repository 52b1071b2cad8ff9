"""A released notice whose order or contract changed afterwards is held: nothing more leaves until it is re-checked."""

from odoo import api, fields, models
from odoo.fields import Domain

# codes of blockers by which a released notice no longer fits its orders and batches
MISFITS = frozenset({"over_order", "over_batch", "product", "mismatch", "order_state"})


class SalesManualNotice(models.Model):
    """What holds a released notice, in the words of whoever reads it (architecture, Gates of a shipping notice)."""

    _inherit = "sales.manual.notice"
    _guarded_fields = frozenset({"held_since", "held_by_id", "hold_changes"})
    _signoff_free_fields = frozenset({"held_since", "held_by_id", "hold_changes"})

    held_since = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Order or contract changed after the signatures: nothing leaves until somebody re-checks the notice.",
    )
    held_by_id = fields.Many2one("res.users", string="Changed by", readonly=True, copy=False, ondelete="restrict")
    hold_changes = fields.Json(readonly=True, copy=False, export_string_translation=False)
    hold_reason = fields.Text(string="Why held", compute="_compute_hold_reason")
    misfit = fields.Text(
        string="No longer fits", compute="_compute_misfit", help="What would refuse the re-check of a held notice."
    )
    blocked_by = fields.Selection(selection_add=[("held", "Order changed")])

    @api.depends("hold_changes")
    @api.depends_context("lang")
    def _compute_hold_reason(self):
        for notice in self:
            changes = notice.sudo().hold_changes or []  # sudo: why is for everyone who reads the notice
            notice.hold_reason = "\n".join(self._word_change(change) for change in changes)

    def _word_change(self, change, with_price=True):
        """A change as a sentence. ``change``: {code, where, old, new}, values as they were at that moment."""
        kinds = {
            "quantity": self.env._("number of pieces"),
            "price": self.env._("price"),
            "product": self.env._("product"),
            "order": self.env._("order"),
            "address": self.env._("delivery address"),
            "customer": self.env._("customer"),
            "warehouse": self.env._("warehouse"),
            "incoterm": self.env._("delivery terms"),
            "place": self.env._("place of delivery"),
        }
        if change["code"] == "contract":
            return self.env._("Contract %(contract)s was amended.", contract=change["where"])
        if change["code"] == "price" and not with_price:
            return self.env._("%(where)s: price changed", where=change["where"])
        return self.env._(
            "%(where)s: %(what)s %(old)s → %(new)s",
            where=change["where"],
            what=kinds[change["code"]],
            old=change["old"] or "–",
            new=change["new"] or "–",
        )

    @api.model
    def _released_with_rest(self, condition):
        """Released notices of which something may still leave, whoever asks, by a ``Domain`` on their lines."""
        lines = self.env["sales.manual.notice.line"].sudo()  # whoever changes an order holds its notices
        found = lines.search(condition & Domain("notice_id.state", "=", "released"))
        return found.filtered(lambda line: line.pieces_qty - line.closed_qty > line.shipped_qty).notice_id

    def _hold(self, changes):
        """Hold these released notices. ``changes``: {notice: list of {code, where, old, new}}.

        The rows of their order lines are taken first, so that goods that leave at this moment left before, or wait.
        """
        held = self.browse(sorted(notice.id for notice in self if changes.get(notice)))
        if not held:
            return
        held._lock_quota()
        held = held.filtered(lambda notice: notice.state == "released")
        for notice in held:
            earlier = notice.hold_changes or []
            notice._passed().write(
                {
                    "held_since": notice.held_since or fields.Datetime.now(),
                    "held_by_id": self.env.uid,
                    "hold_changes": earlier + changes[notice],
                }
            )
        reasons = {
            notice: "\n".join(notice._company_language()._word_change(change) for change in changes[notice])
            for notice in held
        }
        for reason, notices in held.grouped(reasons.get).items():
            notices._signoff_append("hold", reason=reason)
            title = self.env._("Held until re-checked")
            notices._signoff_log([(notice, title, reason) for notice in notices])

    def _company_language(self):
        """What stays on record is in the company's language, whoever caused it."""
        language = self.company_id.partner_id.lang
        return self.with_context(lang=language if self.env["res.lang"]._get_data(code=language) else "en_US")

    # shown

    def _findings(self, blockers):
        found = super()._findings(blockers)
        if not self.held_since:
            return found
        held = [{"code": "held", "level": "danger", "message": self._hold_message()}]
        if misfit := self._misfit_message(blockers):
            held.append({"code": "misfit", "level": "danger", "message": misfit})
            found = [finding for finding in found if finding["code"] != "over_order"]  # said with the others
        return held + found

    @api.depends("held_since", "state", "line_ids.shipped_qty")
    @api.depends_context("lang", "uid")
    def _compute_misfit(self):
        held = self.filtered(lambda notice: notice._origin and notice.state == "released" and notice.held_since)
        blockers = held._blockers()
        for notice in self:
            notice.misfit = notice._misfit_message(blockers.get(notice.id, []))

    def _misfit_message(self, blockers):
        """What would refuse the re-check of this held notice, and what to do about it; False where it still fits."""
        self.ensure_one()
        dangers = [f"- {blocker['message']}" for blocker in blockers if blocker["level"] == "danger"]
        if not dangers:
            return False
        mend = []
        if not MISFITS.isdisjoint(blocker["code"] for blocker in blockers):  # other rooms say their own mend
            mend = [
                self.env._("Close it short and make a new notice over the rest, or have the order corrected.")
                if self.shipped_qty
                else self.env._("Make it void and a new notice that fits, or have the order corrected.")
            ]
        return "\n".join([self.env._("As it is it cannot be re-checked:"), *dangers, *mend])

    def _hold_message(self, with_price=True):
        """Why nothing leaves, and who can change that. ``with_price``: not where the warehouse reads it."""
        self.ensure_one()
        changes = self.sudo().hold_changes or []  # sudo: for everyone who reads the notice
        return self.env._(
            "Held: changed by %(user)s after the notice was signed.\n%(changes)s\nNothing leaves until it is "
            "re-checked by: %(posts)s.",
            user=self.sudo().held_by_id.name,  # sudo: for everyone who reads the notice
            changes="\n".join(self._word_change(change, with_price) for change in changes),
            posts=", ".join(self._recheck_posts().mapped("name")),
        )

    @api.depends("held_since")
    def _compute_blocked_by(self):
        result = super()._compute_blocked_by()
        for notice in self:
            if notice.state == "released" and notice.held_since:
                notice.blocked_by = "held"
        return result

    @api.model
    def _blocked_domains(self):
        held = Domain("state", "=", "released") & Domain("held_since", "!=", False)
        return {**super()._blocked_domains(), "held": held}
