import json
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools.misc import file_open


class SalesManualDemo(models.AbstractModel):
    """The documents of the demo, carried through by the users whose work it is. Demo data call it."""

    _name = "sales.manual.demo"
    _description = "Demo documents"

    # the steps, each by the post whose work it is

    def _contract(self, salesperson, market, values):
        user = self._user(salesperson)
        team = self.env.ref(f"sales_manual_addon.team_{market}")
        contract = (
            self.env["sales.manual.contract"]
            .with_user(user)
            .create(
                {
                    "market": market,
                    "user_id": user.id,
                    "team_id": team.id,
                    **values,
                }
            )
        )
        return contract.with_env(self.env)

    def _approve(self, contract):
        prefix = self._prefix(contract)
        contract.with_user(contract.user_id).action_submit()
        contract.with_user(self._user(f"{prefix}_deputy")).action_sign()
        contract.with_user(self._user(f"{prefix}_manager")).action_sign()

    def _decompose_even(self, contract, months, first_date, multiple=1):
        poster = self._user(f"{self._prefix(contract)}_contract")
        return contract.with_user(poster)._decompose_even(first_date, months, multiple=multiple).with_env(self.env)

    def _confirmed_order(self, batch):
        """The confirmed contract order of a batch."""
        poster = self._user(f"{self._prefix(batch.contract_id)}_contract")
        order = batch.with_user(poster)._create_contract_orders()
        order.action_confirm()
        return order.with_env(self.env)

    def _notice(self, order, issue=True):
        poster = self._user(f"{self._prefix(order.sales_contract_id)}_contract")
        notice = self.env["sales.manual.notice"].with_user(poster)._make_from_orders(order.with_user(poster))
        if issue:
            notice.action_issue()
        return notice

    def _sign(self, notice, steps=("check", "warehouse", "accounting")):
        signers = {
            "check": f"{self._prefix(notice.sudo().contract_id)}_contract_2",
            "warehouse": "warehouse_statistician",
            "accounting": "sales_accountant",
        }
        for step in steps:
            notice.with_user(self._user(signers[step])).action_sign()

    def _ship(self, order):
        pickings = order.picking_ids.with_user(self._user("dispatcher"))
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        pickings.button_validate()

    def _left_ago(self, order, days):
        """What left of this order left ``days`` days ago: the demo is made in a moment, and Odoo lets the warehouse
        correct the day of a done transfer. Signatures keep the moment they were given.
        """
        for picking in order.picking_ids.with_user(self._user("dispatcher")):
            picking.date_done -= timedelta(days=days)

    def _invoice(self, orders):
        """Invoice what has left, where the company has a chart of accounts to book it in."""
        company = self.env.company
        if self.env["account.journal"].search_count([("type", "=", "sale"), ("company_id", "=", company.id)], limit=1):
            orders.with_user(self._user("sales_accountant"))._create_invoices().action_post()

    def _stock(self, warehouse, pieces):
        for product, quantity in pieces.items():
            self.env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, quantity)

    # small things

    def _paper(self, name):
        with file_open(f"sales_manual_addon/demo/contracts/{name}.json") as source:
            return json.load(source)

    def _user(self, login):
        return self.env.ref(f"sales_manual_addon.user_{login}")

    def _demo_id(self, xmlid):
        return self.env.ref(f"sales_manual_addon.{xmlid}").id

    def _prefix(self, contract):
        return "dom" if contract.market == "domestic" else "int"

    def _today(self):
        return fields.Date.context_today(self)

    def _month(self, offset):
        """The first day of the month ``offset`` months from now."""
        return self._today() + relativedelta(months=offset, day=1)
