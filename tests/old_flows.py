"""What a business does with Odoo alone, told as values: imported by Odoo's shell, undone, the same whenever it runs.

Names and ids are left out: sequences go on though what used them is undone.
"""

from odoo import Command

USERS = {
    "salesperson": "sales_team.group_sale_salesman_all_leads",
    "storekeeper": "stock.group_stock_manager",
    "accountant": "account.group_account_invoice",
}


def tell_all(env, code):
    """Return {flow: what came of it}, for the warehouse of this code, and undo it."""
    warehouse = env["stock.warehouse"].search([("code", "=", code)])
    company = warehouse.company_id
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    try:
        users = {
            login: env["res.users"].create(
                {
                    "name": login,
                    "login": login,
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [Command.set([env.ref("base.group_user").id, env.ref(group).id])],
                }
            )
            for login, group in USERS.items()
        }
        flows = Flows(env, users, warehouse.with_env(env))
        return {"figures": figures(env), **{name: getattr(flows, name)() for name in FLOWS}}
    finally:
        env.cr.rollback()


def figures(env):
    """What Odoo's own reports say of all there is in the company."""
    return {
        f"{model} {by}": sorted(
            [str(group), *(round(value, 4) for value in values)]
            for group, *values in env[model]._read_group([("company_id", "=", env.company.id)], [by], sums)
        )
        for model, by, sums in (
            ("sale.report", "state", ["price_total:sum", "qty_delivered:sum", "qty_to_invoice:sum", "__count"]),
            ("sale.order", "delivery_status", ["amount_total:sum", "__count"]),
            ("sale.order", "invoice_status", ["amount_total:sum", "__count"]),
            ("stock.move", "state", ["quantity:sum", "__count"]),
            ("stock.quant", "location_id", ["quantity:sum", "reserved_quantity:sum"]),
            ("account.move.line", "account_id", ["balance:sum", "amount_residual:sum", "__count"]),
            ("account.invoice.report", "state", ["price_subtotal:sum", "quantity:sum"]),
        )
    } | {
        "available": [product.qty_available for product in env["product.product"].search([], order="id", limit=30)],
        "credit": [partner.credit for partner in env["res.partner"].search([], order="id", limit=30)],
    }


def values(records, names):
    return [[record[name] for name in names.split()] for record in records]


