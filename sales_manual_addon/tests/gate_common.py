"""Builders for the gate: contract orders and released notices made directly, so that only the gate is under test."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.sales_manual_addon.models.control.guard import PASS, PASS_KEY


class GateCommon(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.plain = cls._new_user("plain", "base.group_user")
        cls.salesman = cls._new_user("salesman", "sales_team.group_sale_salesman_all_leads")
        cls.sales_manager = cls._new_user("sales_manager", "sales_team.group_sale_manager")
        cls.stock_user = cls._new_user("stock_user", "stock.group_stock_user")
        cls.stock_manager = cls._new_user("stock_manager", "stock.group_stock_manager")
        cls.admin = cls._new_user(
            "admin",
            "base.group_system,sales_team.group_sale_manager,stock.group_stock_manager,account.group_account_manager",
        )
        cls.contract_user = cls._new_user("contract", "sales_manual_addon.post_dom_contract")
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.stock = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.interco = cls.env["stock.location"].create(
            {"name": "Test interco", "usage": "transit", "company_id": False}
        )
        cls.out_type = cls.warehouse.out_type_id
        cls.customer = cls.env["res.partner"].create({"name": "Test gate customer", "is_company": True})
        cls.product = cls.new_product("Test gate module")
        cls.other_product = cls.new_product("Test gate rail")
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.notice_class = cls.env.ref("sales_manual_addon.notice_class_b")
        cls.put_in_stock(cls.product, 200)
        cls.put_in_stock(cls.other_product, 200)

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login=f"test_gate_{login}",
            name=f"Test gate {login}",
            groups=f"base.group_user,{groups}",
            company_id=cls.company.id,
        )

    @classmethod
    def new_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "invoice_policy": "delivery",
                "rated_power_w": 500,
                "taxes_id": [Command.clear()],
                **values,
            }
        )

    @classmethod
    def put_in_stock(cls, product, pieces, location=None, **values):
        cls.env["stock.quant"]._update_available_quantity(product, location or cls.stock, pieces, **values)

    @classmethod
    def passed(cls, model):
        return cls.env[model].with_context(**{PASS_KEY: PASS})

    # contract orders, orders beside them, notices

    def make_contract(self, state="effective", company=None):
        contract = self.passed("sales.manual.contract").create(
            {
                "name": f"TEST-{self.env['sales.manual.contract'].search_count([])}",
                "state": state,
                "market": "domestic",
                "partner_id": self.customer.id,
                "company_id": (company or self.company).id,
                "currency_id": (company or self.company).currency_id.id,
            }
        )
        return contract.with_env(self.env)

    def make_order(self, *lines, confirm=True, contract=None, warehouse=None):
        """A contract order, one line per (product, pieces[, unit])."""
        contract = contract or self.make_contract()
        values = []
        for product, pieces, *unit in lines:
            unit = unit[0] if unit else product.uom_id
            whole = int(unit._compute_quantity(pieces, product.uom_id))
            contract_line = self.passed("sales.manual.contract.line").create(
                {
                    "contract_id": contract.id,
                    "product_id": product.id,
                    "basis": "piece",
                    "entered_qty": whole,
                    "price_basis": "piece",
                    "price_per_piece": 100,
                }
            )
            batch = self.passed("sales.manual.batch").create(
                {
                    "contract_id": contract.id,
                    "delivery_date": fields.Date.today(),
                    "line_ids": [Command.create({"contract_line_id": contract_line.id, "pieces_qty": whole})],
                }
            )
            values.append(
                {
                    "product_id": product.id,
                    "product_uom_qty": pieces,
                    "product_uom_id": unit.id,
                    "price_unit": 100,
                    "contract_batch_line_id": batch.line_ids.id,
                }
            )
        order = (
            self.passed("sale.order")
            .create(
                {
                    "partner_id": self.customer.id,
                    "sales_contract_id": contract.id,
                    "company_id": contract.company_id.id,
                    "warehouse_id": (warehouse or self.warehouse).id,
                    "user_id": self.salesman.id,
                    "order_line": [Command.create(value) for value in values],
                }
            )
            .with_env(self.env)
        )
        for line in order.order_line:
            line.contract_batch_line_id.with_context(**{PASS_KEY: PASS}).order_line_id = line
        if confirm:
            self.confirm(order)
        return order

    def confirm(self, order):
        order.with_user(self.contract_user).sudo().action_confirm()

    def plain_order(self, *lines, confirm=True, **values):
        """An order of no contract."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "user_id": self.salesman.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": pieces}) for product, pieces in lines
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def release(self, order_line, pieces, state="released"):
        """A notice over the order line in ``state``."""
        number = self.env["sales.manual.notice"].search_count([])
        notice = self.passed("sales.manual.notice").create(
            {
                "name": f"B-TEST-{number:05}" if state != "draft" else False,
                "class_id": self.notice_class.id,
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "ship_date": fields.Date.today(),
                "contract_id": order_line.order_id.sales_contract_id.id,
                "company_id": order_line.company_id.id,
                "release_date": fields.Datetime.now() if state in ("released", "shipped") else False,
                "line_ids": [
                    Command.create(
                        {
                            "order_line_id": order_line.id,
                            "batch_line_id": order_line.contract_batch_line_id.id,
                            "product_id": order_line.product_id.id,
                            "pieces_qty": pieces,
                        }
                    )
                ],
            }
        )
        notice.state = state
        return notice.with_env(self.env)

    def order_with_release(self, pieces, released, product=None):
        """(order line, its open transfer) of a contract order over ``pieces``, of which ``released`` may leave."""
        order = self.make_order((product or self.product, pieces))
        line = order.order_line
        if released:
            self.release(line, released)
        return line, order.picking_ids

    # what users do

    def set_done(self, picking, pieces, user=None):
        moves = picking.move_ids.with_user(user or self.stock_user)
        for move in moves:
            move.quantity = pieces
        moves.picked = True

    def validate(self, picking, pieces=None, user=None, backorder=True):
        """Validate as ``user``: what is reserved, or ``pieces`` of each move."""
        picking = picking.with_user(user or self.stock_user)
        if pieces is not None:
            self.set_done(picking, pieces, user)
        context = {"skip_backorder": True}
        if not backorder:
            context["picking_ids_not_to_backorder"] = picking.ids
        picking.with_context(**context).button_validate()

    def ship(self, line, pieces, user=None):
        """Ship pieces of the order line by its open transfer, through the model, not the button."""
        picking = line.order_id.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        self.set_done(picking, pieces, user)
        picking.with_user(user or self.stock_user).with_context(cancel_backorder=False)._action_done()
        return picking.move_ids.filtered(lambda move: move.state == "done")

    def gross(self, line):
        self.env.invalidate_all()
        return self.env["sales.manual.gate"]._gross_out(line)[line.id]

    def at_customers(self, product=None):
        """Pieces in the books of the customers' locations."""
        self.env.flush_all()
        self.env.invalidate_all()
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", (product or self.product).id),
                "|",
                ("location_id.usage", "=", "customer"),
                ("location_id", "=", self.interco.id),
            ]
        )
        return sum(quants.mapped("quantity"))

    def assert_refused(self, function, *args, error=UserError, text=None, is_ours=True, **kwargs):
        """The call raises, whatever it flushes included; the transaction goes on as before it."""
        with self.assertRaises(error) as caught:
            function(*args, **kwargs)
            self.env.flush_all()
        self.env.invalidate_all()
        # a missing access right or another rule of Odoo's would prove nothing of ours
        if is_ours:
            self.assertIs(type(caught.exception), error, caught.exception)
        if text:
            self.assertIn(text, str(caught.exception))
        return str(caught.exception)
