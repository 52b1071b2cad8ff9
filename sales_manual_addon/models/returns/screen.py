"""What the screens of a report need: what stands in the way, what comes next, who may press what, documents around."""

from odoo import api, fields, models


class SalesManualReturn(models.Model):
    _inherit = "sales.manual.return"

    next_step = fields.Selection(
        [("receive", "To receive"), ("credit", "To credit"), ("exchange", "To exchange"), ("done", "Settled")],
        string="Next step",
        compute="_compute_next_step",
        store=True,
        index=True,
        help="What the decision still asks for.",
    )
    alerts = fields.Json(compute="_compute_alerts", export_string_translation=False)
    can_write_report = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_write_finding = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_void = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_receive = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_credit = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_exchange = fields.Boolean(compute="_compute_can", export_string_translation=False)
    picking_count = fields.Integer(compute="_compute_counts", export_string_translation=False)
    credit_note_count = fields.Integer(compute="_compute_counts", export_string_translation=False)

    @api.depends(
        "state", "decision", "decided_qty", "received_qty", "is_credit_settled", "credit_note_ids.state",
        "exchange_notice_id.state",
    )  # fmt: skip
    def _compute_next_step(self):
        for report in self:
            if report.state != "decided":
                report.next_step = False
            elif report.decision == "reject":
                report.next_step = "done"
            elif report.received_qty < report.decided_qty:
                report.next_step = "receive"
            elif report.decision == "return":
                is_credited = report.is_credit_settled or "posted" in report.credit_note_ids.mapped("state")
                report.next_step = "done" if is_credited else "credit"
            else:
                is_exchanged = report.exchange_notice_id.state in ("signing", "released", "shipped")
                report.next_step = "done" if is_exchanged else "exchange"

    @api.depends(
        "state", "notice_id", "transfer_id", "description", "finding", "cause", "responsibility", "decision",
        "received_qty", "line_ids.pieces_qty", "line_ids.decided_qty", "line_ids.lot_ids", "signoff_ids",
    )  # fmt: skip
    @api.depends_context("lang", "uid")
    def _compute_alerts(self):
        asked = self.filtered(lambda report: report._origin and report.state in ("draft", "examining"))
        findings = asked._findings()
        for report in self:
            shown = [{"level": "warning", "message": message} for message in findings.get(report.id, [])[:3]]
            if rejection := report._last_rejection():
                message = self.env._(
                    "Rejected by %(user)s: %(reason)s", user=rejection.signed_by, reason=rejection.reason
                )
                shown.insert(0, {"level": "danger", "message": message})
            if report.state == "draft" and report._origin and (not_offered := report._not_offered()):
                shown.append({"level": "info", "message": not_offered})
            if report.state == "decided" and report.received_qty > report.decided_qty:
                message = self.env._(
                    "%(received)s pieces came back, %(agreed)s were agreed.",
                    received=report.received_qty,
                    agreed=report.decided_qty,
                )
                shown.append({"level": "danger", "message": message})
            report.alerts = {str(number): alert for number, alert in enumerate(shown)} or False

    def _last_rejection(self):
        """The rejection that sent this report back, while it is being examined again."""
        # sudo: the reason is for everyone who reads the report
        acts = self.sudo().signoff_ids.sorted("chain_index")
        last = acts.filtered(lambda act: act.act not in ("void", "change"))[-1:]
        return last if self.state == "examining" and last.act == "reject" else last.browse()

    @api.depends("state", "decision", "decided_qty", "received_qty", "next_step", "name")
    @api.depends_context("uid")
    def _compute_can(self):
        user = self.env.user
        makes = user.has_group("sales_manual_addon.group_return_make")
        examines = user.has_group("sales_manual_addon.group_return_examine")
        moves, invoices = user.has_group("stock.group_stock_user"), user.has_group("account.group_account_invoice")
        notices = user.has_group("sales_manual_addon.group_notice_make")
        for report in self:
            report.can_write_report = makes and report.state == "draft"
            report.can_write_finding = examines and report.state == "examining"
            report.can_void = (
                (makes or examines) and bool(report.name) and report.state != "void" and not report.received_qty
            )
            report.can_receive = moves and report.next_step == "receive"
            report.can_credit = invoices and report.next_step == "credit"
            report.can_exchange = notices and report.next_step == "exchange"

    @api.depends("picking_ids", "credit_note_ids")
    def _compute_counts(self):
        for report in self.sudo():  # how many there are is no secret; opening them asks for the right
            report.picking_count = len(report.picking_ids)
            report.credit_note_count = len(report.credit_note_ids)

    # the documents around

    def action_open_notice(self):
        return self.notice_id._get_records_action(name=self.env._("Shipping notice"))

    def action_open_delivery(self):
        return self.transfer_id._get_records_action(name=self.env._("Delivery"))

    def action_open_transfers(self):
        return self.picking_ids._get_records_action(name=self.env._("Return transfers"))

    def action_open_credit_notes(self):
        return self.credit_note_ids._get_records_action(name=self.env._("Credit notes"))

    def action_print(self):
        """Print these reports, with boxes for the signatures (DOM-3).

        :raises AccessError: the user cannot read one of them
        """
        self.check_access("read")
        return self.env.ref("sales_manual_addon.action_report_return").report_action(self)


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    return_report_ids = fields.One2many("sales.manual.return", "notice_id", string="Return reports", readonly=True)
    return_report_count = fields.Integer(compute="_compute_return_report_count", export_string_translation=False)

    @api.depends("return_report_ids")
    def _compute_return_report_count(self):
        for notice in self:
            notice.return_report_count = len(notice.sudo().return_report_ids)  # opening them asks for the right

    def action_open_return_reports(self):
        """Show the return reports of this notice, or write the first."""
        action = {
            **self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_return_action"),
            "domain": [("notice_id", "in", self.ids)],
            "context": {"default_notice_id": self.id},
        }
        if not self.return_report_count and self.env.user.has_group("sales_manual_addon.group_return_make"):
            action["views"] = [(False, "form")]
        return action
