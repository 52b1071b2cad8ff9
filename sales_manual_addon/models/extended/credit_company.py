from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

MODES = [("off", "Off"), ("warn", "Warn"), ("block", "Block")]
CREDIT_SETTINGS = frozenset(
    {
        "credit_check",
        "prepayment_check",
        "credit_market",
        "credit_overdue_days",
        "credit_grade_1_turnover",
        "credit_grade_2_turnover",
        "credit_proposer_ids",
        "credit_decider_ids",
    }
)
CAPABILITIES = {
    "propose": "sales_manual_addon.group_credit_propose",
    "decide": "sales_manual_addon.group_credit_decide",
}


class ResCompany(models.Model):
    """What of credit and prepayment a company checks before goods leave: nothing, until an administrator says so."""

    _inherit = "res.company"

    credit_check = fields.Selection(MODES, string="Credit", required=True, default="off")
    prepayment_check = fields.Selection(MODES, string="Prepayment", required=True, default="off")
    credit_market = fields.Selection(
        [("domestic", "Domestic"), ("international", "International")],
        string="Market checked",
        help="Empty: both markets.",
    )
    credit_overdue_days = fields.Integer(
        string="Days overdue allowed", default=0, help="Of customers for whom nothing else was decided."
    )
    credit_grade_1_turnover = fields.Monetary(string="Grade 1 from", help="Turnover of a year, without tax.")
    credit_grade_2_turnover = fields.Monetary(string="Grade 2 from")
    credit_proposer_ids = fields.Many2many(
        "res.groups",
        "sales_manual_credit_proposer_rel",
        "company_id",
        "group_id",
        string="Who proposes",
        domain="[('privilege_id', '!=', False)]",
        help="Posts that propose overrides. Empty: the customer management manager.",
    )
    credit_decider_ids = fields.Many2many(
        "res.groups",
        "sales_manual_credit_decider_rel",
        "company_id",
        "group_id",
        string="Who decides",
        domain="[('privilege_id', '!=', False)]",
        help="Posts that decide on limits and overrides. Empty: the general manager.",
    )

    @api.constrains("credit_overdue_days", "credit_grade_1_turnover", "credit_grade_2_turnover")
    def _check_credit_settings(self):
        for company in self:
            if company.credit_overdue_days < 0:
                raise ValidationError(self.env._("Days overdue cannot be fewer than none."))
            if not 0 <= company.credit_grade_2_turnover <= company.credit_grade_1_turnover:
                raise ValidationError(
                    self.env._("Grade 1 begins at a higher turnover than grade 2, and neither below nought.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any(CREDIT_SETTINGS & vals.keys() for vals in vals_list):
            companies._check_credit_configuration()
        return companies

    def write(self, vals):
        if CREDIT_SETTINGS & vals.keys():
            self._check_credit_configuration()
        return super().write(vals)

    def _check_credit_configuration(self):
        if not self.env.user.has_group("sales_manual_addon.group_configuration"):
            raise AccessError(
                self.env._("What is checked of credit and prepayment is decided by those who configure Sales HQ.")
            )

    def _credit_is_checked(self):
        """Whether any of these companies checks credit or prepayment. Where none does, goods issue asks no more than
        before.
        """
        # sudo: a setting
        return any(
            mode != "off" for company in self.sudo() for mode in (company.credit_check, company.prepayment_check)
        )

    def _credit_posts(self, what):
        """The groups that may ``propose`` or ``decide``: those named here, or whoever has the capability."""
        self.ensure_one()
        company = self.sudo()  # who may is no secret
        named = company.credit_proposer_ids if what == "propose" else company.credit_decider_ids
        return named or company.env.ref(CAPABILITIES[what])

    def _credit_may(self, what):
        """Whether the user may ``propose`` or ``decide`` in this company. The superuser never does."""
        user = self.env.user
        return (
            not user._is_superuser()
            and self in user.company_ids
            and bool(self._credit_posts(what) & user.all_group_ids.sudo())
        )

    def _credit_post_names(self, what):
        """The posts that may, as messages name them."""
        groups = self._credit_posts(what)
        posts = groups.filtered("privilege_id") | groups.all_implied_by_ids.filtered("privilege_id")
        return ", ".join(posts.sorted("id").mapped("name")) or self.env._("nobody yet")

    def _credit_users(self, what):
        """The active users of this company who may."""
        groups = self._credit_posts(what)
        return (
            self.env["res.users"]
            .sudo()
            .search(  # sudo: who is asked, whoever asks
                [("all_group_ids", "in", groups.ids), ("company_ids", "in", self.ids), ("share", "=", False)]
            )
        )
