{
    "name": "Sales Headquarters Manual: Point of Sale",
    "summary": "Keeps contract orders away from the till",
    "version": "19.0.1.0.0",
    "category": "Sales/Point of Sale",
    "author": "sales_manual_addon contributors",
    "license": "LGPL-3",
    "depends": ["sales_manual_addon", "pos_sale"],
    "data": [],
    "auto_install": True,
    "installable": True,
}
