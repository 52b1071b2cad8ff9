from odoo import api, models
from odoo.tools import SQL

QUERIES = {
    "flash_imported": lambda user_ids, start, end: SQL(
        """SELECT create_uid, COUNT(*) FROM sales_manual_flash_file
            WHERE create_uid = ANY(%s) AND create_date >= %s AND create_date < %s GROUP BY create_uid""",
        user_ids,
        start,
        end,
    ),
}


class SalesManualEvidence(models.AbstractModel):
    _inherit = "sales.manual.evidence"

    @api.model
    def _evidence_measures(self):
        return {**super()._evidence_measures(), "flash_imported": self.env._("Flash-test files imported")}

    @api.model
    def _evidence_counts(self, codes, users, month):
        counts = super()._evidence_counts(codes, users, month)
        return {**counts, **self._evidence_rows(QUERIES, codes, users, month)}
