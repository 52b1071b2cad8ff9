from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .bounds import refuse_unusable, without_zeros
from .power import exact

# stored, and computed alone: a client may not write what the lines come to
COMPUTED_FIELDS = frozenset({"computed_amount", "amount_difference", "power_mw", "pieces_qty"})
MARKETS = [("domestic", "Domestic"), ("international", "International")]


class SalesManualContract(models.Model):
    """A sales contract as signed on paper (CMD-3, CMD-5, CMD-16): drafted, reviewed, approved, decomposed, carried out.

    Its content can change until it is effective. From then on only the fields in ``_bookkeeping_fields`` can.
    """

    _name = "sales.manual.contract"
    _inherit = ["sales.manual.found", "sales.manual.signable", "mail.thread", "mail.activity.mixin"]
    _description = "Sales Contract"
    _order = "signing_date desc, id desc"
    _mail_post_access = "read"  # whoever sees to its goods writes to its customer from it
    _check_company_auto = True
    _rec_names_search = ["name", "partner_id.name", "customer_reference"]
    _found_by = (("name", "ilike"), ("customer_reference", "ilike"), ("partner_id", "child_of"))
    _guarded_fields = COMPUTED_FIELDS | {"state", "name", "effective_date", "void_reason"}
    # what is no content of the paper: who follows it, where it is filed, who ships by default
    _bookkeeping_fields = frozenset({"user_id", "team_id", "customer_reference", "warehouse_id"})

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram",
                       help="Given when the contract is approved.")
    state = fields.Selection(
        [("draft", "Draft"), ("review", "Review"), ("effective", "Effective"), ("closed", "Closed"), ("void", "Void")],
        default="draft", required=True, readonly=True, copy=False, index=True, tracking=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    market = fields.Selection(MARKETS, required=True, index=True, compute="_compute_market", store=True, readonly=False,
                              precompute=True, help="By default the market of the salesperson's department.")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, check_company=True,
                                 tracking=True)
    customer_reference = fields.Char(string="Customer's number", copy=False, index="trigram", tracking=True)
    user_id = fields.Many2one("res.users", string="Salesperson", index=True, tracking=True, check_company=True,
                              default=lambda self: self.env.user, domain="[('share', '=', False)]")
    team_id = fields.Many2one("crm.team", string="Department", index=True, check_company=True, tracking=True,
                              compute="_compute_team_id", store=True, readonly=False, precompute=True)
    currency_id = fields.Many2one("res.currency", required=True, compute="_compute_currency_id", store=True,
                                  readonly=False, precompute=True)
    incoterm_id = fields.Many2one("account.incoterms")
    incoterm_location = fields.Char(string="Incoterm place")
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True,
                                   help="Ships the batches unless a batch names another.")
    payment_term_id = fields.Many2one("account.payment.term", string="Payment terms", check_company=True,
                                      compute="_compute_payment_term_id", store=True, readonly=False, precompute=True)
    signing_date = fields.Date(string="Signing date", index=True, copy=False)
    start_date = fields.Date(string="Valid from", copy=False)
    end_date = fields.Date(string="Valid until", copy=False, index=True, help="The last day counts.")
    latest_shipment_date = fields.Date(string="Latest shipment", copy=False)
    effective_date = fields.Date(string="Effective since", readonly=True, copy=False)
    tolerance_percent = fields.Float(string="Tolerance ± %", digits=(5, 2), default=0.0, aggregator=None,
                                     help="By how much the batches may differ from the contract, in percent of each "
                                          "line's power.")
    signed_amount = fields.Monetary(string="Signed amount", tracking=True, help="What the paper says, tax as on paper.")
    # not precomputed: the lines that come with a new contract have not been looked at by then
    computed_amount = fields.Monetary(string="Computed amount", compute="_compute_totals", store=True,
                                      help="What the lines come to.")
    amount_difference = fields.Monetary(string="Difference", compute="_compute_totals", store=True,
                                        help="Signed amount less computed amount; none while no signed amount is "
                                             "entered.")
    power_mw = fields.Float(string="MW", digits=(16, 6), compute="_compute_totals", store=True)
    pieces_qty = fields.Float(string="Pieces", digits=(16, 0), compute="_compute_totals", store=True)
    line_ids = fields.One2many("sales.manual.contract.line", "contract_id", copy=True)
    milestone_ids = fields.One2many("sales.manual.contract.milestone", "contract_id", copy=True)
    batch_ids = fields.One2many("sales.manual.batch", "contract_id")
    notice_ids = fields.One2many("sales.manual.notice", "contract_id")
    order_ids = fields.One2many("sale.order", "sales_contract_id")
    signoff_step_ids = fields.One2many("sales.manual.signoff.step", "contract_id", string="Signatures needed")
    signoff_ids = fields.One2many("sales.manual.signoff", "contract_id", string="Sign-offs")
    void_reason = fields.Text(readonly=True, copy=False)
    note = fields.Html(string="Clauses and notes")

    _name_unique = models.UniqueIndex("(company_id, name) WHERE name IS NOT NULL",
                                      "A contract with this number exists.")

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for contract in self:
            if contract.name:
                contract.display_name = contract.name
            else:
                contract.display_name = self.env._(
                    "Draft contract · %(customer)s", customer=contract.partner_id.name or self.env._("no customer"),
                )

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        users = self.user_id
        teams = self.env["crm.team"].search([
            "|", ("user_id", "in", users.ids), ("member_ids", "in", users.ids),
            ("company_id", "in", [False, *self.company_id.ids]),
        ]) if users else self.env["crm.team"]
        for contract in self:
            user = contract.user_id
            of_user = teams.filtered(
                lambda team, user=user, company=contract.company_id:
                user in team.user_id | team.member_ids and (not team.company_id or team.company_id == company)
            )
            # a department of a market before any other team of the user
            contract.team_id = (of_user.filtered("sales_manual_market") or of_user)[:1] or contract.team_id

    @api.depends("team_id")
    def _compute_market(self):
        for contract in self:
            # once sent to review the market is content: a new salesperson does not change it
            market = contract.team_id.sales_manual_market if contract.state == "draft" else False
            contract.market = market or contract.market

    @api.depends("partner_id", "company_id")
    def _compute_currency_id(self):
        for contract in self:
            partner = contract.partner_id.with_company(contract.company_id)
            contract.currency_id = partner.property_product_pricelist.currency_id or contract.company_id.currency_id

    @api.depends("partner_id", "company_id")
    def _compute_payment_term_id(self):
        for contract in self:
            contract.payment_term_id = contract.partner_id.with_company(contract.company_id).property_payment_term_id

    @api.depends("line_ids.amount", "line_ids.power_w", "line_ids.pieces_qty", "signed_amount", "currency_id")
    def _compute_totals(self):
        for contract in self:
            lines = contract.line_ids
            contract.computed_amount = float(sum((exact(line.amount) for line in lines), exact(0)))
            signed = contract.signed_amount
            contract.amount_difference = signed - contract.computed_amount if signed else 0
            contract.power_mw = float(sum((exact(line.power_w) for line in lines), exact(0)) / 1_000_000)
            contract.pieces_qty = sum(lines.mapped("pieces_qty"))

    @api.constrains("start_date", "end_date", "signing_date", "latest_shipment_date")
    def _check_dates(self):
        for contract in self:
            start, end, latest = contract.start_date, contract.end_date, contract.latest_shipment_date
            if start and end and end < start:
                raise ValidationError(self.env._(
                    "%(contract)s: valid until %(end)s comes before valid from %(start)s.",
                    contract=contract.display_name, start=start, end=end,
                ))
            if contract.signing_date and end and end < contract.signing_date:
                raise ValidationError(self.env._(
                    "%(contract)s: signed on %(signed)s, after its validity ends on %(end)s.",
                    contract=contract.display_name, signed=contract.signing_date, end=end,
                ))
            if latest and start and latest < start:
                raise ValidationError(self.env._(
                    "%(contract)s: the latest shipment on %(latest)s comes before valid from %(start)s.",
                    contract=contract.display_name, latest=latest, start=start,
                ))

    @api.constrains("tolerance_percent", "signed_amount")
    def _check_numbers(self):
        for contract in self:
            if not 0 <= contract.tolerance_percent <= 100:
                raise ValidationError(self.env._(
                    "%(contract)s: a tolerance of %(percent)s %% cannot be meant. It lies between 0 and 100.",
                    contract=contract.display_name, percent=contract.tolerance_percent,
                ))
            if contract.signed_amount < 0:
                raise ValidationError(self.env._("%(contract)s: the signed amount cannot be negative.",
                                                 contract=contract.display_name))

    @api.constrains("market", "team_id")
    def _check_team_market(self):
        for contract in self:
            team = contract.team_id
            if team.sales_manual_market and team.sales_manual_market != contract.market:
                markets = dict(self._fields["market"]._description_selection(self.env))
                raise ValidationError(self.env._(
                    "%(contract)s: the department %(team)s sells to the market “%(team_market)s”, the contract belongs "
                    "to “%(market)s”. Choose a department of that market, or change the market.",
                    contract=contract.display_name, team=team.display_name,
                    team_market=markets[team.sales_manual_market], market=markets[contract.market],
                ))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
        return super().create(without_zeros(vals_list, COMPUTED_FIELDS))

    def write(self, vals):
        refuse_unusable(self, vals)
        if not self._has_pass():
            content = self._content_names(vals)
            if content:
                self._refuse_frozen(content)
            self._check_reviewers_stay(vals)
            if not vals.keys().isdisjoint(("user_id", "team_id")):
                self._check_handover()
        result = super().write(vals)
        if "company_id" in vals:
            # the lines follow by themselves, without being asked whether their products and taxes may
            self.line_ids._check_company()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for contract in self:
            if contract.state != "draft" or contract.name:
                raise UserError(self.env._(
                    "%(contract)s has been sent to review and is on record. It can be made void, not deleted.",
                    contract=contract.display_name,
                ))
            if not self.env.su and self.env.user not in (contract.create_uid, contract.user_id):
                raise UserError(self.env._(
                    "%(contract)s can be deleted by the one who made it, %(maker)s.",
                    contract=contract.display_name, maker=contract.create_uid.name,
                ))
        # what hangs on a contract counts whoever may read it
        contracts = self.sudo()
        for contract in contracts.filtered(lambda c: c.batch_ids or c.order_ids or c.notice_ids):
            raise UserError(self.env._(
                "%(contract)s has delivery batches, orders or shipping notices. Delete those that are planned only, "
                "or make the contract void.", contract=contract.display_name,
            ))

    def _content_names(self, vals):
        """Names in ``vals`` that are content of the paper: all but bookkeeping and the chatter's own fields."""
        chatter = self.env["mail.thread"]._fields.keys() | self.env["mail.activity.mixin"]._fields.keys()
        return {name for name in vals if name in self._fields} - self._collect("_bookkeeping_fields") - chatter

    def _refuse_frozen(self, names=()):
        """Raise UserError unless the content of all these contracts can still change: in draft and in review."""
        if self._has_pass():
            return
        for contract in self:
            if contract.state not in ("draft", "review"):
                labels = ", ".join(sorted(self._fields[name]._description_string(self.env) for name in names))
                raise UserError(self.env._(
                    "%(contract)s has been approved; what was signed cannot change (%(fields)s). "
                    "Agree on a new contract and make this one void or close it.",
                    contract=contract.display_name, fields=labels or self.env._("lines and payment milestones"),
                ))

    def _check_reviewers_stay(self, vals):
        """What says who reviews a contract stays while it is reviewed: its signatures were asked of those posts."""
        for contract in self.filtered(lambda contract: contract.state == "review"):
            is_other_company = "company_id" in vals and vals["company_id"] != contract.company_id.id
            if is_other_company or "market" in vals and vals["market"] != contract.market:
                raise UserError(self.env._(
                    "%(contract)s is being reviewed by the posts of its company and market, so neither changes now. "
                    "Have it rejected to change them.", contract=contract.display_name,
                ))

    def _content_changed(self):
        """Called after lines or milestones were written: frozen contracts refuse, signatures are looked at again."""
        self._refuse_frozen()
        self._signoff_recheck()