class Flows:
    """Each method is what one user does, or several in turn; it returns what the documents say then."""

    def __init__(self, env, users, warehouse):
        self.env, self.warehouse = env, warehouse
        self.sales, self.store, self.accounts = (env(user=user.id) for user in users.values())
        self.customer = env["res.partner"].create({"name": "Flows"})
        self.goods = env["product.product"].create(
            {"name": "Flows", "type": "consu", "is_storable": True, "list_price": 10, "invoice_policy": "delivery"}
        )
        self.stock = warehouse.lot_stock_id

    def inventory_adjustment(self):
        quant = self.store["stock.quant"].create(
            {"product_id": self.goods.id, "location_id": self.stock.id, "inventory_quantity": 100}
        )
        quant.action_apply_inventory()
        return self._stock()

    def receipt(self):
        """From a supplier, by a purchase order where there are any."""
        picking = self._transfer(
            self.warehouse.in_type_id, self.env.ref("stock.stock_location_suppliers"), self.stock, 20
        )
        return self._validate(picking), self._stock()

    def internal_transfer(self):
        shelf = self.store["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        return self._validate(self._transfer(self.warehouse.int_type_id, self.stock, shelf, 5)), self._stock()

    def scrap(self):
        scrap = self.store["stock.scrap"].create(
            {"product_id": self.goods.id, "scrap_qty": 3, "location_id": self.stock.id}
        )
        scrap.action_validate()
        return scrap.state, self._stock()

    def quotation(self):
        self.sold = self._quotation(10)
        self.sold.action_quotation_sent()
        return self._order(self.sold)

    def order(self):
        self.sold.action_confirm()
        return self._order(self.sold)

    def partial_delivery(self):
        picking = self.sold.picking_ids.with_env(self.store)
        picking.move_ids.write({"quantity": 6, "picked": True})
        asked = picking.button_validate()
        self.store[asked["res_model"]].with_context(**asked["context"]).create({}).process()
        return self._order(self.sold), self._stock()

    def backorder(self):
        rest = self.sold.picking_ids.filtered("backorder_id").with_env(self.store)
        return self._validate(rest), self._order(self.sold), self._stock()

    def return_of_goods(self):
        left = self.sold.picking_ids.filtered("backorder_ids").with_env(self.store)
        wizard = self.store["stock.return.picking"].with_context(active_id=left.id, active_model=left._name).create({})
        wizard.product_return_moves.quantity = 2
        back = self.store["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        return self._validate(back), self._order(self.sold), self._stock()

    def invoice(self):
        self.billed = self.sold._create_invoices().with_env(self.accounts)
        self.billed.action_post()
        return self._entry(self.billed), self._order(self.sold)

    def credit_note(self):
        reversal = self.accounts["account.move.reversal"].create(
            {"move_ids": [Command.set(self.billed.ids)], "reason": "Flows", "journal_id": self.billed.journal_id.id}
        )
        note = self.accounts["account.move"].browse(reversal.reverse_moves()["res_id"])
        note.invoice_line_ids.quantity = 1
        note.action_post()
        (self.billed | note).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        return self._entry(note), self._entry(self.billed), self._order(self.sold)

    def payment(self):
        self.accounts["account.payment.register"].with_context(
            active_model=self.billed._name, active_ids=self.billed.ids
        ).create({})._create_payments()
        return self._entry(self.billed), self.customer.with_env(self.accounts).credit

    def cancelled_order(self):
        order = self._quotation(7)
        order.action_confirm()
        order._action_cancel()
        return self._order(order), self._stock()

    def changed_order(self):
        """More ordered after confirming, then less; a line added; the transfer follows."""
        order = self._quotation(4)
        order.action_confirm()
        order.order_line.product_uom_qty = 6
        order.order_line = [Command.create({"product_id": self.goods.id, "product_uom_qty": 1, "price_unit": 5})]
        order.picking_ids.with_env(self.store).do_unreserve()
        order.picking_ids.with_env(self.store).action_assign()
        return self._validate(order.picking_ids.with_env(self.store)), self._order(order), self._stock()

    def delivery_of_no_order(self):
        out = self.env.ref("stock.stock_location_customers")
        return self._validate(self._transfer(self.warehouse.out_type_id, self.stock, out, 2)), self._stock()

    def correction_of_what_left(self):
        order = self._quotation(3)
        order.action_confirm()
        self._validate(order.picking_ids.with_env(self.store))
        order.picking_ids.with_env(self.store).move_line_ids.quantity = 2
        return self._order(order), self._stock()

    # helpers

    def _quotation(self, quantity):
        return self.sales["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [Command.create({"product_id": self.goods.id, "product_uom_qty": quantity})],
            }
        )

    def _transfer(self, picking_type, source, destination, quantity):
        place = {"location_id": source.id, "location_dest_id": destination.id}
        move = {"product_id": self.goods.id, "product_uom_qty": quantity, **place}
        picking = self.store["stock.picking"].create(
            {"picking_type_id": picking_type.id, **place, "move_ids": [Command.create(move)]}
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _validate(self, picking):
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        assert picking.button_validate() is True, picking.name
        return self._transfers(picking)

    def _order(self, order):
        return {
            "order": values(order, "state amount_total invoice_status delivery_status locked"),
            "lines": values(order.order_line, "product_uom_qty qty_delivered qty_invoiced qty_to_invoice price_total"),
            "transfers": self._transfers(order.picking_ids.with_env(self.store)),
            "messages": len(order.message_ids),
        }

    def _transfers(self, pickings):
        return [
            (
                picking.state,
                picking.picking_type_code,
                picking.location_id.complete_name,
                picking.location_dest_id.complete_name,
                [(move.state, move.product_uom_qty, move.quantity, move.picked) for move in picking.move_ids],
                len(picking.message_ids),
            )
            for picking in pickings.sorted("id")
        ]

    def _entry(self, entry):
        return {
            "entry": values(entry, "move_type state payment_state amount_total amount_residual"),
            "lines": sorted(
                (line.account_id.code, line.balance, line.amount_residual, line.quantity) for line in entry.line_ids
            ),
        }

    def _stock(self):
        self.env.flush_all()
        goods = self.goods.with_env(self.store).with_context(warehouse_id=self.warehouse.id)
        goods.invalidate_recordset()
        return goods.qty_available, goods.virtual_available, goods.outgoing_qty, goods.incoming_qty


# in this order: each goes on from those before
FLOWS = [name for name in vars(Flows) if not name.startswith("_")]
