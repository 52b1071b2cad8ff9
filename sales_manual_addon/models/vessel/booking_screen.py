from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesManualVesselBooking(models.Model):
    """What the screens of a booking need: its documents, dialogs, printing and mail."""

    _inherit = "sales.manual.vessel.booking"

    partner_ids = fields.Many2many("res.partner", string="Customers", compute="_compute_documents")
    contract_count = fields.Integer(compute="_compute_documents", export_string_translation=False)
    notice_count = fields.Integer(compute="_compute_documents", export_string_translation=False)
    slip_count = fields.Integer(string="Dates moved", compute="_compute_slip_count")
    rate_amount = fields.Monetary(
        string="By rates",
        compute="_compute_rate_amount",
        groups="sales_manual_addon.group_vessel_make,sales_manual_addon.group_scope_all",
        help="The forwarder's rates valid on ETD for these ports and containers. Empty where one is missing or is in "
        "another currency.",
    )

    @api.depends("allocation_ids")
    @api.depends_context("uid")
    def _compute_documents(self):
        # read as the user: a salesperson sees the own customers of a shared vessel
        rows = self.env["sales.manual.vessel.allocation"].search([("booking_id", "in", self.ids)])
        by_booking = rows.grouped("booking_id")
        for booking in self:
            own = by_booking.get(booking._origin, rows.browse())
            booking.partner_ids = own.partner_id
            booking.contract_count = len(own.contract_id)
            booking.notice_count = len(own.notice_id)

    @api.depends("slip_ids")
    def _compute_slip_count(self):
        counts = self._slips_by_booking()
        for booking in self:
            booking.slip_count = counts.get(booking._origin.id, 0)

    @api.depends("forwarder_id", "port_loading_id", "port_discharge_id", "etd", "currency_id", "container_ids.type_id")
    def _compute_rate_amount(self):
        rates = self.env["sales.manual.vessel.rate"]._valid(self)
        for booking in self:
            prices = [rates.get((booking.id or booking._origin.id, c.type_id.id)) for c in booking.container_ids]
            usable = prices and all(rate and rate.currency_id == booking.currency_id for rate in prices)
            booking.rate_amount = sum(rate.amount for rate in prices) if usable else 0.0

    # documents

    def action_open_contracts(self):
        return self.allocation_ids.contract_id._get_records_action(name=self.env._("Sales contracts"))

    def action_open_notices(self):
        return self.allocation_ids.notice_id._get_records_action(name=self.env._("Shipping notices"))

    # dialogs

    def action_open_dialog(self):
        """Ask for what an act needs: the new dates, or the reason; the act is ``vessel_act`` of the context."""
        self.ensure_one()
        self._check_maker()
        act = self.env.context.get("vessel_act")
        dialogs = self.env["sales.manual.vessel.act"]
        labels = dict(dialogs._fields["act"]._description_selection(self.env))
        if act not in labels:
            raise UserError(self.env._("%(document)s: this dialog cannot do that.", document=self.display_name))
        dialog = dialogs.create({"booking_id": self.id, "act": act, "etd": self.etd, "eta": self.eta})
        return {
            "type": "ir.actions.act_window",
            "name": labels[act],
            "res_model": dialogs._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # printing and mail

    def action_print(self):
        """Print the booking request for the forwarder, English and Chinese side by side."""
        self.check_access("read")
        return self.env.ref("sales_manual_addon.action_report_vessel_request").report_action(self)

    def action_mail_forwarder(self):
        """Write to the forwarder, the booking request attached; nothing leaves before it is sent."""
        self.ensure_one()
        self.check_access("read")
        template = self.env.ref("sales_manual_addon.mail_template_vessel_request")
        return self._compose(self, default_template_id=template.id)

    def action_mail_customer(self):
        """Write to the customer which dates the vessel keeps now, on the customer's own notice or contract.

        :raise UserError: goods of several customers are on board: each is written to from the row of its goods
        """
        self.ensure_one()
        if len(self.partner_ids) != 1:
            raise UserError(
                self.env._(
                    "Goods of %(count)s customers are on %(booking)s. Write to each from its row under Goods.",
                    count=len(self.partner_ids),
                    booking=self.display_name,
                )
            )
        rows = self.env["sales.manual.vessel.allocation"].search([("booking_id", "=", self.id)])
        return rows._mail_customer()

    def _compose(self, document, **defaults):
        """The mail dialog; the mail stands in the chatter of ``document``."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write a mail"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": document._name,
                "default_res_ids": document.ids,
                "default_composition_mode": "comment",
                **defaults,
            },
        }


class SalesManualVesselAllocation(models.Model):
    _inherit = "sales.manual.vessel.allocation"

    def action_mail_customer(self):
        """Write to the customer of this row. See :meth:`sales.manual.vessel.booking.action_mail_customer`."""
        self.ensure_one()
        self.check_access("read")
        return self._mail_customer()

    def _mail_customer(self):
        """Compose the mail about the dates to the one customer of these rows, in the customer's language.

        It stands on the customer's notice, else contract: in the booking's chatter whoever has goods of another
        customer on board would read it.
        """
        booking, partner = self.booking_id, self.partner_id
        template = self.env.ref("sales_manual_addon.mail_template_vessel_slip")
        subject, body = (
            template._render_field(name, booking.ids, set_lang=partner.lang)[booking.id]
            for name in ("subject", "body_html")
        )
        return booking._compose(
            (self.notice_id._filtered_access("read") or self.contract_id)[:1],
            default_subject=subject,
            default_body=body,
            default_partner_ids=partner.ids,
        )
