from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class SalesManualGateStart(models.TransientModel):
    """Collects how the shipping gate is turned on for one warehouse and what of the open orders is exempt; the gate
    does it."""

    _name = "sales.manual.gate.start"
    _description = "Turn the shipping gate on"
    _rec_name = "warehouse_id"

    # what the list of open orders was made for: another choice needs another list
    _scope_fields = frozenset({"warehouse_id", "free_warehouse_ids", "is_direct_free"})

    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        ondelete="cascade",
        default=lambda self: self._default_warehouse_id(),
        domain="[('company_id', 'in', allowed_company_ids)]",
        help="From now on what leaves here for customers needs a released shipping notice.",
    )
    company_id = fields.Many2one(related="warehouse_id.company_id")
    picking_type_ids = fields.Many2many(
        "stock.picking.type",
        "sales_manual_gate_start_type_rel",
        string="Delivered by",
        compute="_compute_picking_type_ids",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('warehouse_id', '=', warehouse_id), ('code', '=', 'outgoing')]",
        help="Operation types by which orders leave with a notice. By others of the warehouse nothing leaves for "
        "customers.",
    )
    free_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "sales_manual_gate_start_free_rel",
        string="Go on without notices",
        compute="_compute_free",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', '=', company_id), ('id', '!=', warehouse_id)]",
        help="Warehouses whose goods leave as before. Goods of the others do not move in, or they would leave from "
        "there unseen. None: notices are required of everything the company delivers.",
    )
    is_direct_free = fields.Boolean(
        string="Dropshipping goes on without",
        compute="_compute_free",
        store=True,
        readonly=False,
        precompute=True,
        help="Goods that suppliers send straight to customers leave as before.",
    )
    reason = fields.Text(help="Stays with every exemption.")
    until_date = fields.Date(
        string="Last day", help="After it nothing more leaves under the exemptions. Empty: no end."
    )
    candidate_ids = fields.One2many("sales.manual.gate.candidate", "start_id", export_string_translation=False)
    is_chosen = fields.Boolean(compute="_compute_counts", export_string_translation=False)
    open_count = fields.Integer(string="Open", compute="_compute_counts")
    order_count = fields.Integer(string="Orders", compute="_compute_counts")
    transfer_count = fields.Integer(string="Transfers without an order", compute="_compute_counts")
    exempt_count = fields.Integer(string="Exempt", compute="_compute_counts")

    def _default_warehouse_id(self):
        warehouses = self.env["stock.warehouse"].search([("company_id", "in", self.env.companies.ids)])
        requiring = self._requiring(warehouses)
        return (warehouses - requiring)[:1] or warehouses[:1]

    def _requiring(self, warehouses):
        types = self.env["stock.picking.type"].search(
            [("warehouse_id", "in", warehouses.ids), ("requires_shipping_notice", "=", True)]
        )
        return types.warehouse_id

    @api.depends("warehouse_id")
    def _compute_picking_type_ids(self):
        for start in self:
            types = self.env["stock.picking.type"].search(
                [("warehouse_id", "=", start.warehouse_id.id), ("code", "=", "outgoing")]
            )
            start.picking_type_ids = types._able_to_require_notices() if start.warehouse_id else False

    @api.depends("warehouse_id")
    def _compute_free(self):
        for start in self:
            warehouse, company = start.warehouse_id, start.warehouse_id.company_id
            others = self.env["stock.warehouse"].search(
                [("company_id", "=", company.id), ("id", "!=", warehouse._origin.id or warehouse.id)]
            )
            if company.id in self.env["stock.picking.type"]._companies_requiring_notices():
                start.free_warehouse_ids = others.filtered("ships_without_notice")
                start.is_direct_free = company.sudo().dropships_without_notice  # sudo: shown to whoever decides it
            else:
                start.free_warehouse_ids = others
                start.is_direct_free = bool(company)

    @api.depends("warehouse_id", "free_warehouse_ids", "is_direct_free", "candidate_ids.is_exempt")
    def _compute_counts(self):
        for start in self:
            candidates = start.candidate_ids
            start.is_chosen = bool(candidates)
            if candidates:
                start.open_count = len(candidates)
                start.exempt_count = len(candidates.filtered("is_exempt"))
                start.order_count = len(set(candidates.order_line_id.sudo().order_id.ids))  # sudo: counted
                start.transfer_count = len(set(candidates.picking_id.ids))
                continue
            goods = start._open_goods() if start.warehouse_id else []
            lines = (
                self.env["sale.order.line"]
                .sudo()
                .browse(  # sudo: counted
                    [row["order_line_id"] for row in goods if row["order_line_id"]]
                )
            )
            start.open_count = start.exempt_count = len(goods)
            start.order_count = len(lines.order_id)
            start.transfer_count = len({row["picking_id"] for row in goods} - {False})

    def write(self, vals):
        if not self._scope_fields.isdisjoint(vals):
            self.candidate_ids.unlink()
        return super().write(vals)

    def _check_configuration(self):
        # what is open is shown to whoever may decide on it, whatever else they may read
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(self.env._("The shipping gate is turned on by those who configure Sales HQ."))

    def _open_goods(self):
        self._check_configuration()
        warehouse = self.warehouse_id._origin or self.warehouse_id
        warehouses, companies = self.env["sales.manual.gate"]._free_scope()
        of_company = self.env["stock.warehouse"].search([("company_id", "=", warehouse.company_id.id)])
        scope = (
            (warehouses - set(of_company.ids)) | set(self.free_warehouse_ids._origin.ids),
            (companies - {warehouse.company_id.id}) | ({warehouse.company_id.id} if self.is_direct_free else set()),
        )
        return self.env["sales.manual.gate"]._open_goods(warehouse, scope)

    def action_choose(self):
        """List what is open, all of it exempt at first, to choose from."""
        self.ensure_one()
        if not self.candidate_ids:
            gate = self.env["sales.manual.gate"]
            goods = self._open_goods()
            self.env["sales.manual.gate.candidate"].sudo().create(  # sudo: rows tell of orders the user may not read
                [
                    {"start_id": self.id} | {name: value for name, value in row.items() if name != "base_qty"} | names
                    for row, names in zip(goods, gate._open_names(goods), strict=True)
                ]
            )
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_gate_candidate_action"),
            "domain": [("start_id", "=", self.id)],
            "context": {"sales_manual_gate_start_id": self.id},
        }

    def action_turn_on(self):
        """Turn the gate on, exempt what is chosen, and show the exemptions."""
        self.ensure_one()
        gate = self.env["sales.manual.gate"]
        chosen = None
        if self.candidate_ids:
            chosen = {
                gate._open_key(
                    {
                        "order_line_id": candidate.order_line_id.id,
                        "picking_id": candidate.picking_id.id,
                        "product_id": candidate.product_id.id,
                    }
                )
                for candidate in self.candidate_ids
                if candidate.is_exempt
            }
        exemptions = gate._turn_on(
            self.warehouse_id,
            self.picking_type_ids,
            self.free_warehouse_ids,
            is_direct_free=self.is_direct_free,
            reason=self.reason,
            until_date=self.until_date,
            chosen=chosen,
        )
        following = {"type": "ir.actions.act_window_close"}
        if exemptions:
            following = self.env["ir.actions.act_window"]._for_xml_id(
                "sales_manual_addon.sales_manual_exemption_action"
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(warehouse)s ships by shipping notices from now on; exempt: %(count)s.",
                    warehouse=self.warehouse_id.display_name,
                    count=len(exemptions),
                ),
                "next": following,
            },
        }


