{
    "name": "Sales Headquarters Manual: Delivery",
    "summary": "Posts open transfers where delivery carriers are installed",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "sales_manual_addon contributors",
    "license": "LGPL-3",
    "depends": ["sales_manual_addon", "stock_delivery"],
    "data": ["security/ir.model.access.csv"],
    "auto_install": True,
    "installable": True,
}
