from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

AHEAD_DAYS = 14


class SalesManualPaymentNotice(models.Model):
    """A payment notice (收款通知; DOM-11, INT-10): what the customer is asked to pay, as of the day it was issued.

    Its rows come from the contract's payment milestones and receipts, or from open invoices; nobody types them.
    """

    _name = "sales.manual.payment.notice"
    _inherit = ["sales.manual.letter"]
    _description = "Payment Notice"
    _order = "id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "partner_id.name", "contract_id.name"]
    _guarded_fields = frozenset({"line_ids", "amount_open", "figures_date"})
    _print_field = "payment_notice_id"
    _print_report = "sales_manual_addon.action_report_payment_notice"
    _letter_code = "payment_notice"
    _letter_prefix = "PN"
    _letter_template = "sales_manual_addon.mail_template_payment_notice"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, check_company=True, tracking=True,
        compute="_compute_partner_id", store=True, readonly=False, precompute=True,
    )  # fmt: skip
    contract_id = fields.Many2one(
        "sales.manual.contract", index="btree_not_null", check_company=True, ondelete="restrict", tracking=True,
        domain="[('state', 'in', ('effective', 'closed')), ('company_id', '=', company_id)]",
        help="Empty: the customer's open invoices in this currency.",
    )  # fmt: skip
    currency_id = fields.Many2one(
        "res.currency", required=True, compute="_compute_partner_id", store=True, readonly=False, precompute=True
    )
    due_until = fields.Date(
        string="Due by", required=True, copy=False, help="What is due until then is asked for.",
        default=lambda self: self.env.company._sales_manual_today() + timedelta(days=AHEAD_DAYS),
    )  # fmt: skip
    line_ids = fields.One2many("sales.manual.payment.notice.line", "letter_id", string="Asked for", readonly=True)
    amount_open = fields.Monetary(string="To pay", compute="_compute_amount_open", store=True, aggregator=None)
    figures_date = fields.Date(string="Figures of", readonly=True, copy=False)
    print_ids = fields.One2many("sales.manual.print", "payment_notice_id", string="Prints", readonly=True, copy=False)
    user_id = fields.Many2one("res.users", string="Salesperson", compute="_compute_scope", store=True, index=True)
    team_id = fields.Many2one("crm.team", string="Department", compute="_compute_scope", store=True, index=True)
    market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")], compute="_compute_scope", store=True, index=True
    )

    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "Another payment notice has this number."
    )

    @api.depends("contract_id")
    def _compute_partner_id(self):
        for letter in self:
            contract = letter.contract_id
            letter.partner_id = contract.partner_id or letter.partner_id
            letter.currency_id = contract.currency_id or letter.currency_id or letter.company_id.currency_id

    @api.depends("contract_id.user_id", "contract_id.team_id", "contract_id.market", "create_uid")
    def _compute_scope(self):
        for letter in self:
            contract = letter.contract_id.sudo()  # whose letter it is, whoever reads the contract
            # a letter over invoices without a contract is its writer's
            letter.user_id = contract.user_id or not contract and (letter.create_uid or self.env.user)
            letter.team_id = contract.team_id or not contract and letter.user_id.sale_team_id
            letter.market = contract.market or letter.team_id.sales_manual_market

    @api.depends("line_ids.open_amount")
    def _compute_amount_open(self):
        for letter in self:
            letter.amount_open = sum(letter.line_ids.mapped("open_amount"))

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for letter in self:
            letter.display_name = letter.name or self.env._(
                "Prepared payment notice %(customer)s", customer=letter.partner_id.name or ""
            )

    @api.constrains("partner_id", "contract_id", "currency_id")
    def _check_customer(self):
        for letter in self:
            contract = letter.contract_id.sudo()  # compared, not shown
            if contract and contract.partner_id.commercial_partner_id != letter.partner_id.commercial_partner_id:
                raise ValidationError(self.env._("The contract is another customer's."))
            if contract and contract.currency_id != letter.currency_id:
                raise ValidationError(self.env._("The contract is in another currency."))

    @api.model_create_multi
    def create(self, vals_list):
        letters = super().create(vals_list)
        letters._take_figures()
        return letters

    def write(self, vals):
        result = super().write(vals)
        if not self._has_pass() and not vals.keys().isdisjoint(
            {"contract_id", "partner_id", "due_until", "currency_id", "company_id"}
        ):
            self._take_figures()
        return result

    def _check_parents_readable(self):
        self.contract_id.check_access("read")
        self.partner_id.check_access("read")

    def action_refresh(self):
        """Take the figures as they are now.

        :raise UserError: issued already
        """
        self._check_maker()
        self._check_prepared()
        self._take_figures()
        return True

    def _take_figures(self):
        for letter in self:
            if letter.contract_id:
                rows = letter.contract_id._payment_asked(letter.due_until)
            else:
                # as the user: the invoices he may read
                rows = (
                    self.env["account.move"]
                    .search(
                        [
                            ("company_id", "=", letter.company_id.id),
                            ("commercial_partner_id", "=", letter.partner_id.commercial_partner_id.id),
                            ("move_type", "in", ("out_invoice", "out_refund")),
                            ("state", "=", "posted"),
                            ("payment_state", "in", ("not_paid", "partial")),
                            ("currency_id", "=", letter.currency_id.id),
                        ]
                    )
                    ._payment_asked(letter.due_until)
                )
            # sudo: rows are written by this method alone
            letter.sudo().line_ids._passed().unlink()
            self.env["sales.manual.payment.notice.line"].sudo()._passed().create(
                [{"letter_id": letter.id, "sequence": number, **row} for number, row in enumerate(rows, 1)]
            )
            letter._passed().figures_date = letter.company_id._sales_manual_today()

    def _issue_refusals(self):
        if self.currency_id.compare_amounts(self.amount_open, 0) <= 0:
            return [self.env._("Nothing is due by then that has not been paid.")]
        if self.figures_date != self.company_id._sales_manual_today():
            return [self.env._("The figures are of another day. Take them anew.")]
        return []