class SalesManualGateCandidate(models.TransientModel):
    """Something open that the gate would refuse once it is turned on, exempt unless left out."""

    _name = "sales.manual.gate.candidate"
    _description = "Open order when the gate is turned on"
    _order = "date, id"
    _rec_name = "document_name"

    start_id = fields.Many2one("sales.manual.gate.start", required=True, readonly=True, index=True, ondelete="cascade")
    is_exempt = fields.Boolean(string="Exempt", default=True)
    order_line_id = fields.Many2one("sale.order.line", string="Order line", readonly=True, ondelete="cascade")
    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True, ondelete="cascade")
    document_name = fields.Char(string="Document", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    pieces_qty = fields.Float(string="Open", readonly=True, digits="Product Unit")
    date = fields.Datetime(string="Planned for", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    picking_type_id = fields.Many2one("stock.picking.type", string="Operation", readonly=True)

    def action_exempt(self):
        """Exempt these."""
        self.is_exempt = True

    def action_leave_out(self):
        """Let these need a shipping notice as everything new does."""
        self.is_exempt = False

    def action_continue(self):
        """Go back to the decision with what was chosen here."""
        start = self.start_id or self.env["sales.manual.gate.start"].browse(
            self.env.context.get("sales_manual_gate_start_id")
        )
        if len(start.exists()) != 1:
            raise UserError(self.env._("Open the list from the dialog that turns the gate on."))
        start.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": start._name,
            "res_id": start.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Turn the gate on"),
        }
