from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..contract.bounds import refuse_unusable

# states in which a report's pieces count against what was delivered
LIVE_STATES = ("examining", "signing", "decided")
# what the customer asked for, written by the department
REPORT_FIELDS = frozenset(
    {
        "notice_id", "transfer_id", "company_id", "request_date", "customer_reference", "request", "reason",
        "description", "serial_text",
    }
)  # fmt: skip
# what was found, written by integrated planning and customer management
FINDING_FIELDS = frozenset({"finding", "cause", "responsibility", "decision"})
REQUESTS = [("return", "Return"), ("exchange", "Exchange")]


class SalesManualReturn(models.Model):
    """A return report (退货报告; DOM-3, INT-6): what a customer sends back of one shipping notice, or of one
    transfer that left without, why, what was found, and what was decided.

    Fields, totals and what may be edited when. Its ways: ``source``, ``transfer``, ``limits``, ``flow``, ``signing``,
    ``goods``, ``credit`` and ``screen`` beside this file.
    """

    _name = "sales.manual.return"
    _inherit = ["sales.manual.found", "sales.manual.signable", "mail.thread", "mail.activity.mixin"]
    _description = "Return Report"
    _order = "request_date desc, id desc"
    _found_by = (
        ("name", "ilike"), ("notice_id.name", "ilike"), ("transfer_id.name", "ilike"), ("partner_id", "child_of"),
    )  # fmt: skip
    _check_company_auto = True
    _mail_post_access = "read"

    _guarded_fields = frozenset(
        {
            "name", "state", "reported_by_id", "reported_date", "decided_date", "void_reason", "is_credit_settled",
            "partner_id", "contract_id", "market", "user_id", "team_id", "currency_id", "pieces_qty", "decided_qty",
            "received_qty", "amount", "next_step", "signoff_step_ids", "signoff_ids", "picking_ids", "credit_note_ids",
        }
    )  # fmt: skip

    name = fields.Char(
        string="Number", readonly=True, copy=False, index="trigram", help="Given when the report is handed over."
    )
    state = fields.Selection(
        [
            ("draft", "Written"),
            ("examining", "Examining"),
            ("signing", "Deciding"),
            ("decided", "Decided"),
            ("void", "Void"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    notice_id = fields.Many2one(
        "sales.manual.notice",
        string="Shipping notice",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('shipped_qty', '>', 0), ('company_id', '=', company_id)]",
        help="Under which the goods left. Serial numbers find it by themselves.",
    )
    transfer_id = fields.Many2one(
        "stock.picking",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'done'), ('picking_type_code', '=', 'outgoing'), ('sale_id', '!=', False), "
        "('company_id', '=', company_id)]",
        help="By which the goods left, where they left without a shipping notice.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", compute="_compute_source", store=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "sales.manual.contract", compute="_compute_source", store=True, index="btree_not_null", ondelete="restrict"
    )
    market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")],
        compute="_compute_source",
        store=True,
        index=True,
    )
    user_id = fields.Many2one("res.users", string="Salesperson", compute="_compute_source", store=True, index=True)
    team_id = fields.Many2one("crm.team", string="Department", compute="_compute_source", store=True, index=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_source", store=True)
    request_date = fields.Date(
        string="Requested on",
        required=True,
        index=True,
        default=lambda self: self.env.company._sales_manual_today(),
        help="The day of the customer's request.",
    )
    customer_reference = fields.Char(string="Customer's letter")
    request = fields.Selection(REQUESTS, string="Asks for", required=True, default="return", tracking=True)
    reason = fields.Selection(
        [
            ("defect", "Defective"),
            ("damaged", "Damaged on arrival"),
            ("power", "Power below rated"),
            ("wrong", "Wrong goods"),
            ("surplus", "Not needed"),
            ("other", "Other"),
        ],
        required=True,
        default="defect",
        index=True,
        help="As the customer says it.",
    )
    description = fields.Text(string="Request", help="What the customer says, and what was agreed with him.")
    serial_text = fields.Text(
        string="Serial numbers", copy=False, help="Pasted from the customer's list: one in a line, or apart by commas."
    )
    line_ids = fields.One2many("sales.manual.return.line", "return_id", copy=False)
    reported_by_id = fields.Many2one("res.users", string="Reported by", readonly=True, copy=False, index=True)
    reported_date = fields.Datetime(string="Handed over on", readonly=True, copy=False)
    finding = fields.Text(
        string="Quality finding", copy=False, help="What was seen on the goods or on pictures of them."
    )
    cause = fields.Selection(
        [
            ("material", "Material"),
            ("workmanship", "Workmanship"),
            ("packing", "Packing"),
            ("transport", "Transport"),
            ("dispatch", "Wrong dispatch"),
            ("use", "Handling or use"),
            ("none", "No fault found"),
        ],
        copy=False,
        index=True,
        tracking=True,
    )
    responsibility = fields.Selection(
        [
            ("production", "Production"),
            ("supplier", "Supplier"),
            ("warehouse", "Warehouse"),
            ("carrier", "Transport company"),
            ("sales", "Sales"),
            ("customer", "Customer"),
        ],
        copy=False,
        index=True,
        tracking=True,
    )
    decision = fields.Selection(
        [*REQUESTS, ("reject", "Reject")],
        copy=False,
        index=True,
        tracking=True,
        help="Return: goods come back and are credited. Exchange: goods come back, others leave under a notice without "
        "sale. Reject: the customer keeps them.",
    )
    decided_date = fields.Datetime(string="Decided on", readonly=True, copy=False)
    void_reason = fields.Text(readonly=True, copy=False)
    signoff_step_ids = fields.One2many("sales.manual.signoff.step", "return_id", string="Signatures needed")
    signoff_ids = fields.One2many("sales.manual.signoff", "return_id", string="Sign-offs")
    picking_ids = fields.One2many("stock.picking", "return_report_id", string="Return transfers", readonly=True)
    credit_note_ids = fields.One2many("account.move", "return_report_id", string="Credit notes", readonly=True)
    is_credit_settled = fields.Boolean(
        readonly=True, copy=False, help="Nothing of what came back had been invoiced: there is nothing to credit."
    )
    pieces_qty = fields.Integer(string="Pieces", compute="_compute_totals", store=True)
    decided_qty = fields.Integer(string="Agreed", compute="_compute_totals", store=True)
    received_qty = fields.Integer(string="Received", compute="_compute_totals", store=True)
    amount = fields.Monetary(
        string="Value", compute="_compute_totals", store=True, help="What the pieces were sold for, without tax."
    )

    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "Another return report has this number."
    )
    # what is still to be done, beside all that is over
    _open_reports = models.Index("(request_date, id) WHERE state IN ('draft', 'examining', 'signing')")

    @api.depends(
        "notice_id.partner_id", "notice_id.contract_id", "notice_id.market", "notice_id.user_id", "notice_id.team_id",
        "notice_id.currency_id", "transfer_id", "line_ids.order_line_id",
    )  # fmt: skip
    def _compute_source(self):
        # of a delivered order as it was when the report was written: orders need not ask for reports with each write
        for report in self:
            order = report._source_orders()[:1]
            source = report.notice_id or order
            report.partner_id = source.partner_id
            report.contract_id = report.notice_id.contract_id or order.sales_contract_id
            report.market = (
                report.notice_id.market or order.sales_contract_id.market or order.team_id.sales_manual_market
            )
            report.user_id = source.user_id
            report.team_id = source.team_id
            report.currency_id = source.currency_id

    @api.depends("line_ids.pieces_qty", "line_ids.decided_qty", "line_ids.received_qty", "line_ids.amount")
    def _compute_totals(self):
        for report in self:
            lines = report.line_ids
            report.pieces_qty = sum(lines.mapped("pieces_qty"))
            report.decided_qty = sum(lines.mapped("decided_qty"))
            report.received_qty = sum(lines.mapped("received_qty"))
            report.amount = sum(lines.mapped("amount"))

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for report in self:
            report.display_name = report.name or self.env._("Return report being written %(id)s", id=report.id or "")

    # who may write what, when

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
        reports = super().create(
            [{key: vals[key] for key in vals if vals[key] or key not in FINDING_FIELDS} for vals in vals_list]
        )
        if not self._has_pass():
            for report, vals in zip(reports, vals_list, strict=True):
                report._check_editable(vals.keys() & (REPORT_FIELDS | {"line_ids"}))
                report._check_editable({name for name in FINDING_FIELDS if vals.get(name)})
            reports._check_source()
        return reports

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        refuse_unusable(self, vals)
        # lines ask for themselves
        self._check_editable(vals.keys() & (REPORT_FIELDS | FINDING_FIELDS))
        result = super().write(vals)
        if {"notice_id", "transfer_id"} & vals.keys():
            self._check_source()
            self.check_access("write")  # a report does not move to a shipment that its writer has nothing to do with
            self._check_lines_of_source()
        return result

    def _check_editable(self, names):
        """Refuse a change of ``names`` in any but their own state, or by anybody but who writes them."""
        for report in self if names else ():
            frozen = names - (REPORT_FIELDS | {"line_ids"} if report.state == "draft" else FINDING_FIELDS)
            if report.state not in ("draft", "examining"):
                frozen = names
            if frozen:
                raise UserError(
                    self.env._(
                        "Return report %(report)s is in state %(state)s: %(fields)s cannot be written now.",
                        report=report.display_name,
                        state=report._state_label(),
                        fields=", ".join(
                            sorted(self._fields[name]._description_string(self.env) or name for name in frozen)
                        ),
                    )
                )
            report._check_writer()

    def _check_writer(self):
        """Refuse whoever holds no post that writes this report in its state."""
        is_finding = self.state == "examining"
        group = "group_return_examine" if is_finding else "group_return_make"
        if self.env.su or self.env.user.has_group(f"sales_manual_addon.{group}"):
            return
        if is_finding:
            raise AccessError(
                self.env._(
                    "%(report)s: finding and proposal are written by integrated planning and customer management.",
                    report=self.display_name,
                )
            )
        raise AccessError(
            self.env._(
                "%(report)s: return reports are written by the managers of the sales departments.",
                report=self.display_name,
            )
        )

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        for report in self:
            if report.state != "draft" or report.name:
                raise UserError(
                    self.env._(
                        "Return report %(report)s has been handed over: its number stays. Make it void with a reason "
                        "instead of deleting it.",
                        report=report.display_name,
                    )
                )
            report._check_writer()
