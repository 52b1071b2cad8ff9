from odoo import fields, models


class SalesManualNoticeClass(models.Model):
    _inherit = "sales.manual.notice.class"

    is_serial_checked = fields.Boolean(
        string="Serials checked",
        help="What is tracked by serial number leaves only with a flash test, once, and within its power tolerance. "
        "Contracts settled on measured power ask for that in any class.",
    )
