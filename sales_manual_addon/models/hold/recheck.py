from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class SalesManualNotice(models.Model):
    """Who lets a held notice go on."""

    _inherit = "sales.manual.notice"
    _reason_methods = {"action_recheck": _lt("What did you find?")}

    can_recheck = fields.Boolean(compute="_compute_can_recheck", export_string_translation=False)

    @api.depends("state", "held_since", "held_by_id")
    @api.depends_context("uid")
    def _compute_can_recheck(self):
        for notice in self:
            notice.can_recheck = bool(notice.held_since) and not notice._recheck_refusal()

    def _recheck_posts(self):
        """Posts that re-check this notice: those of its first signature, who hold it against its order."""
        steps = self.sudo()._signoff_current_steps()  # sudo: whose turn it is is no secret
        return steps.filtered(lambda step: step.level == min(steps.mapped("level"))).post_ids

    def _recheck_refusal(self):
        """Why the user cannot re-check this notice, or False. One predicate for button and guard."""
        self.ensure_one()
        user, notice = self.env.user, self.sudo()  # whatever of it the user may read
        posts = notice._recheck_posts()
        if notice.state != "released" or not notice.held_since:
            return self.env._("%(notice)s is not held. Reload to see what changed.", notice=notice.display_name)
        if user._is_superuser() or not posts & user.all_group_ids:
            return self.env._(
                "%(notice)s is re-checked by: %(posts)s.",
                notice=notice.display_name,
                posts=", ".join(posts.mapped("name")),
            )
        if user == notice.held_by_id:
            return self.env._(
                "%(notice)s: you changed what it was signed for, so somebody else re-checks it.",
                notice=notice.display_name,
            )
        return False

    def action_recheck(self, reason):
        """Let held notices go on: what they were signed for and what is ordered now were compared (CMD-6, CMD-20).

        :param str reason: what was found; stays in the notice's chain
        :raises UserError: not held, no reason, not the user's to decide, or :meth:`_blockers` has something
        """
        self.check_access("read")
        reason = self._check_reason(reason)
        self._lock_quota()
        self.invalidate_recordset(["held_since", "state"])
        for notice in self:
            if refusal := notice._recheck_refusal():
                raise UserError(refusal)
        self._check_blockers()
        notices = self.sudo()  # whoever re-checks writes no notices
        notices._signoff_append("recheck", reason=reason)
        notices._signoff_log([(notice, self.env._("Re-checked"), reason) for notice in notices])
        notices._passed().write({"held_since": False, "held_by_id": False, "hold_changes": False})
        return True
