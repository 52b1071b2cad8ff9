from odoo import fields, models


class SalesManualNotice(models.Model):
    """Printing of notices (CMD-20): the original set of copies, then reprints by the class's makers."""

    _name = "sales.manual.notice"
    _inherit = ["sales.manual.notice", "sales.manual.printed"]
    _print_field = "notice_id"
    _print_report = "sales_manual_addon.action_report_notice"

    print_ids = fields.One2many("sales.manual.print", "notice_id", string="Prints", readonly=True, copy=False)

    def _may_reprint(self):
        return self.class_id._is_maker()

    def _reprinters(self):
        # sudo: posts are not readable by everyone
        return ", ".join(self.sudo().class_id.maker_post_ids.mapped("name"))
