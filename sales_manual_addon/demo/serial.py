from dateutil.relativedelta import relativedelta

from odoo import Command, api, models

ON_PALLET, IN_CONTAINER = 36, 720


class SalesManualDemo(models.AbstractModel):
    """A domestic contract of modules by serial number, settled on measured power: two pallets have left, of the next
    two some modules may not."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_serials(self):
        """Make what is shipped by serial number; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(lang=self._user("gm").lang)
        self.env.ref("base.group_user").implied_ids += (
            self.env.ref("stock.group_production_lot")
            | self.env.ref("stock.group_tracking_lot")
            | self.env.ref("uom.group_uom")
        )
        self.env.ref("sales_manual_addon.notice_class_b").is_serial_checked = True
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        product = self._tracked_module()
        contract = self._contract(
            "dom_supervisor",
            "domestic",
            {
                "partner_id": self._demo_id("partner_wuxi"),
                "customer_reference": "WX-610",
                "currency_id": self.env.ref("base.CNY").id,
                "warehouse_id": warehouse.id,
                "signing_date": self._month(0),
                "start_date": self._month(0),
                "end_date": self._month(6) - relativedelta(days=1),
                "signed_amount": 63_244.80,
                "settlement": "measured",
                "line_ids": [
                    Command.create(
                        {
                            "ref": "1",
                            "product_id": product.id,
                            "basis": "piece",
                            "entered_qty": 4 * ON_PALLET,
                            "price_basis": "watt",
                            "price_per_watt": 0.72,
                        }
                    )
                ],
            },
        )
        self._approve(contract)
        batches = self._decompose_even(contract, 2, self._today(), multiple=2 * ON_PALLET).sorted("delivery_date")
        first, second = (self._confirmed_order(batch) for batch in batches)
        self._sign(self._notice(first))
        self._flash(product, warehouse, self._tests(1, 2 * ON_PALLET), "flash-line3-a.csv")
        self._pack(first, self._tests(1, 2 * ON_PALLET))
        first.picking_ids.with_user(self._user("dispatcher")).button_validate()
        self._invoice(first)
        # of the next delivery one module is weaker than its data sheet says, and two were not tested
        tests = self._tests(1 + 2 * ON_PALLET, 2 * ON_PALLET)
        tests[4] = (tests[4][0], 608.2)
        self._sign(self._notice(second))
        self._flash(product, warehouse, tests[:-2], "flash-line3-b.csv")
        untested = self.env["stock.lot"].create(
            [{"name": serial, "product_id": product.id} for serial, _power in tests[-2:]]
        )
        self._serials_in_stock(untested, warehouse)
        self._pack(second, tests)

    def _tracked_module(self):
        unit = self.env.ref("uom.product_uom_unit")
        return self.env["product.product"].create(
            {
                "name": self.env._("610 Wp module, by serial number"),
                "default_code": "M610S",
                "type": "consu",
                "is_storable": True,
                "tracking": "serial",
                "invoice_policy": "delivery",
                "rated_power_w": 610,
                "power_plus_w": 5,
                "weight": 33.5,
                "taxes_id": [Command.clear()],
                "uom_ids": [
                    Command.create({"name": name, "relative_factor": pieces, "relative_uom_id": unit.id})
                    for name, pieces in (
                        (self.env._("Pallet of %(pieces)s", pieces=ON_PALLET), ON_PALLET),
                        (self.env._("Container of %(pieces)s", pieces=IN_CONTAINER), IN_CONTAINER),
                    )
                ],
            }
        )

    def _tests(self, start, count):
        """[(serial, measured power)]: within 0/+5 W of the rated power, none like the one before."""
        return [
            (f"CM610{number:06d}", round(610.2 + number * 7 % 47 / 10, 2)) for number in range(start, start + count)
        ]

    def _flash(self, product, warehouse, tests, name):
        rows = "\n".join(f"{serial}\t{power}\t{self._today()}" for serial, power in tests)
        dialog = self.env["sales.manual.serial.import"].with_user(self._user("warehouse_statistician"))
        dialog.create(
            {"product_id": product.id, "filename": name, "pasted": f"Serial No.\tPmax (W)\tTest date\n{rows}"}
        ).action_import()
        lots = self.env["stock.lot"].search([("name", "in", [serial for serial, _power in tests])])
        self._serials_in_stock(lots, warehouse)

    def _serials_in_stock(self, lots, warehouse):
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(lot.product_id, warehouse.lot_stock_id, 1, lot_id=lot)

    def _pack(self, order, tests):
        """Serial numbers on the transfer, and as many pallets as they fill."""
        picking = order.picking_ids.with_user(self._user("dispatcher"))
        dialog = self.env["sales.manual.serial.import"].with_user(self._user("dispatcher"))
        rows = "\n".join(serial for serial, _power in tests)
        dialog.create({"picking_id": picking.id, "pasted": f"Serial No.\n{rows}"}).action_import()
        picking.action_fill_pallets()
        for pallet in picking.move_line_ids.result_package_id:
            pallet.shipping_weight = 33.5 * ON_PALLET + 42
