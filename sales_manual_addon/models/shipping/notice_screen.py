from collections import defaultdict

from odoo import api, fields, models


class SalesManualNotice(models.Model):
    """What the screens of a notice need: who may press what, the documents around it."""

    _inherit = "sales.manual.notice"

    is_maker = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_edit = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_issue = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_void = fields.Boolean(compute="_compute_can", export_string_translation=False)
    can_close = fields.Boolean(compute="_compute_can", export_string_translation=False)
    is_reason_required = fields.Boolean(related="class_id.is_reason_required", export_string_translation=False)
    order_ids = fields.Many2many("sale.order", string="Orders", compute="_compute_order_ids")
    order_count = fields.Integer(compute="_compute_documents", export_string_translation=False)
    transfer_count = fields.Integer(compute="_compute_documents", export_string_translation=False)
    invoice_count = fields.Integer(compute="_compute_documents", export_string_translation=False)

    @api.depends("class_id", "state", "name", "shipped_qty")
    @api.depends_context("uid")
    def _compute_can(self):
        for notice in self:
            is_maker = bool(notice.class_id) and notice.class_id._is_maker()
            notice.is_maker = is_maker
            notice.can_edit = is_maker and notice.state in ("draft", "signing")
            notice.can_issue = is_maker and notice.state == "draft" and bool(notice._origin)
            notice.can_void = (
                is_maker
                and not notice.shipped_qty
                and (notice.state in ("signing", "released") or notice.state == "draft" and bool(notice.name))
            )
            notice.can_close = is_maker and notice.state == "released" and notice.shipped_qty > 0

    @api.depends("line_ids.order_line_id")
    @api.depends_context("uid")
    def _compute_order_ids(self):
        orders = self.sudo().line_ids.order_line_id.order_id  # whatever of them the reader may read
        readable = orders.with_env(self.env)._filtered_access("read")
        for notice in self:
            notice.order_ids = notice.sudo().line_ids.order_line_id.order_id.with_env(self.env) & readable  # as above

    @api.depends("line_ids.order_line_id", "delivery_ids")
    def _compute_documents(self):
        order_lines = (
            self.sudo().line_ids.order_line_id
        )  # how many there are is no secret; opening them asks for the right
        transfers, invoices = defaultdict(set), defaultdict(set)
        for line, picking_ids in (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                [("sale_line_id", "in", order_lines.ids), ("picking_id", "!=", False)],
                ["sale_line_id"],
                ["picking_id:array_agg"],
            )
        ):
            transfers[line.id].update(picking_ids)
        for line in order_lines:
            invoices[line.id].update(line.invoice_lines.move_id.ids)
        for notice in self:
            lines = notice.sudo().line_ids.order_line_id
            notice.order_count = len(lines.order_id)
            notice.transfer_count = len(set().union(*(transfers[line.id] for line in lines)))
            notice.invoice_count = len(set().union(*(invoices[line.id] for line in lines)))

    @api.onchange("contract_id")
    def _onchange_contract_id(self):
        contract = self.contract_id
        if not contract or self.line_ids:
            return
        self.partner_id = contract.partner_id
        self.currency_id = contract.currency_id
        self.incoterm_id = contract.incoterm_id
        self.incoterm_location = contract.incoterm_location
        self.warehouse_id = contract.warehouse_id or self.warehouse_id
        self.class_id = self.class_id or self.env["sales.manual.notice.class"]._for_market(
            self.company_id, contract.market
        )

    # the documents around

    def action_open_contract(self):
        return self.contract_id._get_records_action(name=self.env._("Sales contract"))

    def action_open_orders(self):
        return self.line_ids.order_line_id.order_id._get_records_action(name=self.env._("Orders"))

    def action_open_transfers(self):
        return self.line_ids.order_line_id.move_ids.picking_id._get_records_action(name=self.env._("Transfers"))

    def action_open_invoices(self):
        return self.line_ids.order_line_id.invoice_lines.move_id._get_records_action(name=self.env._("Invoices"))
