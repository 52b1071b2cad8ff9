{
    "name": "Sales Headquarters Manual",
    "summary": "Sales contracts, delivery batches, signed shipping notices and the gate that goods pass",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "sales_manual_addon contributors",
    "license": "LGPL-3",
    "depends": ["sale_management", "sale_stock", "resource"],
    "external_dependencies": {"python": ["xlsxwriter", "openpyxl"]},
    "data": [
        # security
        "security/sales_manual_groups.xml",
        "security/sales_manual_posts.xml",
        "security/ir.model.access.csv",
        "security/sales_manual_rules_company.xml",
        "security/sales_manual_rules_contract.xml",
        "security/sales_manual_rules_notice.xml",
        "security/sales_manual_rules_signoff.xml",
        "security/sales_manual_rules_odoo.xml",
        # data
        "data/sales_manual_notice_class.xml",
        # views
        # menus last
    ],
    "demo": [],
    "application": True,
    "installable": True,
}
