from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# what an issued pro forma invoice says stays as it was issued
ISSUED_FIELDS = frozenset(
    {
        "kind", "company_id", "contract_id", "batch_ids", "partner_id", "currency_id", "incoterm_id",
        "incoterm_location", "note", "line_ids",
    }
)  # fmt: skip


class SalesManualProforma(models.Model):
    """A pro forma invoice (形式发票): what goods are worth, before an invoice says it (CMD-8).

    Of kind "customs", import/export's own: the goods and values that a class D notice takes to accounting for customs
    declaration. Fields and what may be edited when; its acts are in ``proforma_flow``.
    """

    _name = "sales.manual.proforma"
    _inherit = ["sales.manual.found", "sales.manual.reasoned", "mail.thread", "mail.activity.mixin"]
    _description = "Pro Forma Invoice"
    _order = "issue_date desc, id desc"
    _check_company_auto = True
    _found_by = (("name", "ilike"), ("contract_id.name", "ilike"), ("partner_id", "child_of"))
    _guarded_fields = frozenset(
        {
            "name",
            "state",
            "issue_date",
            "void_reason",
            "print_count",
            "amount",
            "pieces_qty",
            "power_kw",
            "notice_counter",
        }
    )

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    kind = fields.Selection([("customs", "For customs")], required=True, default="customs", index=True)
    state = fields.Selection(
        [("draft", "Prepared"), ("issued", "Issued"), ("void", "Void")],
        default="draft", required=True, readonly=True, copy=False, index=True, tracking=True,
    )  # fmt: skip
    issue_date = fields.Date(string="Issued on", readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    contract_id = fields.Many2one(
        "sales.manual.contract", index="btree_not_null", ondelete="restrict", check_company=True,
        domain="[('market', '=', 'international'), ('state', '=', 'effective'), ('company_id', '=', company_id)]",
    )  # fmt: skip
    batch_ids = fields.Many2many(
        "sales.manual.batch", string="Delivery batches", domain="[('contract_id', '=', contract_id)]",
        help="Lines are filled in from these. Empty: from the whole contract.",
    )  # fmt: skip
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, check_company=True)
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    incoterm_id = fields.Many2one("account.incoterms")
    incoterm_location = fields.Char(string="Place")
    note = fields.Text(string="Terms", help="Payment, packing, origin: printed below the lines.")
    line_ids = fields.One2many("sales.manual.proforma.line", "proforma_id", copy=True)
    notice_ids = fields.One2many("sales.manual.notice", "proforma_id", readonly=True)
    notice_count = fields.Integer(compute="_compute_notice_count", export_string_translation=False)
    pieces_qty = fields.Integer(string="Pieces", compute="_compute_totals", store=True)
    power_kw = fields.Float(string="kW", digits=(16, 3), compute="_compute_totals", store=True)
    amount = fields.Monetary(compute="_compute_totals", store=True)
    void_reason = fields.Text(readonly=True, copy=False)
    print_count = fields.Integer(string="Printed", readonly=True, copy=False, default=0, aggregator=None)
    notice_counter = fields.Integer(
        readonly=True, copy=False, export_string_translation=False, help="Incremented by every notice that is issued."
    )
    can_edit = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_void = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_make_notice = fields.Boolean(compute="_compute_can", export_string_translation=False)

    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "Another pro forma invoice has this number."
    )

    @api.depends("line_ids.pieces_qty", "line_ids.power_kw", "line_ids.amount")
    def _compute_totals(self):
        for proforma in self:
            lines = proforma.line_ids
            proforma.pieces_qty = sum(lines.mapped("pieces_qty"))
            proforma.power_kw = sum(lines.mapped("power_kw"))
            proforma.amount = sum(lines.mapped("amount"))

    @api.depends("name")
    def _compute_display_name(self):
        for proforma in self:
            proforma.display_name = proforma.name or self.env._("Prepared pro forma %(id)s", id=proforma.id or "")

    @api.depends("notice_ids")
    def _compute_notice_count(self):
        counts = dict(
            self.env["sales.manual.notice"]
            .sudo()  # how many there are; opening them asks for the right
            ._read_group([("proforma_id", "in", self.ids)], ["proforma_id"], ["__count"])
        )
        for proforma in self:
            proforma.notice_count = counts.get(proforma._origin, 0)

    @api.depends("state", "notice_ids.state")
    @api.depends_context("uid")
    def _compute_can(self):
        may_issue = self._is_maker()
        makes_notices = any(notice_class._is_maker() for notice_class in self._notice_classes())
        for proforma in self:
            proforma.can_edit = may_issue and proforma.state == "draft"
            proforma.can_void = may_issue and proforma.state == "issued"
            proforma.can_make_notice = makes_notices and proforma.state == "issued"

    @api.onchange("contract_id")
    def _onchange_contract_id(self):
        contract = self.contract_id
        self.batch_ids = self.batch_ids.filtered(lambda batch: batch.contract_id == contract)
        if contract:
            self.partner_id, self.currency_id = contract.partner_id, contract.currency_id
            self.incoterm_id, self.incoterm_location = contract.incoterm_id, contract.incoterm_location

    # who may write what, when

    @api.model
    def _is_maker(self):
        return not self.env.user._is_superuser() and self.env.user.has_group("sales_manual_addon.group_proforma_make")

    def write(self, vals):
        if ISSUED_FIELDS & vals.keys() and not self._has_pass():
            self._check_draft()
        return super().write(vals)

    def _check_draft(self):
        issued = self.filtered(lambda proforma: proforma.state != "draft")
        if issued:
            raise UserError(
                self.env._(
                    "%(proforma)s has been issued and stays as it is. Make it void, and a new one instead.",
                    proforma=", ".join(issued.mapped("display_name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        for proforma in self:
            if proforma.name:
                raise UserError(
                    self.env._(
                        "%(proforma)s has been issued: its number stays. Make it void instead of deleting it.",
                        proforma=proforma.display_name,
                    )
                )

    def _lock(self):
        """Take these rows until the transaction ends, before pieces on notices are summed (rule 16)."""
        if self:
            self.env.cr.execute(
                SQL(
                    """UPDATE sales_manual_proforma SET notice_counter = COALESCE(notice_counter, 0) + 1
                        WHERE id = ANY(ARRAY(SELECT id FROM sales_manual_proforma WHERE id = ANY(%s)
                                              ORDER BY id FOR NO KEY UPDATE))""",
                    sorted(self.ids),
                )
            )
