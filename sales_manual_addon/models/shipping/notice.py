from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# states in which a notice's pieces count against the order, and those in which they may leave
OPEN_STATES = ("signing", "released", "shipped")
RELEASED_STATES = ("released", "shipped")


class SalesManualNotice(models.Model):
    """A shipping notice (CMD-5 to CMD-8, CMD-20): what may leave, signed before anything leaves.

    Fields, totals and what may be edited when. Its ways: ``notice_making``, ``notice_flow``, ``notice_limits``,
    ``notice_alerts``, ``notice_blockers``, ``notice_signing`` and ``notice_recording`` beside this file.
    """

    _name = "sales.manual.notice"
    _inherit = ["sales.manual.found", "sales.manual.signable", "mail.thread", "mail.activity.mixin"]
    _description = "Shipping Notice"
    _order = "ship_date desc, id desc"
    _mail_post_access = "read"  # whoever sees to the shipment writes to its customer from it
    _found_by = (("name", "ilike"), ("contract_id.name", "ilike"), ("partner_id", "child_of"))
    _check_company_auto = True

    _guarded_fields = frozenset(
        {
            "name",
            "state",
            "issue_date",
            "release_date",
            "void_reason",
            "signoff_step_ids",
            "signoff_ids",
            "delivery_ids",
            "market",
            "user_id",
            "team_id",
            "pieces_qty",
            "power_kw",
            "amount",
            "shipped_qty",
            "print_count",
        }
    )
    # what is signed; nothing of it changes once goods may leave
    _signed_fields = (
        "class_id",
        "company_id",
        "contract_id",
        "partner_id",
        "warehouse_id",
        "ship_date",
        "incoterm_id",
        "incoterm_location",
        "transport_note",
        "reason",
        "currency_id",
        "line_ids",
    )
    # what the maker may still change while it is being signed, at the price of the signatures that cover it
    _editable_in_signing = frozenset(
        {"ship_date", "incoterm_id", "incoterm_location", "transport_note", "reason", "line_ids"}
    )

    name = fields.Char(
        string="Number", readonly=True, copy=False, index="trigram", help="Given at issue; a void notice keeps it."
    )
    state = fields.Selection(
        [
            ("draft", "Prepared"),
            ("signing", "Signing"),
            ("released", "Released"),
            ("shipped", "Shipped"),
            ("void", "Void"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    class_id = fields.Many2one(
        "sales.manual.notice.class",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('source', '!=', False), ('company_id', 'in', [False, company_id])]",
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    contract_id = fields.Many2one(
        "sales.manual.contract", index="btree_not_null", ondelete="restrict", check_company=True
    )
    market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")],
        compute="_compute_market",
        store=True,
        index=True,
    )
    user_id = fields.Many2one(related="contract_id.user_id", string="Salesperson", store=True, index=True)
    team_id = fields.Many2one(related="contract_id.team_id", string="Department", store=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, check_company=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, check_company=True, index=True,
        default=lambda self: self._only_warehouse(),
    )  # fmt: skip
    ship_date = fields.Date(string="Departure", required=True, index=True)
    incoterm_id = fields.Many2one("account.incoterms")
    incoterm_location = fields.Char(string="Destination")
    transport_note = fields.Text(string="Transport")
    reason = fields.Text()
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    line_ids = fields.One2many("sales.manual.notice.line", "notice_id", copy=True)
    delivery_ids = fields.One2many("sales.manual.notice.delivery", "notice_id", readonly=True)
    signoff_step_ids = fields.One2many("sales.manual.signoff.step", "notice_id", string="Signatures needed")
    signoff_ids = fields.One2many("sales.manual.signoff", "notice_id", string="Sign-offs")
    issue_date = fields.Datetime(string="Issued on", readonly=True, copy=False)
    release_date = fields.Datetime(string="Released on", readonly=True, copy=False, index=True)
    void_reason = fields.Text(readonly=True, copy=False)
    pieces_qty = fields.Integer(string="Pieces", compute="_compute_totals", store=True)
    power_kw = fields.Float(string="kW", digits=(16, 3), compute="_compute_totals", store=True)
    amount = fields.Monetary(compute="_compute_totals", store=True)
    shipped_qty = fields.Integer(string="Shipped", compute="_compute_totals", store=True)

    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "Another shipping notice has this number."
    )
    # the list begins with the oldest that is open: beside it lie all that have left
    _open_by_date = models.Index("(ship_date, id) WHERE state IN ('draft', 'signing', 'released')")

    @api.depends("contract_id.market", "class_id.market")
    def _compute_market(self):
        for notice in self:
            notice.market = notice.contract_id.market or notice.class_id.market

    @api.depends("line_ids.pieces_qty", "line_ids.power_w", "line_ids.amount", "line_ids.shipped_qty")
    def _compute_totals(self):
        for notice in self:
            lines = notice.line_ids
            notice.pieces_qty = sum(lines.mapped("pieces_qty"))
            notice.power_kw = sum(lines.mapped("power_w")) / 1000
            notice.amount = sum(lines.mapped("amount"))
            notice.shipped_qty = sum(lines.mapped("shipped_qty"))

    @api.depends("name", "class_id")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = notice.name or self.env._(
                "Prepared notice %(code)s %(id)s", code=notice.class_id.code or "", id=notice.id or ""
            )

    def _only_warehouse(self):
        """The company's warehouse where it has one; of several, whoever makes the notice says which."""
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", self.env.company.id)], limit=2)
        return warehouses if len(warehouses) == 1 else False

    # who may write what, when

    @api.model_create_multi
    def create(self, vals_list):
        notices = super().create(vals_list)
        notices._check_maker()
        return notices

    def write(self, vals):
        signed = vals.keys() & set(self._signed_fields)
        if signed and not self._has_pass():
            self._check_maker()
            self._check_editable(signed)
        result = super().write(vals)
        if not {"class_id", "contract_id"}.isdisjoint(vals) and not self._has_pass():
            self._check_maker()
            self.check_access("write")  # a notice does not move to a contract that its maker has nothing to do with
        return result

    def _check_maker(self):
        """Refuse whoever does not hold a maker post of the class. Our own server code (``sudo``) may prepare; it never
        issues.
        """
        if not self.env.su:
            self._check_maker_post()

    def _check_maker_post(self):
        for notice in self:
            notice_class = notice.class_id
            if not notice_class._is_maker():
                raise AccessError(
                    self.env._(
                        "Shipping notices of class %(notice_class)s are prepared, issued and withdrawn by: %(posts)s. "
                        "%(user)s holds none of these posts.",
                        notice_class=notice_class.display_name,
                        user=self.env.user.name,
                        posts=", ".join(notice_class.sudo().maker_post_ids.mapped("name"))
                        or self.env._("nobody yet"),  # posts' names
                    )
                )

    def _maker_in_charge(self):
        """Who looks after this notice: whoever prepared it, or where he makes such notices no more another who does and
        who may read it; empty where there is none.
        """
        self.ensure_one()
        posts = self.sudo().class_id.maker_post_ids  # whom to ask, whoever causes it
        makers = posts.all_user_ids.filtered(lambda user: user.active and self.company_id in user.company_ids)
        makers, preparer = makers.with_env(self.env), self.prepared_by_id or self.create_uid
        if preparer in makers:
            return preparer
        return next((user for user in makers if self.with_user(user).has_access("read")), makers.browse())

    def _check_editable(self, names):
        """Refuse a change of what is signed: nothing once released, only dates, transport and lines while being
        signed.
        """
        for notice in self:
            if notice.state == "draft":
                frozen = names & {"class_id", "company_id"} if notice.name else set()
            elif notice.state == "signing":
                frozen = names - self._editable_in_signing
            else:
                frozen = names
            if frozen:
                raise UserError(
                    self.env._(
                        "Shipping notice %(notice)s is in state %(state)s: %(fields)s cannot change any more. "
                        "Void it, and make a new notice.",
                        notice=notice.display_name,
                        state=dict(self._fields["state"]._description_selection(self.env))[notice.state],
                        fields=", ".join(
                            sorted(self._fields[name]._description_string(self.env) or name for name in frozen)
                        ),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        for notice in self:
            if notice.state != "draft" or notice.name:
                raise UserError(
                    self.env._(
                        "Shipping notice %(notice)s has been issued: its number stays. Void it with a reason "
                        "instead of deleting it.",
                        notice=notice.display_name,
                    )
                )
        self._check_maker()
