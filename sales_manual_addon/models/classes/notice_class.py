from odoo import api, fields, models

# where the lines of a class's notices come from: orders; the notice itself, not sold, by a transfer of its own
FROM_ORDERS, FROM_NOTICE = "order", "notice"


class SalesManualNoticeClass(models.Model):
    """What follows from what an administrator says of a class: where its notices' lines come from."""

    _inherit = "sales.manual.notice.class"

    source = fields.Selection(
        [(FROM_ORDERS, "Orders"), (FROM_NOTICE, "The notice itself, free of charge")],
        string="Lines come from",
        compute="_compute_source",
        store=True,
        index=True,
    )

    @api.depends("is_order_required", "is_delivery_made", "is_proforma_required", "is_sold")
    def _compute_source(self):
        for notice_class in self:
            notice_class.source = notice_class._source()

    def _source(self):
        """Where lines come from; False: what is said of the class does not fit together."""
        self.ensure_one()
        if self.is_proforma_required or not self.is_delivery_made:
            return False
        if self.is_order_required:
            return FROM_ORDERS
        return False if self.is_sold else FROM_NOTICE

    @api.depends("source")
    def _compute_is_available(self):
        for notice_class in self:
            notice_class.is_available = bool(notice_class.source)

    def write(self, vals):
        before = {notice_class: notice_class.source for notice_class in self}
        result = super().write(vals)
        other = self.filtered(lambda notice_class: notice_class.source != before[notice_class])
        other._refuse_in_use(self.env._("what they are made from stays; describe another class"))
        return result
