"""Deliveries keep the company's day: filled at once, where Odoo would compute it delivery by delivery."""

from odoo.tools.sql import column_exists, create_column


def migrate(cr, version):
    if column_exists(cr, "sales_manual_notice_delivery", "day"):
        return
    create_column(cr, "sales_manual_notice_delivery", "day", "date")
    cr.execute(
        """
        UPDATE sales_manual_notice_delivery AS delivery
           SET day = (delivery.date AT TIME ZONE 'UTC'
                      AT TIME ZONE COALESCE(calendar.tz, partner.tz, 'UTC'))::date
          FROM res_company AS company
          JOIN res_partner AS partner ON partner.id = company.partner_id
     LEFT JOIN resource_calendar AS calendar ON calendar.id = company.resource_calendar_id
         WHERE company.id = delivery.company_id
        """
    )
