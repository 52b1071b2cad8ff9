from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class SalesManualCredit(models.Model):
    """Customer grades 1, 2 and 3, proposed from what was invoiced in a year (CUS-2)."""

    _inherit = "sales.manual.credit"

    @api.model
    def action_propose_grades(self):
        """Propose the grades of every customer of the company anew.

        :raise AccessError: the user neither proposes nor configures
        """
        company = self.env.company
        if not (company._credit_may("propose") or self.env.user.has_group("sales_manual_addon.group_configuration")):
            raise AccessError(
                self.env._("Grades are proposed by: %(posts)s.", posts=company._credit_post_names("propose"))
            )
        self._propose_grades(company)
        return True

    @api.model
    def _propose_grades_daily(self):
        """Scheduled: of each company that has said from which turnover a customer is grade 1 and 2."""
        for company in self.env["res.company"].search([("credit_grade_1_turnover", ">", 0)]):
            self._propose_grades(company)

    @api.model
    def _propose_grades(self, company):
        """Write turnover and proposed grade of the company's customers by one statement. Decided grades stay."""
        self.env.flush_all()
        today = company._sales_manual_today()
        self.env.cr.execute(
            SQL(
                """
            WITH turnover AS (
                SELECT partner.commercial_partner_id AS partner_id, SUM(move.amount_untaxed_signed) AS amount
                  FROM account_move move JOIN res_partner partner ON partner.id = move.partner_id
                 WHERE move.company_id = %(company)s AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND move.invoice_date > %(start)s AND move.invoice_date <= %(today)s
                   AND partner.commercial_partner_id IS NOT NULL
              GROUP BY partner.commercial_partner_id
            ), known AS (
                SELECT COALESCE(credit.partner_id, turnover.partner_id) AS partner_id,
                       COALESCE(turnover.amount, 0) AS amount
                  FROM turnover
             FULL JOIN (SELECT partner_id FROM sales_manual_credit WHERE company_id = %(company)s) credit
                    ON credit.partner_id = turnover.partner_id
            ), graded AS (
                SELECT partner_id, amount, CASE WHEN amount >= %(first)s THEN '1' WHEN amount >= %(second)s THEN '2'
                                                ELSE '3' END AS grade
                  FROM known
            )
            INSERT INTO sales_manual_credit (company_id, partner_id, turnover, proposed_grade, customer_grade,
                                             grade_date, create_uid, write_uid, create_date, write_date)
            SELECT %(company)s, partner_id, amount, grade, grade, %(today)s, %(uid)s, %(uid)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM graded ORDER BY partner_id
                ON CONFLICT (company_id, partner_id) DO UPDATE
               SET turnover = EXCLUDED.turnover, proposed_grade = EXCLUDED.proposed_grade,
                   customer_grade = COALESCE(sales_manual_credit.grade, EXCLUDED.proposed_grade),
                   grade_date = EXCLUDED.grade_date
            """,
                company=company.id,
                start=today - relativedelta(years=1),
                today=today,
                first=company.credit_grade_1_turnover,
                second=company.credit_grade_2_turnover,
                uid=self.env.uid,
            )
        )
        self.invalidate_model()
