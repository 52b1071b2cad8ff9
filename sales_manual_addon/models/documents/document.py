from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..contract.bounds import refuse_unusable

# whose document it is; stays as it was entered
FIXED = ("kind_id", "company_id", "partner_id", "contract_id", "notice_id", "booking_id")


class SalesManualDocument(models.Model):
    """A document kept of a shipment, a contract or a customer (INT-19, INT-25): there or missing, its figures, its file
    and where its original is.

    Those that a shipment needs are entered as missing when its notice is released or its vessel loaded.
    """

    _name = "sales.manual.document"
    _inherit = ["sales.manual.guarded", "mail.thread"]
    _description = "Document"
    _order = "date desc nulls last, id desc"
    _check_company_auto = True
    _rec_names_search = ["number", "contract_id.name", "notice_id.name", "partner_id.name"]
    _guarded_fields = frozenset(
        {"move_id", "declaration_id", "is_needed", "state", "disagrees", "user_id", "team_id", "market"}
    )

    kind_id = fields.Many2one("sales.manual.document.kind", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, check_company=True,
        compute="_compute_parties", store=True, readonly=False, precompute=True,
    )  # fmt: skip
    contract_id = fields.Many2one(
        "sales.manual.contract", index="btree_not_null", check_company=True, ondelete="restrict",
        compute="_compute_parties", store=True, readonly=False, precompute=True,
        domain="[('company_id', '=', company_id)]",
    )  # fmt: skip
    notice_id = fields.Many2one(
        "sales.manual.notice", index="btree_not_null", check_company=True, ondelete="restrict",
        domain="[('company_id', '=', company_id), ('name', '!=', False)]",
    )  # fmt: skip
    booking_id = fields.Many2one(
        "sales.manual.vessel.booking", string="Vessel", index="btree_not_null", check_company=True, ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )  # fmt: skip
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, index="btree_not_null", copy=False)
    declaration_id = fields.Many2one(
        "sales.manual.declaration", string="Customs declaration", readonly=True, index="btree_not_null", copy=False
    )
    is_needed = fields.Boolean(string="Needed", readonly=True, copy=False)
    number = fields.Char(index="trigram", copy=False, tracking=True,
                         compute="_compute_figures", store=True, readonly=False)  # fmt: skip
    date = fields.Date(index=True, copy=False, tracking=True, compute="_compute_figures", store=True, readonly=False)
    due_date = fields.Date(string="Due", compute="_compute_due_date", store=True, readonly=False, copy=False)
    pieces_qty = fields.Integer(string="Pieces", copy=False, tracking=True, aggregator=None,
                                compute="_compute_figures", store=True, readonly=False)  # fmt: skip
    currency_id = fields.Many2one("res.currency", compute="_compute_figures", store=True, readonly=False)
    amount = fields.Monetary(copy=False, tracking=True, aggregator=None,
                             compute="_compute_figures", store=True, readonly=False)  # fmt: skip
    packages_qty = fields.Integer(string="Packages", copy=False, tracking=True, aggregator=None)
    gross_kg = fields.Float(string="Gross (kg)", digits=(16, 3), copy=False, tracking=True, aggregator=None)
    net_kg = fields.Float(string="Net (kg)", digits=(16, 3), copy=False, tracking=True, aggregator=None)
    file = fields.Binary(copy=False, attachment=True)
    file_name = fields.Char(copy=False, tracking=True)
    has_file = fields.Boolean(compute="_compute_has_file", store=True, string="File attached")
    original_place = fields.Char(string="Original kept at", copy=False, tracking=True, help="Cabinet and folder.")
    original_date = fields.Date(string="Original since", copy=False, tracking=True)
    not_needed_reason = fields.Char(
        string="Not needed because", copy=False, tracking=True, help="It is not waited for any more."
    )
    state = fields.Selection(
        [("missing", "Missing"), ("present", "Present"), ("not_needed", "Not needed")],
        compute="_compute_state", store=True, index=True, tracking=True,
    )  # fmt: skip
    disagrees = fields.Boolean(
        compute="_compute_disagrees", store=True, help="Its figures are not those of the others."
    )
    user_id = fields.Many2one("res.users", string="Salesperson", compute="_compute_scope", store=True, index=True)
    team_id = fields.Many2one("crm.team", string="Department", compute="_compute_scope", store=True, index=True)
    market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")], compute="_compute_scope", store=True, index=True
    )
    kind_scope = fields.Selection(related="kind_id.scope", export_string_translation=False)
    has_pieces = fields.Boolean(related="kind_id.has_pieces", export_string_translation=False)
    has_packages = fields.Boolean(related="kind_id.has_packages", export_string_translation=False)
    has_amount = fields.Boolean(related="kind_id.has_amount", export_string_translation=False)
    has_weight = fields.Boolean(related="kind_id.has_weight", export_string_translation=False)
    is_original_kept = fields.Boolean(related="kind_id.is_original_kept", export_string_translation=False)
    can_keep = fields.Boolean(compute="_compute_can_keep", export_string_translation=False)

    # the few that are waited for lie among all that were ever filed
    _missing_by_date = models.Index("(due_date) WHERE state = 'missing'")
    _disagreeing = models.Index("(id) WHERE disagrees")

    @api.depends("notice_id", "booking_id", "contract_id")
    def _compute_parties(self):
        for row in self:
            # sudo: a shipment's contract and customer, whoever files its papers
            notice, booking = row.notice_id.sudo(), row.booking_id.sudo()
            if notice or booking:
                contracts = notice.contract_id or booking.every_allocation_ids.contract_id
                partners = notice.partner_id or booking.every_allocation_ids.partner_id
                row.contract_id = contracts.sudo(self.env.su) if len(contracts) == 1 else False
                row.partner_id = partners.sudo(self.env.su) if len(partners) == 1 else False
            else:
                row.contract_id = row.contract_id
                row.partner_id = row.contract_id.sudo().partner_id.sudo(self.env.su) or row.partner_id

    @api.depends(
        "contract_id.user_id", "contract_id.team_id", "contract_id.market", "partner_id.user_id", "booking_id",
        "notice_id", "create_uid",
    )  # fmt: skip
    def _compute_scope(self):
        for row in self:
            contract, customer = row.contract_id.sudo(), row.partner_id.sudo().commercial_partner_id
            # a paper of no contract is its customer's salesperson's, or whoever's that made its notice or filed it
            notice = row.notice_id.sudo()
            maker = notice.create_uid or row.create_uid or self.env.user
            keeper = not contract and not row.booking_id and (customer.user_id or maker)
            row.user_id = contract.user_id or keeper
            row.team_id = contract.team_id or keeper and keeper.sale_team_id
            known = contract.market or notice.market or row.team_id.sales_manual_market
            row.market = known or ("international" if row.booking_id else False)

    @api.depends(
        "kind_id.days", "notice_id.ship_date", "booking_id.etd", "booking_id.atd", "contract_id.effective_date"
    )
    def _compute_due_date(self):
        for row in self:
            booking = row.booking_id.sudo()
            day = booking.atd or booking.etd or row.notice_id.sudo().ship_date
            if row.kind_id.scope == "contract":
                day = row.contract_id.sudo().effective_date
            row.due_date = day + timedelta(days=row.kind_id.days) if day else row.due_date

    @api.depends("file")
    def _compute_has_file(self):
        # its size may have been read before it was written: that stays in the cache of another context
        self.filtered("id").invalidate_recordset(["file"], flush=False)
        for row in self.with_context(bin_size=True):
            row.has_file = bool(row.file)

    # of the state alone: what is posted has its figures, and every further field would be a search for each invoice
    # that Odoo changes, whether or not it is on file here
    @api.depends("move_id.state", "declaration_id.name", "declaration_id.date")
    def _compute_figures(self):
        for row in self:
            move = row.move_id.sudo()  # figures of the own shipment, whoever may read invoices
            if move:
                is_posted = move.state == "posted"
                row.number = is_posted and move.name
                row.date = is_posted and move.invoice_date
                row.currency_id = move.currency_id
                row.amount = move.amount_total * (-1 if move.move_type == "out_refund" else 1) if is_posted else 0
                row.pieces_qty = row._invoiced_pieces() if is_posted and row.notice_id else 0
            else:
                contract = row.contract_id.sudo()
                said = row.declaration_id.sudo()  # entered once, in the room of customs
                row.number = said.name if said else row.number
                row.date = said.date if said else row.date
                of_notice = row.notice_id.sudo().currency_id
                row.currency_id = row.currency_id or of_notice or contract.currency_id or row.company_id.currency_id
                row.amount, row.pieces_qty = row.amount, row.pieces_qty

    @api.depends("kind_id.is_file_needed", "number", "date", "has_file", "move_id.state", "not_needed_reason")
    def _compute_state(self):
        for row in self:
            is_there = row.has_file or not row.kind_id.is_file_needed and row.number and row.date
            if row.move_id:
                is_there = row.move_id.sudo().state == "posted"
            row.state = "present" if is_there else "not_needed" if row.not_needed_reason else "missing"

    @api.depends("kind_id", "number")
    @api.depends_context("with_shipment")
    def _compute_display_name(self):
        for row in self:
            name = " ".join(filter(None, (row.kind_id.name, row.number)))
            # sudo: the names of what it is of, to whoever reads the document
            shipment = self.env.context.get("with_shipment") and (row.notice_id or row.booking_id).sudo().display_name
            row.display_name = f"{name} · {shipment}" if shipment else name

    @api.depends_context("uid")
    def _compute_can_keep(self):
        self.can_keep = self.env.user.has_group("sales_manual_addon.group_document_keep")

    # who may write what

    @api.constrains("kind_id", "notice_id", "booking_id", "contract_id", "partner_id")
    def _check_parents(self):
        for row in self:
            scope = row.kind_id.scope
            if scope in ("shipment", "vessel") and not (row.notice_id or row.booking_id or row.move_id):
                raise ValidationError(
                    self.env._("%(kind)s is a document of a shipment: choose the notice or the vessel.",
                               kind=row.kind_id.name)
                )  # fmt: skip
            if scope == "contract" and not row.contract_id:
                raise ValidationError(self.env._("%(kind)s: choose the contract.", kind=row.kind_id.name))
            if not (row.partner_id or row.booking_id):
                raise ValidationError(self.env._("%(kind)s: choose the customer.", kind=row.kind_id.name))
            # sudo: compared, not shown
            customer = row.contract_id.sudo().partner_id.commercial_partner_id
            if customer and row.partner_id.sudo().commercial_partner_id != customer:
                raise ValidationError(
                    self.env._("%(kind)s: the contract is another customer's.", kind=row.kind_id.name)
                )

    @api.constrains("pieces_qty", "packages_qty", "amount", "gross_kg", "net_kg")
    def _check_figures(self):
        for row in self:
            figures = (row.pieces_qty, row.packages_qty, row.gross_kg, row.net_kg)
            if min(figures) < 0 or (row.amount < 0 and not row.move_id):
                raise ValidationError(self.env._("%(document)s: figures start at 0.", document=row.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
        rows = super().create(vals_list)
        if not rows._has_pass():
            rows._check_readable()
        return rows

    def write(self, vals):
        refuse_unusable(self, vals)
        if not self._has_pass():
            self.check_access("read")  # nothing is written unseen
            self._check_fixed(vals)
        result = super().write(vals)
        if not self._has_pass() and not vals.keys().isdisjoint(FIXED):
            self._check_readable()
        return result

    def _check_readable(self):
        """Documents are filed by those who may see what they are of."""
        self.check_access("read")
        for parents in (self.notice_id, self.booking_id, self.contract_id, self.partner_id):
            parents.check_access("read")

    def _check_fixed(self, vals):
        for row in self:
            changed = [name for name in FIXED if name in vals and row[name] and row[name].id != vals[name]]
            if row.move_id:
                changed += [name for name in ("number", "date", "amount", "pieces_qty", "currency_id") if name in vals]
            if row.declaration_id and not vals.keys().isdisjoint(("number", "date")):
                raise UserError(
                    self.env._(
                        "%(document)s: number and date are entered once, under Customs Declarations.",
                        document=row.display_name,
                    )
                )
            if changed:
                raise UserError(
                    self.env._(
                        "%(document)s: %(fields)s cannot change. File another document instead.",
                        document=row.display_name,
                        fields=", ".join(self._fields[name]._description_string(self.env) for name in changed),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_mistakes(self):
        if self._has_pass():
            return
        self.check_access("read")
        for row in self:
            if row.is_needed or row.move_id:
                raise UserError(
                    self.env._(
                        "%(document)s belongs to the set. If it is not needed, say why instead of deleting it.",
                        document=row.display_name,
                    )
                )
            if not self.env.su and row.create_uid != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(document)s can be deleted by the one who filed it, %(user)s.",
                        document=row.display_name,
                        user=row.create_uid.name,
                    )
                )
