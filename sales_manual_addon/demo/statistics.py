from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models


class SalesManualDemo(models.AbstractModel):
    """Last month's domestic shipment table, frozen; the warehouse has corrected a day of it since."""

    _inherit = "sales.manual.demo"

    @api.model
    def _load_statistics(self):
        """Freeze the month before, then correct what it holds; called once, on installation."""
        company = self.env.ref("base.main_company")
        freezing = self._user("dom_contract")
        self = self.with_company(company).with_context(lang=freezing.lang)
        month = company._sales_manual_today() + relativedelta(months=-1)
        snapshots = self.env["sales.manual.snapshot"].with_user(freezing)
        frozen = snapshots._freeze("shipment", company, "domestic", month)
        left = self.env["sales.manual.shipment"].search(
            [
                ("company_id", "=", company.id),
                ("market", "=", "domestic"),
                ("kind", "=", "out"),
                ("day", ">=", frozen.date_from),
                ("day", "<=", frozen.date_to),
            ],
            order="day desc, id desc",
            limit=1,
        )
        left.picking_id.with_user(self._user("dispatcher")).date_done -= timedelta(days=1)
