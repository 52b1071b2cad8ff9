from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .tolerance import APPROVE, KINDS, NOTICE_OVER_ORDER
from .verdict import Key

ACTIVITY = "mail.mail_activity_data_todo"
MOST_PIECES = 1_000_000_000


class SalesManualToleranceApproval(models.Model):
    """So many pieces of a product may exceed their parent on one order, by decision of somebody else than who asked.

    They count for that order and product alone, once for all its lines, as long as the rule wants special approval.
    What was requested and decided never changes.
    """

    _name = "sales.manual.tolerance.approval"
    _inherit = ["sales.manual.reasoned", "sales.manual.closed", "mail.thread", "mail.activity.mixin"]
    _description = "Special approval"
    _order = "id desc"
    _check_company_auto = True

    _mail_post_access = "read"  # whoever reads a request may speak about it

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    order_id = fields.Many2one("sale.order", required=True, readonly=True, index=True, ondelete="restrict")
    order_name = fields.Char(string="Order number", required=True, readonly=True)
    contract_id = fields.Many2one("sales.manual.contract", readonly=True, index="btree_not_null", ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="restrict")
    notice_id = fields.Many2one(
        "sales.manual.notice",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Where it was requested; the approval is of the order.",
    )
    product_id = fields.Many2one("product.product", required=True, readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(KINDS, string="What over what", required=True, readonly=True)
    rule_id = fields.Many2one(
        "sales.manual.tolerance", string="Tolerance", readonly=True, index="btree_not_null", ondelete="set null"
    )
    pieces_qty = fields.Integer(
        string="Pieces more", required=True, readonly=True, help="Beyond the tolerance, on all lines of the product."
    )
    reason = fields.Text(required=True, readonly=True)
    approver_post_ids = fields.Many2many(
        "res.groups",
        "sales_manual_tolerance_approval_post_rel",
        "approval_id",
        "group_id",
        string="Decided by the posts",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="requested",
        index=True,
        tracking=True,
    )
    requested_by_id = fields.Many2one("res.users", string="Requested by", required=True, readonly=True)
    requested_date = fields.Datetime(string="Requested on", required=True, readonly=True)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_date = fields.Datetime(string="Decided on", readonly=True)
    decision = fields.Text(string="Why decided so", readonly=True)

    _pieces_positive = models.Constraint("CHECK (pieces_qty > 0)", "An approval is of one piece at least.")
    _requested_once = models.UniqueIndex(
        "(order_id, product_id, kind) WHERE state = 'requested'",
        "A request for this product of this order waits already. Have it decided, or withdraw it first.",
    )

    @api.depends("order_name", "product_id", "pieces_qty")
    def _compute_display_name(self):
        for approval in self.sudo():  # named to whoever may read the approval
            approval.display_name = self.env._(
                "%(order)s, %(product)s: %(pieces)s pcs more",
                order=approval.order_name,
                product=approval.product_id.display_name,
                pieces=approval.pieces_qty,
            )

    # asked by the limits

    @api.model
    def _approved_pieces(self, kind, order_ids, product_ids):
        """Return {(order id, product id): pieces} approved beyond the tolerance of ``kind``."""
        groups = self.sudo()._read_group(  # they hold for whoever ships
            [
                ("kind", "=", kind),
                ("state", "=", "approved"),
                ("order_id", "in", order_ids),
                ("product_id", "in", product_ids),
            ],
            ["order_id", "product_id"],
            ["pieces_qty:sum"],
        )
        approved = defaultdict(int)
        approved.update({(order.id, product.id): pieces for order, product, pieces in groups})
        return approved

    # requesting

    @api.model
    def _request(self, notice_line, kind, pieces, reason):
        """Ask for ``pieces`` more of the product of a notice's line than the tolerance of ``kind`` gives.

        :return: the request, which waits for a holder of the rule's posts
        :raise AccessError: the user does not make notices of this class
        :raise UserError: no special approval is wanted here, or reason or number is missing
        """
        notice = notice_line.notice_id
        reason = notice._check_reason(reason)
        notice._check_maker_post()
        if not isinstance(pieces, int) or not 0 < pieces <= MOST_PIECES:
            raise ValidationError(
                self.env._("%(pieces)s pieces: enter how many pieces more are needed.", pieces=pieces or 0)
            )
        order_line = notice_line.sudo().order_line_id  # makers see the order by its notice
        order = order_line.order_id
        if not order_line or order.state != "sale":
            raise UserError(
                self.env._("%(notice)s: there is no confirmed order to exceed.", notice=notice.display_name)
            )
        key = Key(order, order_line.product_id, notice.browse())
        if kind == NOTICE_OVER_ORDER:
            key = key._replace(notice=notice)
        verdict = self.env["sales.manual.tolerance"]._verdicts(kind, [key])[key]
        if verdict.mode != APPROVE:
            raise UserError(self._no_approval_reason(kind, verdict, order_line))
        # sudo: rows are made by this method only
        request = (
            self.sudo()
            ._passed()
            .create(
                {
                    "company_id": order.company_id.id,
                    "order_id": order.id,
                    "order_name": order.name,
                    "contract_id": order.sales_contract_id.id,
                    "partner_id": order.partner_id.id,
                    "notice_id": notice.id,
                    "product_id": order_line.product_id.id,
                    "kind": kind,
                    "rule_id": verdict.rule.id,
                    "pieces_qty": pieces,
                    "reason": reason,
                    "approver_post_ids": verdict.rule.approver_post_ids.ids,
                    "requested_by_id": self.env.uid,
                    "requested_date": fields.Datetime.now(),
                }
            )
        )
        request = request.with_env(self.env)
        request._say(self.env._("Requested: %(reason)s", reason=reason))
        request._ask_approvers()
        return request

    def _no_approval_reason(self, kind, verdict, order_line):
        rule = verdict.rule
        return self.env._(
            "%(product)s, %(kind)s: no special approval is given here. %(what)s",
            product=order_line.product_id.display_name,
            kind=dict(self._fields["kind"]._description_selection(self.env)).get(kind, kind),
            what=self.env._("Tolerance “%(rule)s” decides.", rule=rule.display_name)
            if rule
            else self.env._("No tolerance is in force for it, or nothing is released yet."),
        )

    def _approvers(self):
        """Users who may decide."""
        users = self.sudo().approver_post_ids.all_user_ids  # whom to ask
        return (
            users.filtered(lambda user: user.active and not user.share and self.company_id in user.company_ids)
            - self.requested_by_id
            - self._makers()[self]
        )

    def _ask_approvers(self):
        for approval in self.sudo():  # whom to ask is not the requester's to read
            for approver in approval._approvers():
                asked = approval.with_context(lang=approver.lang)
                asked.activity_schedule(
                    ACTIVITY, summary=asked.env._("Decide on pieces beyond a tolerance"), user_id=approver.id
                )

    def _say(self, text, partners=None):
        self.ensure_one()
        self.sudo().message_post(  # said in the name of who acts, with whatever rights
            body=text,
            author_id=self.env.user.partner_id.id,
            partner_ids=partners.ids if partners else [],
            subtype_xmlid="mail.mt_note",
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Special approvals stay, whatever became of them."))
