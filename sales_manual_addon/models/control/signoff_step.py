from odoo import fields, models


class SalesManualSignoffStep(models.Model):
    """A signature that a document needs: copied from the class when the document is issued, so that a later change of the
    class alters no document under way."""

    _name = "sales.manual.signoff.step"
    _inherit = ["sales.manual.guarded"]
    _description = "Sign-off step"
    _order = "contract_id, notice_id, level, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    contract_id = fields.Many2one("sales.manual.contract", readonly=True, index="btree_not_null", ondelete="cascade")
    notice_id = fields.Many2one("sales.manual.notice", readonly=True, index="btree_not_null", ondelete="cascade")
    round = fields.Integer(default=1, readonly=True, help="A rejected document that is sent again starts a new round of signatures.")
    code = fields.Char(readonly=True)
    name = fields.Char(string="Step", required=True, readonly=True, translate=True)
    level = fields.Integer(default=1, readonly=True, help="Steps of one level are signed in any order; a level waits for the ones before it.")
    post_ids = fields.Many2many("res.groups", "sales_manual_signoff_step_post_rel", "step_id", "group_id",
                                string="Posts", readonly=True, help="A holder of any of these posts can sign.")
    is_per_warehouse = fields.Boolean(readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, index="btree_not_null")
    field_names = fields.Char(readonly=True, help="Names of the fields the signature covers, comma separated; empty: the whole document.")
    state = fields.Selection(
        [("waiting", "Not yet"), ("ready", "Waiting"), ("signed", "Signed"), ("closed", "Not needed")],
        default="waiting", required=True, readonly=True, index=True,
    )
    ready_date = fields.Datetime(string="Waiting since", readonly=True)
    signoff_id = fields.Many2one("sales.manual.signoff", string="Signature", readonly=True, ondelete="restrict")
    signoff_ids = fields.One2many("sales.manual.signoff", "step_id", string="Acts", readonly=True)
    user_id = fields.Many2one("res.users", string="Signed by", related="signoff_id.user_id")
    signed_date = fields.Datetime(related="signoff_id.date")
