{
    "name": "Sales Headquarters Manual: Blanket Orders",
    "summary": "Contract orders draw on no blanket order where sale_blanket_order is installed",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "sales_manual_addon contributors",
    "license": "LGPL-3",
    "depends": ["sales_manual_addon", "sale_blanket_order"],
    "auto_install": True,
    "installable": True,
}
