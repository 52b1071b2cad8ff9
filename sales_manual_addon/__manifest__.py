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
        "data/sales_manual_seal.xml",
        # wizards
        "wizard/sign_views.xml",
        "wizard/decompose_views.xml",
        "wizard/split_batch_views.xml",
        # views
        "views/sales_manual_signoff_views.xml",
        "views/sales_manual_seal_views.xml",
        "views/sales_manual_contract_views.xml",
        "views/sales_manual_batch_views.xml",
        "views/sales_manual_batch_line_views.xml",
        "views/sales_manual_notice_views.xml",
        "views/sales_manual_notice_class_views.xml",
        "views/sale_order_views.xml",
        "views/stock_picking_views.xml",
        "views/stock_warehouse_views.xml",
        "views/product_views.xml",
        "views/crm_team_views.xml",
        "views/res_partner_views.xml",
        # reports
        "report/notice_report.xml",
        "report/notice_templates.xml",
        # menus last
        "views/sales_manual_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["sales_manual_addon/static/src/**/*"],
        "web.assets_tests": ["sales_manual_addon/static/tests/tours/*"],
    },
    "demo": [
        "demo/res_users.xml",
        "demo/product_product.xml",
        "demo/res_partner.xml",
        "demo/documents.xml",
    ],
    "application": True,
    "installable": True,
}
