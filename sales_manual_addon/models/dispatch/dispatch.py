from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [("loading", "Loading"), ("left", "On the way"), ("arrived", "At customer"), ("void", "Void")]
MAKE = "sales_manual_addon.group_dispatch_make"
ARRIVAL = "sales_manual_addon.group_arrival"


class SalesManualDispatch(models.Model):
    """A vehicle's trip with goods of a done transfer (CMD-20, DOM-12): gate pass (出门证), transport, arrival.

    A transfer that fills several vehicles has a pass for each, and what stands on its passes is never more than what
    left by it under shipping notices; a vehicle that takes several transfers has a pass of each: ``vehicle``. The
    dispatcher writes transport and issues the pass, the clerk writes the arrival.
    """

    _name = "sales.manual.dispatch"
    _inherit = ["sales.manual.found", "sales.manual.reasoned", "mail.thread", "mail.activity.mixin"]
    _description = "Gate Pass"
    _order = "departure_date desc, id desc"
    _found_by = (
        ("name", "ilike"), ("plate", "ilike"), ("picking_id.name", "ilike"), ("contract_id.name", "ilike"),
        ("partner_id", "child_of"),
    )  # fmt: skip
    _check_company_auto = True
    _mail_post_access = "read"

    # who writes what, and while it is in which states
    _transport_fields = frozenset({"carrier_id", "plate", "driver", "driver_phone", "expected_date", "transport_note"})
    _arrival_fields = frozenset({"arrival_date", "signed_by", "arrival_note"})
    _copy_fields = frozenset({"return_copy", "return_copy_name"})
    _guarded_fields = frozenset(
        {
            "name",
            "state",
            "picking_id",
            "company_id",
            "partner_id",
            "contract_id",
            "market",
            "user_id",
            "team_id",
            "departure_date",
            "void_reason",
            "confirmed_date",
            "confirmed_by_id",
            "arrival_confirmed_date",
            "arrival_confirmed_by_id",
            "pieces_qty",
            "package_qty",
            "loss_qty",
            "damaged_qty",
            "print_count",
        }
    )

    name = fields.Char(
        string="Number",
        readonly=True,
        copy=False,
        index="trigram",
        help="Given when the vehicle leaves; a void pass keeps it.",
    )
    state = fields.Selection(
        STATES, default="loading", required=True, readonly=True, copy=False, index=True, tracking=True
    )
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    warehouse_id = fields.Many2one(related="picking_id.picking_type_id.warehouse_id", string="Warehouse")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Where the goods go: the address of the transfer.",
    )
    contract_id = fields.Many2one("sales.manual.contract", readonly=True, index="btree_not_null", ondelete="restrict")
    market = fields.Selection([("domestic", "Domestic"), ("international", "International")], readonly=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", string="Salesperson", store=True, index=True)
    team_id = fields.Many2one(related="contract_id.team_id", string="Department", store=True, index=True)
    line_ids = fields.One2many("sales.manual.dispatch.line", "dispatch_id")
    notice_ids = fields.Many2many("sales.manual.notice", string="Shipping notices", compute="_compute_notice_ids")
    pieces_qty = fields.Integer(string="Pieces", compute="_compute_totals", store=True)
    package_qty = fields.Integer(string="Packages", compute="_compute_totals", store=True)
    loss_qty = fields.Integer(string="Transit loss", compute="_compute_totals", store=True)
    damaged_qty = fields.Integer(string="Damaged", compute="_compute_totals", store=True)
    # transport
    carrier_id = fields.Many2one(
        "res.partner", string="Haulier", index="btree_not_null", ondelete="restrict", tracking=True
    )
    plate = fields.Char(string="Plate number", tracking=True)
    driver = fields.Char(tracking=True)
    driver_phone = fields.Char(string="Driver's phone")
    expected_date = fields.Date(string="Expected arrival", index="btree_not_null", tracking=True)
    transport_note = fields.Text(string="Transport note")
    departure_date = fields.Datetime(string="Left on", readonly=True, copy=False, index=True)
    void_reason = fields.Text(readonly=True, copy=False)
    # dispatch confirmation
    confirmed_date = fields.Datetime(
        string="Customer told on", readonly=True, copy=False, help="When the dispatch confirmation was mailed."
    )
    confirmed_by_id = fields.Many2one("res.users", string="Told by", readonly=True, copy=False)
    # arrival
    arrival_date = fields.Date(string="Arrived on", copy=False, tracking=True, index="btree_not_null")
    signed_by = fields.Char(
        string="Signed for by", copy=False, tracking=True, help="Who received the goods for the customer."
    )
    arrival_note = fields.Text(copy=False)
    return_copy = fields.Binary(
        attachment=True, copy=False, help="The copy that the customer signed and the driver brought back."
    )
    return_copy_name = fields.Char(copy=False)
    arrival_confirmed_date = fields.Datetime(string="Arrival confirmed on", readonly=True, copy=False)
    arrival_confirmed_by_id = fields.Many2one("res.users", string="Arrival confirmed by", readonly=True, copy=False)
    print_count = fields.Integer(string="Printed", readonly=True, copy=False, default=0, aggregator=None)

    _name_unique = models.UniqueIndex("(company_id, name) WHERE name IS NOT NULL", "Another gate pass has this number.")
    # what is under way among those of ten years
    _under_way = models.Index("(departure_date, id) WHERE state IN ('loading', 'left')")

    @api.depends("line_ids.pieces_qty", "line_ids.package_qty", "line_ids.loss_qty", "line_ids.damaged_qty")
    def _compute_totals(self):
        for dispatch in self:
            lines = dispatch.line_ids
            dispatch.pieces_qty = sum(lines.mapped("pieces_qty"))
            dispatch.package_qty = sum(lines.mapped("package_qty"))
            dispatch.loss_qty = sum(lines.mapped("loss_qty"))
            dispatch.damaged_qty = sum(lines.mapped("damaged_qty"))

    @api.depends("line_ids.notice_id")
    def _compute_notice_ids(self):
        for dispatch in self:
            dispatch.notice_ids = dispatch.line_ids.notice_id

    @api.depends("name", "plate", "picking_id")
    def _compute_display_name(self):
        for dispatch in self:
            dispatch.display_name = dispatch.name or self.env._(
                "Loading %(what)s",
                what=dispatch.plate or dispatch.sudo().picking_id.name,  # sudo: a name
            )

    # who may write what, when

    @api.model_create_multi
    def create(self, vals_list):
        if not self._has_pass():
            raise AccessError(self.env._("Gate passes are made from a done transfer: open it and press Gate pass."))
        return super().create(vals_list)

    def write(self, vals):
        if not self._has_pass():
            self._check_written(vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A gate pass stays on record. Make it void with a reason instead."))

    def _check_written(self, names):
        """Refuse whoever may not write these fields, and each in a state that is past it."""
        if names & self._transport_fields:
            self._check_post(MAKE)
            self._check_state(("loading", "left"))
        if names & self._arrival_fields:
            self._check_post(ARRIVAL)
            self._check_state(("left",))
        if names & self._copy_fields:
            self._check_post(ARRIVAL, MAKE)
            self._check_state(("left", "arrived"))

    def _check_post(self, *groups):
        """:raises AccessError: the user has none of these capabilities"""
        user = self.env.user
        if not self.env.su and not any(user.has_group(group) for group in groups):
            raise AccessError(
                self.env._(
                    "%(user)s has no right to this. It takes one of: %(rights)s.",
                    user=user.name,
                    rights=", ".join(self.env.ref(group).sudo().name for group in groups),  # sudo: a name
                )
            )

    def _check_state(self, states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for dispatch in self:
            if dispatch.state not in states:
                raise UserError(
                    self.env._(
                        "Gate pass %(dispatch)s is in state %(state)s: that cannot be done now. Reload to see what "
                        "changed.",
                        dispatch=dispatch.display_name,
                        state=labels[dispatch.state],
                    )
                )
