from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

VALID_DAYS = 7


class SalesManualPickup(models.Model):
    """A pick-up order (提货单; DOM-11, INT-10): lets the customer's carrier take over goods of a released notice until
    a day. What it lists is fixed when it is issued.
    """

    _name = "sales.manual.pickup"
    _inherit = ["sales.manual.letter"]
    _description = "Pick-up Order"
    _order = "valid_until desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["name", "notice_id.name", "carrier", "plate"]
    _guarded_fields = frozenset({"goods", "pieces_qty", "company_id", "contract_id", "partner_id"})
    _print_field = "pickup_id"
    _print_report = "sales_manual_addon.action_report_pickup"
    _letter_code = "pickup"
    _letter_prefix = "PU"
    _letter_template = "sales_manual_addon.mail_template_pickup"

    notice_id = fields.Many2one(
        "sales.manual.notice", required=True, index=True, ondelete="restrict", domain="[('state', '=', 'released')]"
    )
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", index="btree_not_null", copy=False, ondelete="restrict",
        domain="[('sale_id.sales_contract_id', '=', contract_id), ('state', 'not in', ('done', 'cancel'))]",
        help="The goods of this transfer alone. Empty: all that has not left under the notice.",
    )  # fmt: skip
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    contract_id = fields.Many2one(related="notice_id.contract_id", store=True, index="btree_not_null")
    partner_id = fields.Many2one(related="notice_id.partner_id", string="Customer", store=True, index=True)
    user_id = fields.Many2one(related="notice_id.user_id", string="Salesperson", store=True, index=True)
    team_id = fields.Many2one(related="notice_id.team_id", string="Department", store=True, index=True)
    market = fields.Selection(related="notice_id.market", store=True, index=True)
    carrier = fields.Char(tracking=True, help="The customer's carrier, who takes the goods over.")
    driver = fields.Char(tracking=True)
    phone = fields.Char(string="Telephone")
    plate = fields.Char(string="Plate No.", tracking=True)
    valid_until = fields.Date(
        required=True, tracking=True, copy=False, help="The last day counts.",
        default=lambda self: self.env.company._sales_manual_today() + timedelta(days=VALID_DAYS),
    )  # fmt: skip
    goods = fields.Json(readonly=True, copy=False, export_string_translation=False)
    pieces_qty = fields.Integer(string="Pieces", readonly=True, copy=False)
    print_ids = fields.One2many("sales.manual.print", "pickup_id", string="Prints", readonly=True, copy=False)

    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "Another pick-up order has this number."
    )
    _one_in_force = models.UniqueIndex(
        "(notice_id, COALESCE(picking_id, 0)) WHERE state = 'issued'",
        "A pick-up order for these goods is in force already. Make it void before issuing another.",
    )

    @api.depends("name", "notice_id")
    def _compute_display_name(self):
        for pickup in self:
            pickup.display_name = pickup.name or self.env._(
                "Prepared pick-up order %(notice)s", notice=pickup.sudo().notice_id.name or ""
            )

    @api.constrains("notice_id", "picking_id")
    def _check_picking(self):
        for pickup in self.filtered("picking_id").sudo():  # compared, not shown
            if not pickup.picking_id.move_ids.sale_line_id & pickup.notice_id.line_ids.order_line_id:
                raise ValidationError(
                    self.env._("%(transfer)s moves nothing of this shipping notice.", transfer=pickup.picking_id.name)
                )

    def _check_parents_readable(self):
        self.notice_id.check_access("read")
        self.picking_id.check_access("read")

    def _issue_refusals(self):
        notice, reasons = self.sudo().notice_id, []  # whoever may read the notice by now
        if notice.state != "released":
            reasons.append(self.env._("Shipping notice %(notice)s is not released.", notice=notice.display_name))
        if self.valid_until < self.company_id._sales_manual_today():
            reasons.append(self.env._("The last day to pick up has passed."))
        if not (self.carrier or "").strip():
            reasons.append(self.env._("Enter the carrier who takes the goods over."))
        others = self.sudo().search(
            [("notice_id", "=", notice.id), ("picking_id", "=", self.picking_id.id), ("state", "=", "issued")]
        )
        if others:
            reasons.append(
                self.env._("%(other)s is in force for these goods. Make it void first.", other=others[0].name)
            )
        if not self._open_goods():
            reasons.append(self.env._("Nothing is left to pick up under this notice."))
        return reasons

    def _issue_values(self):
        goods = self._open_goods()
        return {"goods": goods, "pieces_qty": sum(pieces for _product, pieces, _power in goods)}

    def _open_goods(self):
        """[[product id, pieces, watts]] that may still leave, of the transfer or of the whole notice."""
        # sudo: what may leave, whoever may read transfers
        notice, picking = self.sudo().notice_id, self.sudo().picking_id
        goods = []
        for line in notice.line_ids.sorted(lambda line: (line.sequence, line.id)):
            pieces = line.pieces_qty - line.shipped_qty - line.closed_qty
            if picking:
                moves = picking.move_ids.filtered(
                    lambda move, line=line: move.sale_line_id == line.order_line_id and move.state != "cancel"
                )
                pieces = min(pieces, int(sum(moves.mapped("product_qty"))))
            if pieces > 0:
                goods.append([line.product_id.id, pieces, line.power_w * pieces / (line.pieces_qty or 1)])
        return goods


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"
    _guarded_fields = frozenset({"pickup_ids"})

    pickup_ids = fields.One2many(
        "sales.manual.pickup", "notice_id", export_string_translation=False, readonly=True, copy=False,
        groups="base.group_system",
    )  # fmt: skip
    pickup_count = fields.Integer(string="Pick-up orders", compute="_compute_pickup_count")

    @api.depends_context("uid")
    def _compute_pickup_count(self):
        counts = dict(
            self.env["sales.manual.pickup"]._read_group([("notice_id", "in", self.ids)], ["notice_id"], ["__count"])
        )
        for notice in self:
            notice.pickup_count = counts.get(notice._origin, 0)

    def action_open_pickups(self):
        """Show the pick-up orders of these notices, or prepare the first."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_pickup_action")
        action["domain"] = [("notice_id", "in", self.ids)]
        action["context"] = {"default_notice_id": self.id if len(self) == 1 else False}
        if not self.pickup_count and len(self) == 1:
            action["views"] = [(False, "form")]
        return action
