from odoo import fields, models


class SalesManualNoticeClass(models.Model):
    """What a class of shipping notice is, as data (CMD-5, CMD-7, CMD-8): what it needs, what it makes, who signs, who gets a copy."""

    _name = "sales.manual.notice.class"
    _description = "Notice Class"
    _order = "sequence, code"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    market = fields.Selection([("domestic", "Domestic"), ("international", "International")],
                              help="Proposed for contracts of this market; empty: for both.")
    is_contract_required = fields.Boolean(string="Contract needed")
    is_order_required = fields.Boolean(string="Order needed")
    is_reason_required = fields.Boolean(string="Reason needed")
    is_proforma_required = fields.Boolean(string="Pro forma needed")
    is_delivery_made = fields.Boolean(string="Goods leave", default=True)
    is_sold = fields.Boolean(string="Sold", default=True, help="Off: free of charge, no invoice.")
    is_counted = fields.Boolean(string="Counted in sales", default=True)
    maker_post_ids = fields.Many2many("res.groups", "sales_manual_notice_class_maker_rel", "class_id", "group_id", string="Made by",
                                      help="Posts that prepare and issue a notice of this class.")
    step_ids = fields.One2many("sales.manual.notice.step", "class_id", copy=True)
    copy_ids = fields.One2many("sales.manual.notice.copy", "class_id", copy=True)


class SalesManualNoticeStep(models.Model):
    _name = "sales.manual.notice.step"
    _description = "Notice Class Step"
    _order = "class_id, level, id"

    class_id = fields.Many2one("sales.manual.notice.class", required=True, index=True, ondelete="cascade")
    code = fields.Char()
    name = fields.Char(string="Step", required=True, translate=True)
    level = fields.Integer(default=1, help="Steps of one level are signed in any order; a level waits for the ones before it.")
    post_ids = fields.Many2many("res.groups", "sales_manual_notice_step_post_rel", "step_id", "group_id", string="Posts", required=True)
    is_per_warehouse = fields.Boolean(string="By warehouse",
                                      help="Only the users named on the warehouse as signers, where it names any.")
    field_ids = fields.Many2many("ir.model.fields", "sales_manual_notice_step_field_rel", "step_id", "field_id", string="Covers",
                                 help="The signature is void when one of these changes. Empty: the whole notice.")


class SalesManualNoticeCopy(models.Model):
    _name = "sales.manual.notice.copy"
    _description = "Notice Class Copy"
    _order = "class_id, number"

    class_id = fields.Many2one("sales.manual.notice.class", required=True, index=True, ondelete="cascade")
    number = fields.Integer(string="Copy", required=True)
    recipient = fields.Char(required=True, translate=True)
