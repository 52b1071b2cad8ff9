"""A business that has Odoo installs the addon, works, takes it off, and puts it back."""

import pytest

ADDON = "sales_manual_addon"

# A confirmed order, delivered and invoiced, made with Odoo alone.
ORDINARY_BUSINESS = """
partner = env["res.partner"].create({"name": "Ordinary Customer"})
product = env["product.product"].create({"name": "Ordinary Goods", "type": "consu", "is_storable": True})
line = {"product_id": product.id, "product_uom_qty": 3, "price_unit": 10}
order = env["sale.order"].create({"partner_id": partner.id, "order_line": [(0, 0, line)]})
order.action_confirm()
order.picking_ids.move_ids.quantity = 3
order.picking_ids.move_ids.picked = True
order.picking_ids.button_validate()
order._create_invoices().action_post()
env.cr.commit()
"""

UNINSTALL = f"""
env["ir.module.module"].search([("name", "=", "{ADDON}")]).button_immediate_uninstall()
env.cr.commit()
"""

# Tables of Odoo's own that ours lean on, and must stay as they were.
TABLES = (
    "account_move account_move_line account_payment product_product res_company res_partner res_users "
    "sale_order sale_order_line stock_move stock_move_line stock_picking stock_picking_type stock_quant stock_reference"
).split()


def columns(database):
    rows = database.query(
        """
        SELECT table_name, column_name, data_type, is_nullable
          FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = ANY(%s)
        """,
        TABLES,
    )
    return set(rows)


def business(database):
    """The order, its transfer, its stock and its invoice, as the database has them."""
    return database.query(
        """
        SELECT o.name, o.state, o.amount_total, l.qty_delivered, l.qty_invoiced,
               p.name, p.state, m.quantity, i.name, i.state
          FROM sale_order o
          JOIN sale_order_line l ON l.order_id = o.id
          JOIN stock_move m ON m.sale_line_id = l.id
          JOIN stock_picking p ON p.id = m.picking_id
          JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
          JOIN account_move_line a ON a.id = r.invoice_line_id
          JOIN account_move i ON i.id = a.move_id
          JOIN res_partner c ON c.id = o.partner_id AND c.name = 'Ordinary Customer'
        """
    )


def state(database, name=ADDON):
    return database.query("SELECT state, demo FROM ir_module_module WHERE name = %s", name)[0]


def lend_demo_flag(database, value):
    """Odoo loads a module's demo data where all modules below it have theirs."""
    with database.cursor() as cursor:
        cursor.execute(
            "UPDATE ir_module_module SET demo = %s WHERE state = 'installed' AND name != %s",
            (value, ADDON),
        )


@pytest.fixture(scope="module")
def shop(clone):
    """A database in which somebody already does business with Odoo alone."""
    database = clone("minimal")
    database.odoo(script=ORDINARY_BUSINESS).check()
    return database


def test_installs_uninstalls_and_installs_again(shop):
    before, columns_before = business(shop), columns(shop)
    assert [row[1] for row in before] == ["sale"] and before[0][6] == "done" and before[0][9] == "posted", before

    shop.odoo("-i", ADDON).check()
    assert state(shop) == ("installed", False)
    assert business(shop) == before, "installing changed what was there"

    result = shop.odoo(script=UNINSTALL)
    assert result.returncode == 0, result.log[-5000:]
    assert "Traceback" not in result.log, result.log[-5000:]
    assert state(shop)[0] == "uninstalled"
    assert business(shop) == before, "uninstalling changed what was there"
    assert columns(shop) == columns_before, "uninstalling left columns behind, or took some away"
    assert not shop.query("SELECT tablename FROM pg_tables WHERE tablename LIKE 'sales_manual_%%'")
    assert not shop.query("SELECT name FROM ir_model_data WHERE module = %s", ADDON)

    shop.odoo("-i", ADDON).check()
    assert state(shop) == ("installed", False)
    assert business(shop) == before


def test_installs_with_demo_data_and_updates(clone):
    database = clone("minimal")
    lend_demo_flag(database, True)
    database.odoo("-i", ADDON, "--with-demo").check()
    lend_demo_flag(database, False)
    assert state(database) == ("installed", True), "the demo data did not load"
    database.odoo("-u", ADDON).check()


def test_speaks_chinese(clone):
    """The addon's Chinese terms are there as soon as it is installed."""
    database = clone("addon")
    terms = database.query("SELECT code, active FROM res_lang WHERE code IN ('en_US', 'zh_CN') ORDER BY code")
    assert terms == [("en_US", True), ("zh_CN", True)]
