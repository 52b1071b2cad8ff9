from odoo import Command, models
from odoo.exceptions import UserError


class StockQuant(models.Model):
    """Stock abroad, and its way home or to another branch (INT-3)."""

    _inherit = "stock.quant"

    def action_make_branch_notice(self):
        """Prepare a notice that recalls this stock of one branch abroad to the company's first warehouse, and show it.
        The maker sends it to another branch instead by choosing that as its destination.

        :raise UserError: not of one branch abroad, nothing free, or no class is for branches
        :raise AccessError: the user holds no post that makes notices of the class
        """
        branch = self.location_id.warehouse_id
        if len(branch) != 1 or not branch.is_branch_abroad:
            raise UserError(self.env._("Choose stock of one branch abroad."))
        company = branch.company_id
        notice_class = self.env["sales.manual.notice.class"].search(
            [("source", "=", "branch"), ("company_id", "in", [False, company.id])], limit=1
        )
        home = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id), ("is_branch_abroad", "=", False)], limit=1
        )
        if not notice_class or not home:
            raise UserError(
                self.env._("No notice class, or no warehouse at home, is there for stock of branches abroad.")
            )
        pieces = {}
        for quant in self:
            pieces[quant.product_id] = pieces.get(quant.product_id, 0) + quant.quantity - quant.reserved_quantity
        pieces = {product: int(free) for product, free in pieces.items() if free >= 1}
        if not pieces:
            raise UserError(self.env._("Everything of this stock is reserved already."))
        notice = self.env["sales.manual.notice"].create(
            {
                "class_id": notice_class.id,
                "company_id": company.id,
                "partner_id": branch.partner_id.id or company.partner_id.id,
                "warehouse_id": branch.id,
                "branch_id": home.id,
                "ship_date": company._sales_manual_today(),
                "currency_id": company.currency_id.id,
                "line_ids": [
                    Command.create({"product_id": product.id, "pieces_qty": count}) for product, count in pieces.items()
                ],
            }
        )
        return notice._get_records_action(name=self.env._("Shipping notice"))
