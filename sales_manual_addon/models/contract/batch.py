from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .bounds import refuse_unusable

# written by the ORM alone; a client may name them, so they are refused on write and computed whatever creation was
# given
COMPUTED_FIELDS = frozenset(
    {
        "name",
        "company_id",
        "market",
        "partner_id",
        "user_id",
        "team_id",
        "state",
        "pieces_qty",
        "power_kw",
        "amount",
        "noticed_qty",
        "shipped_qty",
        "open_qty",
    }
)
# what an order takes over: fixed while the order lives
ORDERED_FIELDS = frozenset({"contract_id", "delivery_date", "incoterm_id", "incoterm_location", "warehouse_id"})


class SalesManualBatch(models.Model):
    """A delivery batch: what leaves when, to where, for how much. The rows of a contract's decomposition table."""

    _name = "sales.manual.batch"
    _inherit = ["sales.manual.found", "sales.manual.guarded", "mail.thread", "mail.activity.mixin"]
    _description = "Delivery Batch"
    _order = "delivery_date, contract_id.id, number, id"
    _found_by = (("name", "ilike"), ("contract_id", "ilike"))
    _check_company_auto = True
    _guarded_fields = COMPUTED_FIELDS | {"number"}

    name = fields.Char(compute="_compute_name", store=True, index="trigram")
    number = fields.Integer(string="No.", readonly=True, copy=False, aggregator=None)
    contract_id = fields.Many2one(
        "sales.manual.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', 'in', ('draft', 'review', 'effective'))]",
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    market = fields.Selection(related="contract_id.market", store=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", store=True, index=True)
    team_id = fields.Many2one(related="contract_id.team_id", store=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    delivery_date = fields.Date(required=True, index=True, tracking=True)
    incoterm_id = fields.Many2one(
        "account.incoterms",
        compute="_compute_from_contract",
        store=True,
        readonly=False,
        precompute=True,
    )
    incoterm_location = fields.Char(
        string="Destination", compute="_compute_from_contract", store=True, readonly=False, precompute=True
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        check_company=True,
        compute="_compute_from_contract",
        store=True,
        readonly=False,
        precompute=True,
    )
    line_ids = fields.One2many("sales.manual.batch.line", "batch_id", copy=False)
    state = fields.Selection(
        [("planned", "Planned"), ("ordered", "Ordered"), ("shipping", "Shipping"), ("shipped", "Shipped")],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
    )
    pieces_qty = fields.Integer(string="Pieces", compute="_compute_sums", store=True)
    power_kw = fields.Float(string="kW", digits=(16, 3), compute="_compute_sums", store=True)
    amount = fields.Monetary(compute="_compute_sums", store=True)
    noticed_qty = fields.Integer(string="On notices", compute="_compute_sums", store=True)
    shipped_qty = fields.Integer(string="Shipped", compute="_compute_sums", store=True)
    open_qty = fields.Integer(string="Open", compute="_compute_sums", store=True, help="Pieces that have not left yet.")
    product_summary = fields.Char(string="Products", compute="_compute_product_summary")
    order_ids = fields.Many2many("sale.order", string="Contract orders", compute="_compute_documents")
    order_count = fields.Integer(compute="_compute_documents")
    notice_ids = fields.Many2many("sales.manual.notice", string="Shipping notices", compute="_compute_documents")
    notice_count = fields.Integer(compute="_compute_documents")

    _number_per_contract = models.UniqueIndex(
        "(contract_id, number)", "Two batches of a contract cannot have the same number."
    )

    # computes

    @api.depends("contract_id.name", "number")
    def _compute_name(self):
        # a contract has no number before it is approved; its id is the same in every language
        for batch in self:
            contract = batch.contract_id
            batch.name = f"{contract.name or f'#{contract._origin.id or 0}'}/{batch.number:02d}" if contract else False

    @api.depends("contract_id")
    def _compute_from_contract(self):
        for batch in self:
            batch.incoterm_id = batch.contract_id.incoterm_id
            batch.incoterm_location = batch.contract_id.incoterm_location
            batch.warehouse_id = batch.contract_id.warehouse_id

    @api.depends("line_ids.state", "line_ids.shipped_qty")
    def _compute_state(self):
        for batch in self:
            states = set(batch.line_ids.mapped("state"))
            if not states or "planned" in states:
                batch.state = "planned"
            elif len(states) == 1:
                [batch.state] = states
            else:
                batch.state = "shipping"

    @api.depends(
        "line_ids.pieces_qty",
        "line_ids.power_kw",
        "line_ids.amount",
        "line_ids.open_qty",
        "line_ids.noticed_qty",
        "line_ids.shipped_qty",
    )
    def _compute_sums(self):
        for batch in self:
            for name in ("pieces_qty", "power_kw", "amount", "noticed_qty", "shipped_qty", "open_qty"):
                batch[name] = sum(batch.line_ids.mapped(name))

    @api.depends("line_ids.contract_line_id.ref", "line_ids.product_id", "line_ids.pieces_qty")
    def _compute_product_summary(self):
        for batch in self:
            batch.product_summary = ", ".join(
                f"{line.contract_line_id.ref or line.product_id.display_name} {line.pieces_qty:,}"
                for line in batch.line_ids
            )

    @api.depends("line_ids.order_line_id")
    def _compute_documents(self):
        orders, notices = {}, {}
        groups = (
            self.env["sale.order.line"]._read_group(
                [("contract_batch_line_id.batch_id", "in", self.ids)],
                ["contract_batch_line_id"],
                ["order_id:recordset"],
            )
            if self.env["sale.order"].has_access("read")
            else []
        )
        for line, found in groups:
            orders[line.batch_id.id] = orders.get(line.batch_id.id, self.env["sale.order"]) | found
        groups = (
            self.env["sales.manual.notice.line"]._read_group(
                [("batch_line_id.batch_id", "in", self.ids)],
                ["batch_line_id"],
                ["notice_id:recordset"],
            )
            if self.env["sales.manual.notice.line"].has_access("read")
            else []
        )
        for line, found in groups:
            notices[line.batch_id.id] = notices.get(line.batch_id.id, self.env["sales.manual.notice"]) | found
        for batch in self:
            batch.order_ids = orders.get(batch._origin.id, False)
            batch.notice_ids = notices.get(batch._origin.id, False)
            batch.order_count = len(batch.order_ids)
            batch.notice_count = len(batch.notice_ids)

    # guards

    @api.constrains("delivery_date", "contract_id")
    def _check_delivery_date(self):
        for batch in self:
            if refusal := batch.contract_id._delivery_date_refusal(batch.delivery_date):
                raise ValidationError(self.env._("Batch %(batch)s: %(refusal)s", batch=batch.name, refusal=refusal))

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [{"contract_id": self.env.context.get("default_contract_id"), **vals} for vals in vals_list]
        for vals in vals_list:
            refuse_unusable(self, vals)
            if not vals["contract_id"] or not isinstance(vals["contract_id"], int):
                raise ValidationError(self.env._("A delivery batch belongs to a contract. Choose the contract."))
        contracts = self.env["sales.manual.contract"].browse({vals["contract_id"] for vals in vals_list})
        contracts._check_decomposable()
        numbers = self._last_numbers(contracts)
        for vals in vals_list:
            numbers[vals["contract_id"]] += 1
            vals["number"] = numbers[vals["contract_id"]]
        batches = super().create(vals_list)
        for name in COMPUTED_FIELDS:
            self.env.add_to_compute(self._fields[name], batches)
        return batches

    def _refuse_guarded(self, vals, creating=False):
        # creation numbers the batch itself, whatever it was given
        return super()._refuse_guarded(
            {name: value for name, value in vals.items() if not (creating and name == "number")}, creating
        )

    @api.model
    def _last_numbers(self, contracts):
        """Return {contract id: highest batch number}, and keep other transactions from numbering until this one ends.

        The row of the contract is updated, not just locked: under repeatable read whoever comes second must fail and
        be retried, since it cannot see the numbers of the first.
        """
        if not contracts:
            return {}
        contracts.flush_recordset()
        self.flush_model(["contract_id", "number"])
        self.env.cr.execute(
            SQL(
                """
            WITH ordered AS (SELECT id FROM sales_manual_contract WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)
            UPDATE sales_manual_contract contract SET write_date = contract.write_date FROM ordered WHERE contract.id
            = ordered.id
            """,
                tuple(contracts.ids),
            )
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT contract_id, max(number) FROM sales_manual_batch WHERE contract_id IN %s GROUP BY contract_id",
                tuple(contracts.ids),
            )
        )
        return dict.fromkeys(contracts.ids, 0) | dict(rows)

    def write(self, vals):
        refuse_unusable(self, vals)
        if ORDERED_FIELDS & vals.keys() and not self._has_pass():
            self.contract_id._check_decomposable()
            self.line_ids._check_changeable()
            if "contract_id" in vals and any(batch.contract_id.id != vals["contract_id"] for batch in self):
                raise ValidationError(
                    self.env._("A batch stays with its contract. Delete it and make one under the other contract.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ordered(self):
        self.contract_id._check_decomposable()
        self.line_ids._check_changeable()

    def unlink(self):
        # the database would drop the lines without giving their pieces back to the contract
        self.line_ids.unlink()
        return super().unlink()

    # actions

    def action_make_notices(self):
        """Prepare and show shipping notices over what is on confirmed orders and on no notice yet (CMD-5)."""
        notices = self.env["sales.manual.notice"]._make_from_batches(self)
        return notices._get_records_action(name=self.env._("Shipping notices"))

    def action_open_orders(self):
        return self.order_ids._get_records_action(name=self.env._("Contract orders"))

    def action_open_notices(self):
        return self.notice_ids._get_records_action(name=self.env._("Shipping notices"))