class SalesManualPaymentNoticeLine(models.Model):
    """What a payment notice asks for: a payment milestone or an invoice, and what of it was received."""

    _name = "sales.manual.payment.notice.line"
    _inherit = ["sales.manual.guarded"]
    _description = "Payment Notice Line"
    _order = "letter_id, sequence, id"
    _guarded_fields = frozenset(
        {"letter_id", "sequence", "milestone_id", "batch_id", "move_id", "due_date", "amount", "received_amount",
         "open_amount"}
    )  # fmt: skip

    letter_id = fields.Many2one("sales.manual.payment.notice", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    milestone_id = fields.Many2one("sales.manual.contract.milestone", ondelete="restrict")
    batch_id = fields.Many2one("sales.manual.batch", string="Delivery batch", ondelete="set null")
    move_id = fields.Many2one("account.move", string="Invoice", ondelete="restrict")
    label = fields.Char(string="What for", compute="_compute_label")
    currency_id = fields.Many2one(related="letter_id.currency_id")
    due_date = fields.Date(string="Due", required=True)
    amount = fields.Monetary(aggregator=None)
    received_amount = fields.Monetary(string="Received", aggregator=None)
    open_amount = fields.Monetary(string="To pay", compute="_compute_open_amount", store=True, aggregator=None)

    @api.depends("amount", "received_amount")
    def _compute_open_amount(self):
        for line in self:
            line.open_amount = line.amount - line.received_amount

    @api.depends_context("lang")
    @api.depends("milestone_id", "batch_id", "move_id")
    def _compute_label(self):
        for line in self.sudo():  # what the letter says, for whoever reads the letter
            line.label = line.move_id.name or " · ".join(filter(None, (line.milestone_id.name, line.batch_id.name)))

    def unlink(self):
        if not self._has_pass():
            self.letter_id.check_access("read")
            self.letter_id._check_prepared()
        return super().unlink()

    def write(self, vals):
        if not self._has_pass():
            raise UserError(self.env._("Figures of a payment notice are taken from contract and invoices."))
        return super().write(vals)
