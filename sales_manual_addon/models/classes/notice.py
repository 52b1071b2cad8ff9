from odoo import api, fields, models

from ..shipping.notice import SalesManualNotice as Shipping
from .notice_class import BY_NOTICE, FROM_ORDERS


class SalesManualNotice(models.Model):
    """A notice whose goods are not sold (CMD-7): why they leave, what they are worth, until when they are lent."""

    _inherit = "sales.manual.notice"

    _free_fields = ("reason_kind", "due_back_date", "keeper_id", "branch_id")
    _signed_fields = (*Shipping._signed_fields, *_free_fields)
    _editable_in_signing = Shipping._editable_in_signing | {"reason_kind", "due_back_date", "keeper_id"}
    _guarded_fields = frozenset({"cost_amount", "list_amount"})

    class_source = fields.Selection(related="class_id.source", export_string_translation=False)
    reason_kind = fields.Selection(
        [
            ("gift", "Gift"),
            ("certification", "Certification"),
            ("exchange", "Return or exchange"),
            ("exhibition", "Exhibition sample"),
            ("other", "Other"),
        ],
        string="Reason for free goods",
        index="btree_not_null",
        tracking=True,
    )
    due_back_date = fields.Date(
        string="Due back", index="btree_not_null", tracking=True, help="Empty: the goods stay where they go."
    )
    keeper_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="Who has the goods while they are out, and gives them back.",
    )
    branch_id = fields.Many2one(
        "stock.warehouse",
        string="To warehouse",
        index="btree_not_null",
        check_company=True,
        domain="[('company_id', '=', company_id), ('id', '!=', warehouse_id)]",
        help="Where the stock goes: out to a branch abroad, from one branch to another, or home again.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")
    cost_amount = fields.Monetary(
        string="Value at cost", currency_field="company_currency_id", compute="_compute_values", store=True
    )
    list_amount = fields.Monetary(
        string="Value at list price", currency_field="company_currency_id", compute="_compute_values", store=True
    )

    @api.depends("line_ids.cost_amount", "line_ids.list_amount")
    def _compute_values(self):
        for notice in self:
            notice.cost_amount = sum(notice.line_ids.mapped("cost_amount"))
            notice.list_amount = sum(notice.line_ids.mapped("list_amount"))

    def _is_from_orders(self):
        self.ensure_one()
        return self.sudo().class_id.source in (FROM_ORDERS, False)  # the class is no secret of its notices

    def _of_notice(self):
        """Those of these notices whose goods leave by a transfer of their own."""
        return self.filtered(lambda notice: notice.sudo().class_id.source in BY_NOTICE)  # as above

    # what is signed

    def _whole_content(self, numbers):
        """See the shipping room. What only other classes know stays out of notices from orders, whose contents are as
        they were signed.
        """
        content = super()._whole_content(numbers)
        if self._is_from_orders():
            return {name: value for name, value in content.items() if name not in self._free_fields}
        return content

    def _signoff_line_content(self, line, numbers):
        content = super()._signoff_line_content(line, numbers)
        if not self._is_from_orders():
            digits = line.company_currency_id.decimal_places
            content["cost_amount"] = f"{line.cost_amount:.{digits}f}"
            content["list_amount"] = f"{line.list_amount:.{digits}f}"
        return content

    # credit: nobody pays for these goods

    def _credit_modes(self):
        return super()._credit_modes() if self._is_from_orders() else (False, False)
