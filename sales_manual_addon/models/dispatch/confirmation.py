from odoo import api, fields, models
from odoo.exceptions import UserError

from .dispatch import ARRIVAL, MAKE


class SalesManualDispatch(models.Model):
    """The dispatch confirmation (已发货通知) to customer and clerk (DOM-12, CMD-20)."""

    _inherit = "sales.manual.dispatch"

    confirmation_partner_ids = fields.Many2many(
        "res.partner", string="Confirmation to", compute="_compute_confirmation_partner_ids", compute_sudo=True,
        help="The customer at the delivery address, or else the company, and the clerk of the department.",
    )  # fmt: skip

    @api.depends("partner_id.email", "team_id")
    def _compute_confirmation_partner_ids(self):
        clerks = self._clerks()
        for dispatch in self:
            dispatch.confirmation_partner_ids = dispatch._told_customer() | clerks[dispatch].partner_id

    def _told_customer(self):
        partner = self.partner_id
        return partner if partner.email else partner.commercial_partner_id.filtered("email")

    def action_confirm_dispatch(self):
        """Mail the dispatch confirmation to the customers, in their language, and to the clerks.

        :raises UserError: not on the way, or a customer has no e-mail address
        """
        self._check_post(MAKE, ARRIVAL)
        self.check_access("read")
        self._check_state(("left", "arrived"))
        self._confirm()
        return True

    def _confirm(self, is_automatic=False):
        dispatches = self.sudo()  # the mail names contract and notices, which the dispatcher may not open
        unreachable = dispatches.filtered(lambda dispatch: not dispatch._told_customer())
        if unreachable and not is_automatic:
            raise UserError(
                self.env._(
                    "%(customers)s: no e-mail address. Enter it at the contact, then send the dispatch confirmation.",
                    customers=", ".join(unreachable.partner_id.mapped("display_name")),
                )
            )
        for dispatch in unreachable:
            dispatch._note(self.env._("No dispatch confirmation was sent: the customer has no e-mail address."))
        told = dispatches - unreachable
        if told:
            self.env.ref("sales_manual_addon.mail_template_dispatch").sudo().send_mail_batch(
                told.ids, email_layout_xmlid="mail.mail_notification_light"
            )
            told._passed().write({"confirmed_date": fields.Datetime.now(), "confirmed_by_id": self.env.uid})
