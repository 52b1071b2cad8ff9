"""Values of goods that are not sold: no notice of 19.0.2.0.0 has any, so that none is computed."""

from odoo.tools.sql import column_exists, create_column

COLUMNS = ("cost_amount", "list_amount")


def migrate(cr, version):
    for table in ("sales_manual_notice", "sales_manual_notice_line"):
        for column in COLUMNS:
            if not column_exists(cr, table, column):
                create_column(cr, table, column, "numeric")
