"""Builders for the tests: one user per post, and the way of a contract, each step as the post who does it."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

POSTS = (
    "gm", "dgm",
    "dom_manager", "dom_deputy", "dom_supervisor", "dom_clerk",
    "int_manager", "int_deputy", "int_salesperson", "int_clerk",
    "cmd_manager", "cmd_deputy", "int_contract", "dom_contract", "dom_execution",
    "sales_accountant", "cashier",
    "warehouse_statistician", "production_planner", "dispatcher", "sales_statistician",
    "import_export", "marketing", "archivist", "auditor",
)  # fmt: skip

# posts whose work needs a second holder, because the maker does not check
SECOND_HOLDERS = ("int_salesperson", "dom_supervisor", "int_contract", "dom_contract")


def migration(version, name):
    """The script ``name`` of the migration to ``version``."""
    path = Path(__file__).parents[1] / "migrations" / version / f"{name}.py"
    spec = spec_from_file_location(f"sales_manual_{name.replace('-', '_')}", path)
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


class SalesManualCommon(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.users = {post: cls._new_user(post, post) for post in POSTS}
        cls.users.update({f"{post}_2": cls._new_user(f"{post}_2", post) for post in SECOND_HOLDERS})
        cls.team = {
            market: cls.env["crm.team"].create({
                "name": f"Test {market}",
                "company_id": cls.company.id,
                "sales_manual_market": market,
                "user_id": cls.users[f"{prefix}_manager"].id,
                "member_ids": [Command.set([
                    user.id for key, user in cls.users.items()
                    if key.startswith(f"{prefix}_") and "contract" not in key and "execution" not in key
                ])],
            })
            for market, prefix in (("domestic", "dom"), ("international", "int"))
        }
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.usd = cls.env.ref("base.USD")
        cls.usd.active = True
        cls.customer = cls.env["res.partner"].create({"name": "Test domestic customer", "is_company": True})
        cls.foreign_customer = cls.env["res.partner"].create({
            "name": "Test foreign customer", "is_company": True, "country_id": cls.env.ref("base.us").id,
        })
        cls.module_550 = cls._new_product("Test module 550", 550)
        cls.module_220 = cls._new_product("Test module 220", 220)
        cls.unpowered = cls._new_product("Test mounting rail", 0)

    @classmethod
    def _new_user(cls, login, post):
        """A user who holds one post and nothing else; the login is prefixed so that demo data never collide."""
        return new_test_user(
            cls.env, login=f"test_{login}", name=f"Test {login}",
            groups=f"base.group_user,sales_manual_addon.post_{post}",
            company_id=cls.company.id,
        )

    @classmethod
    def _new_product(cls, name, rated_power_w, **values):
        return cls.env["product.product"].create({
            "name": name, "type": "consu", "is_storable": True, "rated_power_w": rated_power_w,
            "invoice_policy": "delivery", "taxes_id": [Command.clear()], **values,
        })

    def put_in_stock(self, product, pieces, warehouse=None):
        location = (warehouse or self.warehouse).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(product, location, pieces)

    # the way of a contract

    def contract_values(self, market="international", lines=None, **values):
        """Values of a contract in draft. ``lines``: dicts over the default of one line of 1,000 modules of 550 W."""
        domestic = market == "domestic"
        today = fields.Date.context_today(self.env["sales.manual.contract"])
        line_values = [
            {
                "ref": str(index), "product_id": self.module_550.id, "name": f"Contract wording {index}",
                "basis": "piece", "entered_qty": 1000, "price_basis": "watt", "price_per_watt": 0.3, **line,
            }
            for index, line in enumerate(lines or [{}], 1)
        ]
        return {
            "market": market,
            "partner_id": (self.customer if domestic else self.foreign_customer).id,
            "team_id": self.team[market].id,
            "currency_id": (self.company.currency_id if domestic else self.usd).id,
            "incoterm_id": False if domestic else self.env.ref("account.incoterm_FOB").id,
            "incoterm_location": False if domestic else "Shanghai",
            "warehouse_id": self.warehouse.id,
            "signing_date": today,
            "start_date": today,
            "end_date": fields.Date.add(today, years=1),
            "line_ids": [Command.create(line) for line in line_values],
            **values,
        }

    def make_contract(self, market="international", lines=None, user=None, **values):
        """A contract in draft, entered by the salesperson (``user``: key into ``users`` or a user)."""
        user = user or ("dom_supervisor" if market == "domestic" else "int_salesperson")
        user = self.users[user] if isinstance(user, str) else user
        contract = self.env["sales.manual.contract"].with_user(user).create(
            self.contract_values(market, lines, user_id=user.id, **values)
        )
        return contract.with_env(self.env)

    def approve(self, contract):
        """Send to review as the salesperson, check as the deputy, approve as the manager."""
        prefix = "dom" if contract.market == "domestic" else "int"
        contract.with_user(contract.user_id).action_submit()
        contract.with_user(self.users[f"{prefix}_deputy"]).action_sign()
        contract.with_user(self.users[f"{prefix}_manager"]).action_sign()
        self.assertEqual(contract.state, "effective")
        return contract

    def effective_contract(self, market="international", lines=None, **values):
        return self.approve(self.make_contract(market, lines, **values))

    def contract_post(self, document, second=False):
        key = "dom_contract" if document.market == "domestic" else "int_contract"
        return self.users[f"{key}_2" if second else key]

    def decompose(self, contract, pieces=None, date=None):
        """Batches by hand as the contract post: one batch per entry of ``pieces`` (of each contract line), or
        one batch over everything open."""
        date = date or contract.start_date
        pieces = pieces or [None]
        return self.env["sales.manual.batch"].with_user(self.contract_post(contract)).create([
            {
                "contract_id": contract.id,
                "delivery_date": fields.Date.add(date, days=index),
                "warehouse_id": contract.warehouse_id.id,
                "line_ids": [
                    Command.create({"contract_line_id": line.id, "pieces_qty": qty or line.pieces_qty})
                    for line in contract.line_ids
                ],
            }
            for index, qty in enumerate(pieces)
        ]).with_env(self.env)

    def make_orders(self, batches, confirm=True):
        """Contract orders of the batches, made and confirmed by the contract post."""
        batches.with_user(self.contract_post(batches[:1])).action_create_orders()
        orders = batches.line_ids.order_line_id.order_id.sorted("id")
        self.assertTrue(orders)
        if confirm:
            orders.with_user(self.contract_post(batches[:1])).action_confirm()
        return orders

    def make_notice(self, orders, pieces=None, issue=True):
        """A notice over all that is open of the orders (one contract), or ``pieces`` of each line; issued."""
        maker = self.contract_post(orders.sales_contract_id)
        notice = self.env["sales.manual.notice"].with_user(maker)._make_from_orders(orders.with_user(maker))
        if pieces:
            notice.line_ids.write({"pieces_qty": pieces})
        if issue:
            notice.action_issue()
        return notice.with_env(self.env)

    def sign_notice(self, notice, until=None):
        """Every signature the notice waits for, by holders of the posts; stops before the step ``until``."""
        signers = {
            "check": self.contract_post(notice, second=True),
            "warehouse": self.users["warehouse_statistician"],
            "accounting": self.users["sales_accountant"],
            "reason": self.users["cmd_manager"],
        }
        steps = notice.signoff_step_ids.filtered(lambda step: step.state in ("waiting", "ready"))
        for code in steps.sorted("level").mapped("code"):
            if code == until:
                break
            notice.with_user(signers[code]).action_sign()
        return notice

    def released_notice(self, orders, pieces=None):
        notice = self.sign_notice(self.make_notice(orders, pieces))
        self.assertEqual(notice.state, "released")
        return notice

    def confirmed_order(self, pieces=10, market="international", product=None, **values):
        """A confirmed contract order over one line of whole pieces, goods in stock, nothing released."""
        line = {"entered_qty": pieces}
        if product:
            line["product_id"] = product.id
        contract = self.effective_contract(market, [line], **values)
        self.put_in_stock(product or self.module_550, pieces * 3)
        return self.make_orders(self.decompose(contract))

    def ship(self, pickings, pieces=None, user=None):
        """Validate the transfers as the dispatcher: all of each move, or ``pieces`` of it and a backorder."""
        user = user or self.users["dispatcher"]
        for move in pickings.move_ids:
            move.with_user(user).write({"quantity": pieces or move.product_uom_qty, "picked": True})
        return pickings.with_user(user).with_context(skip_backorder=True).button_validate()
