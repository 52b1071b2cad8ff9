from odoo import api, fields, models

# where the lines of a class's notices come from: orders; the notice itself, which makes a transfer of its own: goods
# that are not sold to a customer, stock to a branch abroad
FROM_ORDERS, FROM_NOTICE, FROM_BRANCH = "order", "notice", "branch"
BY_NOTICE = (FROM_NOTICE, FROM_BRANCH)


class SalesManualNoticeClass(models.Model):
    """What follows from what an administrator says of a class: where its notices' lines come from."""

    _inherit = "sales.manual.notice.class"

    is_to_branch = fields.Boolean(
        string="Stock to a branch abroad", help="The goods stay the company's: they go from warehouse to warehouse."
    )
    source = fields.Selection(
        [
            (FROM_ORDERS, "Orders"),
            (FROM_NOTICE, "The notice itself, free of charge"),
            (FROM_BRANCH, "The notice itself, to a branch abroad"),
        ],
        string="Lines come from",
        compute="_compute_source",
        store=True,
        index=True,
    )

    @api.depends("is_order_required", "is_delivery_made", "is_proforma_required", "is_sold", "is_to_branch")
    def _compute_source(self):
        for notice_class in self:
            notice_class.source = notice_class._source()

    def _source(self):
        """Where lines come from; False: what is said of the class does not fit together."""
        self.ensure_one()
        if self.is_proforma_required or not self.is_delivery_made:
            return False
        if self.is_order_required:
            return FROM_ORDERS if not self.is_to_branch else False
        if self.is_sold:
            return False
        return FROM_BRANCH if self.is_to_branch else FROM_NOTICE

    @api.depends("source")
    def _compute_is_available(self):
        for notice_class in self:
            notice_class.is_available = bool(notice_class.source)

    @api.model
    def _unused_code(self, code):
        """``code``, or with a number behind it where an administrator has described a class of that code. For data."""
        classes = self.sudo().with_context(active_test=False)  # of every company
        used = set(classes.search([("code", "=like", f"{code}%")]).mapped("code"))
        return next(found for found in (code, *(f"{code}{number}" for number in range(2, 100))) if found not in used)

    def write(self, vals):
        before = {notice_class: notice_class.source for notice_class in self}
        result = super().write(vals)
        other = self.filtered(lambda notice_class: notice_class.source != before[notice_class])
        other._refuse_in_use(self.env._("what they are made from stays; describe another class"))
        return result
