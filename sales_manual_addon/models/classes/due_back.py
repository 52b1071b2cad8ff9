from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# days before goods are due back at which the maker of the notice is reminded
REMINDER_DAYS = 7
ACTIVITY = "sales_manual_addon.activity_due_back"


class SalesManualNoticeLine(models.Model):
    """The ledger of what is out and due back: per customer and keeper (CMD-7)."""

    _inherit = "sales.manual.notice.line"
    _guarded_fields = frozenset({"kept_qty"})

    partner_id = fields.Many2one(related="notice_id.partner_id", string="Customer")
    keeper_id = fields.Many2one(related="notice_id.keeper_id")
    due_back_date = fields.Date(related="notice_id.due_back_date")
    reason_kind = fields.Selection(related="notice_id.reason_kind")
    kept_qty = fields.Integer(
        string="Given up", readonly=True, copy=False, help="Pieces that will not come back, with a reason."
    )

    def action_open_notice(self):
        """Open the shipping notice of the line."""
        return self.notice_id._get_records_action()


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"
    _reason_methods = {"action_give_up": _lt("These goods will not come back")}

    out_qty = fields.Integer(string="Still out", compute="_compute_out_qty", search="_search_out_qty")
    can_give_up = fields.Boolean(compute="_compute_can_give_up", export_string_translation=False)

    @api.depends("line_ids.out_qty")
    def _compute_out_qty(self):
        for notice in self:
            notice.out_qty = sum(notice.line_ids.mapped("out_qty"))

    @api.model
    def _search_out_qty(self, operator, value):
        """Only whether anything is still out."""
        if (operator, value) != (">", 0):
            return NotImplemented
        return [("line_ids", "any", [("out_qty", ">", 0)])]

    @api.depends("due_back_date", "out_qty", "signoff_step_ids")
    @api.depends_context("uid")
    def _compute_can_give_up(self):
        for notice in self:
            notice.can_give_up = bool(
                notice.due_back_date and notice.out_qty and notice._reason_posts() & self.env.user.all_group_ids
            )

    def _reason_posts(self):
        """The posts that approved why the goods leave: those of the first level of signatures."""
        self.ensure_one()
        steps = self._signoff_current_steps().sudo()  # which posts these are, whoever asks
        return steps.filtered(lambda step: step.level == min(steps.mapped("level"))).post_ids

    def action_give_up(self, reason):
        """Take what is still out off the ledger: it will not come back. Whoever approves reasons decides.

        :raise UserError: nothing is due back, or no reason
        :raise AccessError: the user does not hold the post that approves the reason of such notices
        """
        reason = self._check_reason(reason)
        self.check_access("read")
        self._signoff_lock()
        for notice in self:
            if not notice.due_back_date or not notice.out_qty:
                raise UserError(self.env._("Nothing of %(notice)s is out and due back.", notice=notice.display_name))
            if not notice._reason_posts() & self.env.user.all_group_ids:
                raise AccessError(
                    self.env._(
                        "That goods of %(notice)s stay out is decided by: %(posts)s.",
                        notice=notice.display_name,
                        posts=", ".join(notice._reason_posts().mapped("name")),
                    )
                )
        notices = self.sudo()  # the right was asked; who decides writes no notices
        for line in notices.line_ids.filtered("out_qty"):
            line._passed().write({"kept_qty": line.kept_qty + line.out_qty, "out_qty": 0})
        notices._message_log_batch(
            {notice.id: self.env._("Given up, stays out: %(reason)s", reason=reason) for notice in notices},
            author_id=self.env.user.partner_id.id,
        )
        notices._end_reminders()
        return True

    # reminders

    @api.model
    def _remind_due_back(self):
        """Daily: remind the makers in charge of goods that are due back soon and still out. Called by the cron."""
        notices = self.search(
            [
                ("state", "in", ("released", "shipped")),
                ("due_back_date", "<=", fields.Date.today() + timedelta(days=REMINDER_DAYS)),
                ("out_qty", ">", 0),
                ("activity_ids", "not any", [("activity_type_id", "=", self.env.ref(ACTIVITY).id)]),
            ]
        )
        for (user, date), of_user in notices.grouped(lambda n: (n._maker_in_charge(), n.due_back_date)).items():
            if user:
                of_user.activity_schedule(ACTIVITY, date_deadline=date, user_id=user.id)

    def _end_reminders(self):
        self.activity_unlink([ACTIVITY])

    def _count_deliveries(self, lines):
        result = super()._count_deliveries(lines)
        lent = lines.notice_id.filtered("due_back_date")
        lent.filtered(lambda notice: notice.shipped_qty and not notice.out_qty)._end_reminders()
        return result
