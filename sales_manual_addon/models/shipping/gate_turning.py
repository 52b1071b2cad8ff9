from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class SalesManualGateTurning(models.AbstractModel):
    """Turning the requirement of shipping notices on for one warehouse of an ERP in use."""

    _inherit = "sales.manual.gate"

    @api.model
    def _turn_on(self, warehouse, picking_types, free, *, is_direct_free, reason, until_date, chosen=None):
        """Require shipping notices of what leaves ``warehouse``, by ``picking_types``, from now on, and exempt what is
        open; in one transaction. Return the exemptions.

        ``free``: the company's warehouses that go on without notices; of every other they are required from now on.
        ``is_direct_free``: so do goods that suppliers send straight to customers.
        ``chosen``: keys (:meth:`_open_key`) of what is exempted; None: all that is open.

        :raise AccessError: the user does not configure the addon
        :raise UserError: the decision contradicts itself or lacks its reason
        """
        self._check_turning(warehouse, picking_types, free, until_date)
        company = warehouse.company_id
        new_scope = (
            (self._free_scope()[0] - set(self._warehouses_of(company).ids)) | set(free.ids),
            (self._free_scope()[1] - {company.id}) | ({company.id} if is_direct_free else set()),
        )
        # whoever ships some of this at the same moment comes before or after, not in between
        found = self._open_goods(warehouse, new_scope)
        lines = self.env["sale.order.line"].sudo().browse(row["order_line_id"] for row in found if row["order_line_id"])
        self._lock_unwatched(lines)
        self._lock_open_transfers([row["picking_id"] for row in found if row["picking_id"]])
        # sudo: the right to configure the addon was asked; it does not bring that to configure warehouses
        others = self._warehouses_of(company) - free
        free.sudo().filtered(lambda place: not place.ships_without_notice).ships_without_notice = True
        others.filtered("ships_without_notice").ships_without_notice = False
        company.sudo().dropships_without_notice = is_direct_free
        picking_types.sudo().requires_shipping_notice = True
        lines._freeze_kit_ratios()
        goods = self._open_goods(warehouse, self._free_scope())
        if chosen is not None:
            goods = [row for row in goods if self._open_key(row) in chosen]
        if goods and not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays with every exemption."))
        return self._exempt(company, goods, (reason or "").strip(), until_date)

    def _check_turning(self, warehouse, picking_types, free, until_date):
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(
                self.env._(
                    "%(warehouse)s: whether shipping notices are required is decided by those who configure Sales HQ.",
                    warehouse=warehouse.display_name,
                )
            )
        (warehouse | free).check_access("read")
        picking_types.check_access("read")
        if not picking_types or picking_types.warehouse_id != warehouse:
            raise UserError(
                self.env._(
                    "Choose the operation types by which %(warehouse)s delivers, and no others.",
                    warehouse=warehouse.display_name,
                )
            )
        if warehouse in free or free.company_id - warehouse.company_id:
            raise UserError(
                self.env._(
                    "Only other warehouses of %(company)s can go on without notices.",
                    company=warehouse.company_id.display_name,
                )
            )
        requiring = self.env["stock.picking.type"].search(
            [("warehouse_id", "in", free.ids), ("requires_shipping_notice", "=", True)]
        )
        if requiring:
            raise UserError(
                self.env._(
                    "%(types)s require shipping notices already: their warehouses cannot go on without.",
                    types=", ".join(requiring.mapped("display_name")),
                )
            )
        if until_date and until_date < warehouse.company_id._sales_manual_today():
            raise UserError(self.env._("The last day of the exemptions has passed already."))

    def _warehouses_of(self, company):
        return (
            self.env["stock.warehouse"].sudo().with_context(active_test=False).search([("company_id", "=", company.id)])
        )

    def _lock_open_transfers(self, picking_ids):
        """Keep these transfers' moves as they are until the transaction ends; whoever changes one at the same moment
        starts again, be it before or after."""
        if picking_ids:
            self._flush_moves()
            # written, not only locked: whoever began before this and goes on after it would ship them uncounted
            self.env.cr.execute(
                SQL(
                    """
                WITH ordered AS (SELECT id FROM stock_move WHERE picking_id IN %s ORDER BY id FOR NO KEY UPDATE)
                UPDATE stock_move move SET state = move.state FROM ordered WHERE move.id = ordered.id
                """,
                    tuple(picking_ids),
                )
            )

    @api.model
    def _open_key(self, values):
        """What makes an entry of :meth:`_open_goods` the same a moment later."""
        if values["order_line_id"]:
            return "line", values["order_line_id"]
        return "transfer", values["picking_id"], values["product_id"]

    def _exempt(self, company, goods, reason, until_date):
        """Exempt these goods (:meth:`_open_goods`), whose order lines are locked."""
        named = self._open_names(goods)
        # sudo: nobody has the right to make these rows, whoever may decide
        exemptions = self.env["sales.manual.exemption"].sudo()._passed()
        return exemptions.create(
            [
                {
                    "company_id": company.id,
                    "warehouse_id": row["warehouse_id"],
                    "order_line_id": row["order_line_id"],
                    "picking_id": row["picking_id"],
                    "product_id": row["product_id"],
                    "base_qty": row["base_qty"],
                    "pieces_qty": row["pieces_qty"],
                    "left_qty": row["pieces_qty"],
                    "reason": reason,
                    "until_date": until_date,
                    **{name: value for name, value in names.items() if name != "user_id"},
                }
                for row, names in zip(goods, named, strict=True)
            ]
        ).with_env(self.env)

    def _open_names(self, goods):
        """For each of these goods, the document's name, its customer and whoever answers for it."""
        # sudo: to be told apart in a list
        lines = (
            self.env["sale.order.line"].sudo().browse([row["order_line_id"] for row in goods if row["order_line_id"]])
        )
        pickings = self.env["stock.picking"].sudo().browse([row["picking_id"] for row in goods if row["picking_id"]])
        documents = {line.id: line.order_id for line in lines}, {picking.id: picking for picking in pickings}
        names = []
        for row in goods:
            document = documents[0].get(row["order_line_id"]) or documents[1].get(row["picking_id"])
            names.append(
                {"document_name": document.name, "partner_id": document.partner_id.id, "user_id": document.user_id.id}
            )
        return names
