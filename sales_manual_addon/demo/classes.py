from dateutil.relativedelta import relativedelta

from odoo import Command, api, models


class SalesManualDemo(models.AbstractModel):
    """Goods that are not sold: samples out and overdue, a gift that waits for its reason; customs; stock abroad."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_classes(self):
        """Make the notices of classes C, D and of the branch abroad; called once, on installation."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms(["sales_manual_addon"], languages)
        company = self.env.ref("base.main_company")
        self = self.with_company(company).with_context(lang=self._user("gm").lang)
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        module = self.env.ref("sales_manual_addon.module_550")
        module.write({"standard_price": 62, "list_price": 96})
        self._stock(warehouse, {module: 400})
        today = company._sales_manual_today()
        keeper = self.env["res.partner"].create({"name": self.env._("Hall B2, stand 410")})
        for days, due, pieces in ((-40, -5, 6), (-3, 25, 4)):
            notice = self._free_notice(
                warehouse, {module: pieces}, reason_kind="exhibition", reason=self.env._("Modules for the stand."),
                ship_date=today + relativedelta(days=days), due_back_date=today + relativedelta(days=due),
                keeper_id=keeper.id,
            )  # fmt: skip
            self._sign_free(notice)
            self._ship_notice(notice)
        self._free_notice(
            warehouse, {module: 2}, reason_kind="gift", reason=self.env._("For the opening of the customer's roof.")
        )
        self._load_customs(company, module)
        self._load_branch(warehouse, module)

    def _free_notice(self, warehouse, pieces, code="c", **values):
        notice = (
            self.env["sales.manual.notice"]
            .with_user(self._user("int_contract"))
            .create(
                {
                    "class_id": self._demo_id(f"notice_class_{code}"),
                    "partner_id": self._demo_id("partner_rotterdam"),
                    "warehouse_id": warehouse.id,
                    "ship_date": warehouse.company_id._sales_manual_today(),
                    "line_ids": [
                        Command.create({"product_id": product.id, "pieces_qty": quantity})
                        for product, quantity in pieces.items()
                    ],
                    **values,
                }
            )
        )
        notice.action_issue()
        return notice

    def _sign_free(self, notice, steps=("reason", "check", "warehouse", "accounting")):
        signers = {
            "reason": "cmd_manager",
            "approve": "int_manager",
            "check": "int_contract_2",
            "warehouse": "warehouse_statistician",
            "accounting": "sales_accountant",
        }
        for step in steps:
            notice.with_user(self._user(signers[step])).action_sign()

    def _ship_notice(self, notice):
        pickings = notice._own_transfers().with_user(self._user("dispatcher"))
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        pickings.button_validate()

    def _load_customs(self, company, module):
        """Two pro forma invoices of import/export: one declared, one with accounting and not declared yet."""
        specialist = self._user("import_export")
        for number in ("223320261000451", False):
            proforma = (
                self.env["sales.manual.proforma"]
                .with_user(specialist)
                .create(
                    {
                        "partner_id": self._demo_id("partner_los_angeles"),
                        "currency_id": self.env.ref("base.USD").id,
                        "incoterm_id": self.env.ref("account.incoterm_FOB").id,
                        "incoterm_location": "Shanghai",
                        "line_ids": [
                            Command.create(
                                {
                                    "product_id": module.id,
                                    "hs_code": "85414300",
                                    "pieces_qty": 620,
                                    "price_unit": 93.5,
                                }
                            )
                        ],
                    }
                )
            )
            proforma.action_issue()
            action = proforma.with_user(self._user("int_contract")).action_make_notice()
            notice = self.env["sales.manual.notice"].browse(action["res_id"]).with_user(self._user("int_contract"))
            notice.action_issue()
            self._sign_free(notice, ("check", "accounting"))
            if number:
                notice.sudo().declaration_id.with_user(specialist).write(
                    {"name": number, "date": company._sales_manual_today()}
                )

    def _load_branch(self, warehouse, module):
        """A branch abroad with stock, and more on its way."""
        partner = self.env["res.partner"].create(
            {"name": "Solar Europe B.V.", "is_company": True, "country_id": self.env.ref("base.nl").id}
        )
        branch = self.env["stock.warehouse"].create(
            {
                "name": self.env._("Rotterdam branch"),
                "code": "RTM",
                "company_id": warehouse.company_id.id,
                "partner_id": partner.id,
                "is_branch_abroad": True,
            }
        )
        for pieces, is_there in ((120, True), (60, False)):
            notice = self._free_notice(
                warehouse, {module: pieces}, code="branch", partner_id=partner.id, branch_id=branch.id
            )
            self._sign_free(notice, ("approve", "check", "warehouse", "accounting"))
            if is_there:
                self._ship_notice(notice)
