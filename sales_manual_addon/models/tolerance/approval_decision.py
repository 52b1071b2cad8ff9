"""Who decides on pieces beyond a tolerance, and what becomes of the request."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from .approval import ACTIVITY
from .tolerance import APPROVE, NOTICE_OVER_ORDER
from .verdict import Key

_lt = LazyTranslate(__name__)


class SalesManualToleranceApproval(models.Model):
    _inherit = "sales.manual.tolerance.approval"

    _reason_methods = {
        "action_approve": _lt("Approve the pieces"),
        "action_refuse": _lt("Refuse the pieces"),
        "action_withdraw": _lt("Withdraw the request"),
    }

    can_decide = fields.Boolean(
        string="Waits for me", compute="_compute_can", search="_search_can_decide", export_string_translation=False
    )
    can_withdraw = fields.Boolean(compute="_compute_can", export_string_translation=False)

    @api.depends("state", "requested_by_id", "approver_post_ids")
    @api.depends_context("uid")
    def _compute_can(self):
        makers = self._makers()
        for approval in self:
            approval.can_decide = not approval._decision_refusal(makers)
            approval.can_withdraw = not approval._withdrawal_refusal()

    @api.model
    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = (
            Domain("state", "=", "requested")
            & Domain("requested_by_id", "!=", self.env.uid)
            & Domain("approver_post_ids", "in", self.env.user.all_group_ids.ids)
        )
        # few wait at a time; who made notices over the goods is asked as the guard does
        found = self.search(domain).filtered("can_decide")
        return Domain("id", "in" if True in value else "not in", found.ids)

    def _makers(self):
        """{approval: who made notices over its product on its order}: nobody approves what makes room for their own
        paper.
        """
        approvals = self.sudo()  # whose papers they are, whoever decides
        lines = self.env["sales.manual.notice.line"].sudo()
        lines = lines.search(
            [
                ("order_line_id.order_id", "in", approvals.order_id.ids),
                ("order_line_id.product_id", "in", approvals.product_id.ids),
                ("notice_id.state", "!=", "void"),
            ]
        )
        by_goods = lines.grouped(lambda line: (line.order_line_id.order_id, line.order_line_id.product_id))
        of_notice = {notice: notice._signoff_makers() for notice in approvals.notice_id | lines.notice_id}
        makers = {}
        for approval in approvals:
            of_goods = by_goods.get((approval.order_id, approval.product_id), lines.browse())
            notices = approval.notice_id | of_goods.notice_id
            makers[approval] = self.env["res.users"].union(*(of_notice[notice] for notice in notices))
        return makers

    def _decision_refusal(self, makers):
        """Why the user cannot decide on this request, or False. One predicate for button and guard.

        ``makers``: see :meth:`_makers`
        """
        self.ensure_one()
        user, approval = self.env.user, self.sudo()  # whatever of it the user may read
        if approval.state != "requested":
            return self.env._("%(approval)s is decided already. Reload it.", approval=approval.display_name)
        if user._is_superuser() or not approval.approver_post_ids & user.all_group_ids:
            return self.env._(
                "%(approval)s is approved or refused by: %(posts)s.",
                approval=approval.display_name,
                posts=", ".join(approval.approver_post_ids.mapped("name")),
            )
        if approval.company_id not in user.company_ids:
            return self.env._(
                "%(approval)s belongs to %(company)s, which is not one of your companies.",
                approval=approval.display_name,
                company=approval.company_id.name,
            )
        if user == approval.requested_by_id:
            return self.env._(
                "%(approval)s was requested by you: somebody else decides on it.", approval=approval.display_name
            )
        if user in makers[approval]:
            return self.env._(
                "%(approval)s: you made a shipping notice over these goods, so somebody else decides.",
                approval=approval.display_name,
            )
        return False

    def _withdrawal_refusal(self):
        self.ensure_one()
        approval = self.sudo()  # as above
        if approval.state == "requested" and approval.requested_by_id == self.env.user:
            return False
        return self.env._(
            "%(approval)s: a request is withdrawn by who made it, until it is decided.", approval=approval.display_name
        )

    # acts

    def action_approve(self, reason):
        """Let the requested pieces exceed their parent, saying why.

        :raises UserError: not the user's to decide, the rule wants no special approval any more, or no reason given
        """
        reason = self._check_reason(reason)
        self._lock()
        makers = self._makers()
        for approval in self:
            if refusal := approval._decision_refusal(makers) or approval._rule_refusal():
                raise UserError(refusal)
        self._decide("approved", reason, self.env._("Approved: %(reason)s", reason=reason))
        return True

    def action_refuse(self, reason):
        """Refuse what was requested, saying why.

        :raises UserError: not the user's to decide, or no reason given
        """
        reason = self._check_reason(reason)
        self._lock()
        makers = self._makers()
        for approval in self:
            if refusal := approval._decision_refusal(makers):
                raise UserError(refusal)
        self._decide("refused", reason, self.env._("Refused: %(reason)s", reason=reason))
        return True

    def action_withdraw(self, reason):
        """Take one's own request back, saying why.

        :raises UserError: not one's own, decided already, or no reason given
        """
        reason = self._check_reason(reason)
        self._lock()
        for approval in self:
            if refusal := approval._withdrawal_refusal():
                raise UserError(refusal)
        self._decide("withdrawn", reason, self.env._("Withdrawn: %(reason)s", reason=reason))
        return True

    def _lock(self):
        """What is decided here is counted where these order lines leave: one after the other."""
        tolerances = self.env["sales.manual.tolerance"]
        lines = self.env["sale.order.line"].sudo()  # locked, whoever decides
        for approval in self.sudo():  # as above
            lines |= tolerances._same_product(approval.order_id, approval.product_id)
        self.env["sales.manual.gate"]._lock(lines)

    def _rule_refusal(self):
        """Why the rule in force gives no approval any more, or no longer lets this user give it."""
        self.ensure_one()
        approval = self.sudo()  # as above
        notice = approval.notice_id if approval.kind == NOTICE_OVER_ORDER else approval.notice_id.browse()
        key = Key(approval.order_id, approval.product_id, notice)
        verdict = self.env["sales.manual.tolerance"]._verdicts(approval.kind, [key])[key]
        if verdict.mode == APPROVE and verdict.rule.approver_post_ids & self.env.user.all_group_ids:
            return False
        return self.env._(
            "%(approval)s: the tolerance was changed since. Refuse the request; it is made anew where it is still "
            "needed.",
            approval=approval.display_name,
        )

    def _decide(self, state, reason, text):
        # sudo: who decides changes nothing else; whether they may was asked
        self.sudo()._passed().write(
            {"state": state, "decided_by_id": self.env.uid, "decided_date": fields.Datetime.now(), "decision": reason}
        )
        for approval in self:
            approval._say(text, approval.sudo().requested_by_id.partner_id - self.env.user.partner_id)
        self.sudo().activity_unlink([ACTIVITY])  # whoever was asked need not be asked any more
