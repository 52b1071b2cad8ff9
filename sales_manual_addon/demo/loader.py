from dateutil.relativedelta import relativedelta

from odoo import Command, api, models

# before their vehicles arrived and their customers wrote; on whatever day, one of them was last month
LEFT_DAYS_AGO = (31, 25, 10)


class SalesManualDemo(models.AbstractModel):
    """The contracts of the demo. Dates count from the day of installation; the framework is in its fifth month."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load(self):
        """Make the demo's documents; called once, on installation."""
        # Odoo loads translations after the demo; what is written into documents must be translated before
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(lang=self._user("gm").lang)
        self.env.ref("base.CNY").active = True
        self.env.ref("base.USD").active = True
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        warehouse.notice_signer_ids = self._user("warehouse_statistician")
        self._load_framework(warehouse)
        self._load_los_angeles(warehouse)
        self._load_shanghai(warehouse)
        self._load_review(warehouse)
        self._load_check(warehouse)
        self._load_draft(warehouse)

    # the contracts

    def _load_framework(self, warehouse):
        """The domestic framework of 2009 by its real schedule: three months shipped, the fourth late."""
        paper = self._paper("ceeg-2009-framework")
        start = self._month(-4)
        contract = self._contract(
            "dom_supervisor",
            "domestic",
            {
                "partner_id": self._demo_id("partner_ceeg_shanghai"),
                "customer_reference": "CEEG-2009",
                "currency_id": self.env.ref("base.CNY").id,
                "warehouse_id": warehouse.id,
                "signing_date": start,
                "start_date": start,
                "end_date": start + relativedelta(months=12, days=-1),
                "tolerance_percent": 1,
                "signed_amount": paper["stated_amount"],
                "line_ids": [
                    Command.create(
                        {
                            "ref": line["ref"],
                            "product_id": self._demo_id(f"cell_{line['ref'].lower()}"),
                            "name": line["product"],
                            "basis": "mw",
                            "entered_qty": line["quantity_mw"],
                            "price_basis": "watt",
                            "price_per_watt": line["price_per_watt"],
                            "signed_amount": line["stated_amount"],
                        }
                    )
                    for line in paper["lines"]
                ],
            },
        )
        self._approve(contract)
        by_ref = {line.ref: line for line in contract.line_ids}
        poster = self._user("dom_contract")
        batches = contract.with_user(poster)._decompose(
            [
                {
                    "date": start + relativedelta(months=number + 1, days=-1),
                    "contract_line": by_ref[ref],
                    "power_w": megawatts * 1_000_000,
                    "place": "Shanghai",
                }
                for number, amounts in enumerate(paper["schedule_mw"].values())
                for ref, megawatts in amounts.items()
                if ref in by_ref
            ]
        )
        batches = batches.sorted("delivery_date")
        self._stock(warehouse, {line.product_id: line.pieces_qty for line in contract.line_ids})
        orders = [self._confirmed_order(batch) for batch in batches[:7]]
        for order, days in zip(orders, LEFT_DAYS_AGO, strict=False):
            self._sign(self._notice(order))
            self._ship(order)
            self._left_ago(order, days)
        self._sign(self._notice(orders[3]))
        self._invoice(orders[0] | orders[1])
        self._sign(self._notice(orders[4]))
        self._sign(self._notice(orders[5]), ["check", "warehouse"])
        withdrawn = self._notice(orders[6])
        withdrawn.with_user(poster).action_void("The customer asked for a week later.")
        self._notice(orders[6], issue=False)

    def _load_los_angeles(self, warehouse):
        """The export contract of 2010: one delivery CIF, shipped and invoiced."""
        paper = self._paper("hareon-2010-export")
        contract = self._contract(
            "int_salesperson",
            "international",
            {
                **self._export_values("partner_los_angeles", paper, warehouse, self._month(-2), 6),
                "customer_reference": "LA-2010-05",
                "tolerance_percent": 3,
                "note": "<p>Every module within ±3 % of its rated power is settled as 220 Wp.</p>",
                "line_ids": [self._export_line(paper["lines"][0], "module_220", 1.8)],
                "milestone_ids": [
                    Command.create(
                        {
                            "name": term["name"].capitalize(),
                            "trigger": term["trigger"].replace(" copy", "").replace(" ", "_"),
                            "percent": term["percent"],
                            "days": term["working_days"],
                            "is_working_days": True,
                        }
                    )
                    for term in paper["payment"]
                ],
            },
        )
        self._approve(contract)
        self._stock(warehouse, {contract.line_ids.product_id: contract.line_ids.pieces_qty})
        order = self._confirmed_order(self._decompose_even(contract, 1, self._today()))
        self._sign(self._notice(order))
        self._ship(order)
        self._invoice(order)

    def _load_shanghai(self, warehouse):
        """The export contract of 2022: three deliveries FOB in whole containers, the first being signed for."""
        paper = self._paper("sunergy-2022-export")
        contract = self._contract(
            "int_salesperson",
            "international",
            {
                **self._export_values("partner_singapore", paper, warehouse, self._month(0), 9),
                "customer_reference": "ST-2022-114",
                "signed_amount": paper["stated_amount"],
                "line_ids": [self._export_line(paper["lines"][0], "module_550", paper["lines"][0]["price_per_watt"])],
                "milestone_ids": [
                    Command.create({"name": "Deposit by T/T", "trigger": "contract", "percent": 30}),
                    Command.create(
                        {"name": "Balance on open account", "trigger": "shipment", "percent": 70, "days": 90}
                    ),
                ],
            },
        )
        self._approve(contract)
        batches = self._decompose_even(contract, 3, self._today() + relativedelta(days=7), multiple=620)
        batches = batches.sorted("delivery_date")
        self._stock(warehouse, {contract.line_ids.product_id: 700})
        first = self._confirmed_order(batches[0])
        self._confirmed_order(batches[1])
        notice = self._notice(first, issue=False)
        notice.transport_note = (
            "1 × 40HQ, 20 pallets of 31 modules; booking at the forwarder for the vessel of next week."
        )
        notice.action_issue()

    def _load_review(self, warehouse):
        """Ten megawatts CIF Rotterdam, where paper and lines are apart; checked by a deputy, waits for the manager."""
        contract = self._contract(
            "int_salesperson",
            "international",
            {
                **self._export_values(
                    "partner_rotterdam",
                    {"incoterm": "CIF", "incoterm_location": "Rotterdam"},
                    warehouse,
                    self._month(1),
                    12,
                ),
                "tolerance_percent": 3,
                "signed_amount": 4_100_000,
                "line_ids": [
                    Command.create(
                        {
                            "ref": chr(ord("A") + number),
                            "product_id": self._demo_id(product),
                            "basis": "mw",
                            "entered_qty": 2,
                            "price_basis": "watt",
                            "price_per_watt": price,
                        }
                    )
                    for number, (product, price) in enumerate(
                        (
                            ("module_csun185_72m", 0.410),
                            ("module_csun235_60m_bb", 0.405),
                            ("module_hr_180w_24v", 0.412),
                            ("module_hr220d6p_3", 0.408),
                            ("module_hr_235w_18v", 0.405),
                        )
                    )
                ],
            },
        )
        contract.with_user(self._user("int_salesperson")).action_submit()
        self._deputy("int_clerk", "int_deputy", days=7)
        contract.with_user(self._user("int_clerk")).action_sign(
            comment="Paper and lines are apart: clear it before signing."
        )

    def _load_check(self, warehouse):
        """A domestic contract that waits for the deputy's check."""
        contract = self._contract(
            "dom_supervisor_2",
            "domestic",
            {
                "partner_id": self._demo_id("partner_wuxi"),
                "currency_id": self.env.ref("base.CNY").id,
                "warehouse_id": warehouse.id,
                "signing_date": self._today(),
                "start_date": self._today(),
                "end_date": self._month(6) - relativedelta(days=1),
                "signed_amount": 1_188_000,
                "line_ids": [
                    Command.create(
                        {
                            "ref": "1",
                            "product_id": self._demo_id("module_550"),
                            "basis": "piece",
                            "entered_qty": 1200,
                            "price_basis": "watt",
                            "price_per_watt": 1.8,
                        }
                    )
                ],
            },
        )
        contract.with_user(self._user("dom_supervisor_2")).action_submit()

    def _load_draft(self, warehouse):
        """A contract that a salesperson is writing."""
        self._contract(
            "int_salesperson_2",
            "international",
            {
                **self._export_values(
                    "partner_singapore",
                    {"incoterm": "FOB", "incoterm_location": "Shanghai"},
                    warehouse,
                    self._month(1),
                    6,
                ),
                "line_ids": [
                    Command.create(
                        {
                            "ref": "1",
                            "product_id": self._demo_id("module_550"),
                            "basis": "kw",
                            "entered_qty": 750,
                            "price_basis": "watt",
                            "price_per_watt": 0.285,
                        }
                    ),
                    Command.create(
                        {
                            "ref": "2",
                            "product_id": self._demo_id("mounting_rail"),
                            "basis": "piece",
                            "entered_qty": 2800,
                            "price_basis": "piece",
                            "price_per_piece": 11.5,
                        }
                    ),
                ],
            },
        )

    def _export_values(self, partner, paper, warehouse, start, months):
        return {
            "partner_id": self._demo_id(partner),
            "currency_id": self.env.ref("base.USD").id,
            "incoterm_id": self.env.ref(f"account.incoterm_{paper['incoterm']}").id,
            "incoterm_location": paper["incoterm_location"],
            "warehouse_id": warehouse.id,
            "signing_date": min(start, self._today()),
            "start_date": min(start, self._today()),
            "end_date": start + relativedelta(months=months, days=-1),
        }

    def _export_line(self, line, product, price):
        return Command.create(
            {
                "ref": line["ref"],
                "product_id": self._demo_id(product),
                "name": line["product"],
                "basis": "piece",
                "entered_qty": line["quantity_pieces"],
                "price_basis": "watt",
                "price_per_watt": price,
                "signed_amount": line.get("stated_amount", 0),
            }
        )
