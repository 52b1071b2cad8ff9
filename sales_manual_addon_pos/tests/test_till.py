from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.sales_manual_addon.tests.gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestTill(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = new_test_user(
            cls.env,
            "test_gate_cashier",
            "base.group_user,point_of_sale.group_pos_user,sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
        )
        cls.product.available_in_pos = True
        cash_journal = cls.env["account.journal"].create({"name": "Till", "type": "cash", "code": "GTIL"})
        cls.method = cls.env["pos.payment.method"].create({"name": "Till cash", "journal_id": cash_journal.id})
        cls.config = cls.env["pos.config"].create(
            {
                "name": "Gate till",
                "payment_method_ids": [Command.set(cls.method.ids)],
                "picking_type_id": cls.warehouse.pos_type_id.id,
            }
        )
        cls.config.open_ui()
        cls.session = cls.config.current_session_id
        cls.session.set_opening_control(0, None)

    def till_order(self, pieces=3, user=None, **line_values):
        """What the till sends when the customer has paid."""
        order_uuid = f"gate-{self.env['pos.order'].search_count([])}"
        return {
            "uuid": order_uuid,
            "name": order_uuid,
            "session_id": self.session.id,
            "partner_id": self.customer.id,
            "company_id": self.company.id,
            "pricelist_id": self.config.pricelist_id.id,
            "user_id": (user or self.cashier).id,
            "fiscal_position_id": False,
            "state": "paid",
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "to_invoice": False,
            "amount_tax": 0,
            "amount_return": 0,
            "amount_total": 100 * pieces,
            "amount_paid": 100 * pieces,
            "lines": [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "qty": pieces,
                        "price_unit": 100,
                        "discount": 0,
                        "tax_ids": [Command.set([])],
                        "price_subtotal": 100 * pieces,
                        "price_subtotal_incl": 100 * pieces,
                        **line_values,
                    }
                )
            ],
            "payment_ids": [
                Command.create(
                    {"amount": 100 * pieces, "name": fields.Datetime.now(), "payment_method_id": self.method.id}
                )
            ],
        }

    def sell(self, **values):
        result = self.env["pos.order"].with_user(self.cashier).sync_from_ui([self.till_order(**values)])
        return self.env["pos.order"].browse(result["pos.order"][0]["id"])

    def test_over_the_counter_as_before(self):
        order = self.sell(pieces=3)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(self.at_customers(), 3)

    def test_plain_order_is_settled_as_before(self):
        line = self.plain_order((self.product, 3)).order_line
        self.assertTrue(line.order_id.with_user(self.cashier).load_sale_order_from_pos(self.config.id))
        order = self.sell(pieces=3, sale_order_line_id=line.id, sale_order_origin_id=line.order_id.id)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(line.qty_delivered, 3)

    def test_contract_order_is_not_opened_at_the_till(self):
        line, _picking = self.order_with_release(10, 10)
        self.assert_refused(
            line.order_id.with_user(self.cashier).load_sale_order_from_pos, self.config.id, text="not settled at a till"
        )

    def test_contract_order_is_not_settled(self):
        line, _picking = self.order_with_release(10, 10)
        self.assert_refused(
            self.sell, sale_order_line_id=line.id, sale_order_origin_id=line.order_id.id, error=UserError
        )
        self.assert_refused(self.sell, sale_order_line_id=line.id)
        self.assert_refused(self.sell, sale_order_origin_id=line.order_id.id)
        self.assertEqual(self.at_customers(), 0)

    def test_contract_order_is_not_settled_to_ship_later(self):
        line, _picking = self.order_with_release(10, 0)
        order = self.till_order(sale_order_line_id=line.id, sale_order_origin_id=line.order_id.id)
        order["shipping_date"] = fields.Date.to_string(fields.Date.today())
        self.assert_refused(self.env["pos.order"].with_user(self.cashier).sync_from_ui, [order])

    def test_contract_order_is_not_settled_by_a_manager(self):
        line, _picking = self.order_with_release(10, 0)
        manager = new_test_user(
            self.env,
            "test_gate_pos_manager",
            "base.group_user,point_of_sale.group_pos_manager",
            company_id=self.company.id,
        )
        self.assert_refused(
            self.env["pos.order"].with_user(manager).sync_from_ui,
            [self.till_order(user=manager, sale_order_line_id=line.id)],
        )

    def test_line_of_the_till_is_not_tied_to_a_contract_order_later(self):
        contract_line, _picking = self.order_with_release(10, 0)
        line = self.sell(pieces=3).lines.with_user(self.cashier)
        self.assert_refused(line.write, {"sale_order_line_id": contract_line.id})
        self.assert_refused(line.write, {"sale_order_origin_id": contract_line.order_id.id})
        self.assert_refused(contract_line.order_id.sudo().write, {"pos_order_line_ids": [Command.link(line.id)]})
        self.assert_refused(contract_line.sudo().write, {"pos_order_line_ids": [Command.link(line.id)]})

    def test_type_of_a_till_cannot_require_notices(self):
        self.assert_refused(
            self.config.picking_type_id.with_user(self.admin).write,
            {"requires_shipping_notice": True},
            text="Gate till",
        )
        self.assertFalse(self.config.picking_type_id.requires_shipping_notice)

    def test_till_cannot_use_a_type_that_requires_notices(self):
        self.out_type.requires_shipping_notice = True
        self.assert_refused(self.config.write, {"picking_type_id": self.out_type.id}, error=ValidationError)

    def test_till_sells_in_a_company_that_requires_notices(self):
        self.out_type.requires_shipping_notice = True
        order = self.sell(pieces=3)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(self.at_customers(), 3)

    def test_transfer_by_hand_with_the_type_of_the_till_needs_a_notice(self):
        self.out_type.requires_shipping_notice = True
        for context in ({}, {"sales_manual_till": True}, {"sales_manual_till": {}}):
            with self.subTest(context=context):
                picking = (
                    self.env["stock.picking"]
                    .with_user(self.stock_user)
                    .with_context(**context)
                    .create(
                        {
                            "picking_type_id": self.config.picking_type_id.id,
                            "location_id": self.stock.id,
                            "location_dest_id": self.customers.id,
                            "pos_session_id": self.session.id,
                            "move_ids": [
                                Command.create(
                                    {
                                        "product_id": self.product.id,
                                        "product_uom_qty": 3,
                                        "quantity": 3,
                                        "picked": True,
                                        "location_id": self.stock.id,
                                        "location_dest_id": self.customers.id,
                                    }
                                )
                            ],
                        }
                    )
                )
                self.assert_refused(picking._action_done)
        self.assertEqual(self.at_customers(), 0)
