"""Builders for the gate as an administrator turns it on, with the dialog, in a company where orders are open."""

from odoo import Command

from .gate_common import GateCommon


class ExemptionCommon(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.configurator = cls._new_user("configurator", "sales_manual_addon.group_configuration")
        cls.exemptions = cls.env["sales.manual.exemption"]

    def start(self, user=None, **values):
        """The dialog as it opens for the warehouse, with a reason."""
        return (
            self.env["sales.manual.gate.start"]
            .with_user(user or self.configurator)
            .create({"warehouse_id": self.warehouse.id, "reason": "Open before", **values})
        )

    def turn_on(self, user=None, **values):
        """Turn the gate on, all that is open exempt; return the new exemptions."""
        before = self.exemptions.search([])
        self.start(user, **values).action_turn_on()
        return (self.exemptions.search([]) - before).sorted("id")

    def manual_transfer(self, *lines, picking_type=None, source=None, destination=None):
        """An open transfer of no order, one move per (product, pieces)."""
        source, destination = source or self.stock, destination or self.customers
        picking = (
            self.env["stock.picking"]
            .with_user(self.stock_user)
            .create(
                {
                    "partner_id": self.customer.id,
                    "picking_type_id": (picking_type or self.out_type).id,
                    "location_id": source.id,
                    "location_dest_id": destination.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_uom_qty": pieces,
                                "location_id": source.id,
                                "location_dest_id": destination.id,
                            }
                        )
                        for product, pieces in lines
                    ],
                }
            )
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def open_picking(self, order):
        return order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))

    def left(self, exemption):
        self.env.invalidate_all()
        return exemption.left_qty

    @classmethod
    def new_warehouse(cls, name, code, **values):
        warehouse = cls.env["stock.warehouse"].create(
            {"name": name, "code": code, "company_id": cls.company.id, **values}
        )
        cls.put_in_stock(cls.product, 100, warehouse.lot_stock_id)
        return warehouse
