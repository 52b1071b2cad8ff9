"""An ERP with years of documents takes the addon in, turns the gate on for a warehouse, takes it off and in again."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from conftest import ROOT

ADDON = "sales_manual_addon"
UNINSTALL = f"""
env["ir.module.module"].search([("name", "=", "{ADDON}")]).button_immediate_uninstall()
"""
# What grows with the business; all of Odoo's documents are in them.
BIG = (
    "sale_order sale_order_line stock_picking stock_move stock_move_line stock_quant "
    "account_move account_move_line account_partial_reconcile"
).split()
SMALL = (
    "account_payment product_product product_template res_company res_partner res_users crm_team stock_location "
    "stock_picking_type stock_reference stock_warehouse"
).split()
WRITTEN = {"write_date", "write_uid"}
# The gate is turned on for one, the other goes on.
GATED, FREE = "WH", "PORT"
TOLD = "TOLD "


class Shop:
    """The database, and what there is to compare of it."""

    def __init__(self, database):
        self.database = database
        self.columns = self.all_columns()

    def tell(self, expression):
        """The value of an expression of :mod:`old_flows` and :mod:`old_gate` in Odoo's shell, committed."""
        modules = "old_flows, old_gate" if "old_gate" in expression else "old_flows"
        script = (
            f"import json, sys; sys.path[:0] = {[str(ROOT / 'tests'), str(ROOT / 'bench')]!r}; import {modules}\n"
            f"told = {expression}; env.cr.commit(); print('\\n{TOLD}' + json.dumps(told, default=str))\n"
        )
        result = self.database.odoo(script=script)
        told = [line for line in result.log.splitlines() if line.startswith(TOLD)]
        assert len(told) == 1 and not result.complaints, result.log[-5000:]
        return json.loads(told[0].removeprefix(TOLD))

    def flows(self, *warehouses):
        calls = ", ".join(f"{code!r}: old_flows.tell_all(env, {code!r})" for code in warehouses)
        return self.tell(f"{{{calls}}}")

    def all_columns(self):
        rows = self.database.query(
            """SELECT table_name::text, array_agg(column_name::text ORDER BY ordinal_position)
                 FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = ANY(%s) GROUP BY 1""",
            BIG + SMALL,
        )
        return dict(rows)

    def files(self):
        """The big tables' files, and by whom each of their rows was last written."""
        files = self.database.query("SELECT relname, relfilenode FROM pg_class WHERE relname = ANY(%s)", BIG)
        return dict(files), {table: self.digest(table, ["id", "xmin"]) for table in BIG}

    def documents(self):
        """Every row of Odoo's documents, in the columns that Odoo gave them, whenever it was written: users get groups
        of the addon's."""
        return {table: self.digest(table, sorted({*columns} - WRITTEN)) for table, columns in self.columns.items()}

    def ours(self):
        """Every row of the addon's own tables but the dialogs', whenever it was written."""
        tables = self.database.query(
            """SELECT relname FROM pg_class JOIN ir_model ON replace(model, '.', '_') = relname
                WHERE model LIKE 'sales.manual.%%' AND NOT transient AND relkind = 'r' ORDER BY 1"""
        )
        found = {}
        for (table,) in tables:
            columns = self.database.query(
                "SELECT column_name::text FROM information_schema.columns WHERE table_name = %s ORDER BY 1", table
            )
            found[table] = self.digest(table, sorted({column for (column,) in columns} - WRITTEN))
        return found

    def digest(self, table, columns):
        names = ", ".join(f'"{column}"' for column in columns)
        [found] = self.database.query(
            f"SELECT count(*), sum(hashtextextended(row({names})::text, 0))::text FROM {table}"
        )
        return found

    def rows(self, table):
        return self.database.query(f"SELECT count(*) FROM {table}")[0][0]

    def exported(self):
        """{table: rows} of the chains that were handed over."""
        files = self.tell(
            "[(file.name, file._full_path(file.store_fname)) for file in"
            " env['ir.attachment'].search([('name', 'like', 'sales_manual_%.jsonl.gz')], order='name')]"
        )
        rows = {}
        for name, path in files:
            lines = gzip.decompress(Path(path).read_bytes()).decode().splitlines()
            rows.setdefault(name.rpartition("-")[0], []).extend(map(json.loads, lines))
        return rows


@pytest.fixture(scope="module")
def shop(clone):
    return Shop(clone("old_tiny"))


def test_ten_years_of_documents(shop):
    flows, documents, files = shop.flows(GATED, FREE), shop.documents(), shop.files()
    assert flows[GATED]["partial_delivery"] and shop.rows("stock_move") > 500

    shop.database.odoo("-i", ADDON).check()
    assert shop.files() == files, "installing wrote documents anew"
    assert shop.documents() == documents, "installing changed documents"
    assert shop.flows(GATED, FREE) == flows, "something goes otherwise than before installing"

    open_before = shop.database.query(
        """SELECT sale.name, array_agg(move.product_uom_qty::float ORDER BY line.id)
             FROM stock_move move JOIN stock_picking_type kind ON kind.id = move.picking_type_id
             JOIN stock_warehouse warehouse ON warehouse.id = kind.warehouse_id AND warehouse.code = %s
             JOIN sale_order_line line ON line.id = move.sale_line_id JOIN sale_order sale ON sale.id = line.order_id
            WHERE move.state NOT IN ('done', 'cancel') GROUP BY 1""",
        GATED,
    )
    assert shop.tell(f"old_gate.turn_on(env, {GATED!r})") == dict(open_before), "all that was open is exempt"
    assert len(open_before) > 10
    shipped = ships_by_notices(shop)
    freely = shop.flows(FREE)[FREE]
    freely["figures"] = flows[FREE]["figures"]
    assert freely == flows[FREE], "the other warehouse does not go on as before"
    assert shop.tell("old_gate.sell_by_contract(env)") == {
        "shipped": [["done"]] * 2,
        "notices": [["shipped"]] * 2,
        "wrong": [],
    }

    ours, documents, files = shop.ours(), shop.documents(), shop.files()
    assert ours["sales_manual_signoff"][0] >= 10 and ours["sales_manual_exemption"][0] >= len(open_before)
    shop.database.odoo("-u", ADDON).check()
    assert shop.ours() == ours, "updating changed what was there"
    assert shop.documents() == documents and shop.files() == files, "updating changed documents"
    assert ships_by_notices(shop) != shipped

    kept = {name: shop.rows(name) for name in ("sales_manual_signoff", "sales_manual_seal", "sales_manual_exemption")}
    documents, files = shop.documents(), shop.files()
    result = shop.database.odoo(script=UNINSTALL)
    assert result.returncode == 0 and "Traceback" not in result.log, result.log[-5000:]
    assert shop.all_columns() == shop.columns, "uninstalling left columns behind, or took some away"
    assert shop.documents() == documents, "uninstalling changed documents"
    assert shop.files() == files, "uninstalling wrote documents anew"
    check_exported(shop.exported(), kept)
    flows_after = shop.flows(GATED, FREE)
    for code in (GATED, FREE):
        flows_after[code]["figures"] = flows[code]["figures"]  # goods have left meanwhile
    assert flows_after == flows, "something goes otherwise after uninstalling"

    shop.database.odoo("-i", ADDON).check()
    assert shop.documents() == documents and shop.files() == files, "installing again changed documents"
    again = shop.flows(GATED, FREE)
    for code in (GATED, FREE):
        again[code]["figures"] = flows[code]["figures"]
    assert again == flows, "something goes otherwise after installing again"


def ships_by_notices(shop):
    """An exempt order leaves, and nothing else of the warehouse; return the order's name."""
    told = shop.tell(f"old_gate.ship(env, {GATED!r})")
    assert "shipping notice" in told["new"], told
    assert set(map(tuple, told["exempt"])) == {("done",)} and not any(told["left"]), told
    assert "shipping notice" in told["one more"], told
    return told["order"]


def check_exported(rows, kept):
    """All that was signed, sealed and exempt is there, and each act follows on the one before it."""
    assert {table: len(rows[table]) for table in kept} == kept
    last = {}
    for act in rows["sales_manual_signoff"]:
        chain = act["notice_id"], act["contract_id"]
        assert act["previous_digest"] == last.get(chain), act
        assert act["content_digest"] == hashlib.sha256(act["content"].encode()).hexdigest(), act
        last[chain] = act["digest"]
    assert len(last) == 3, "one contract and two notices were signed"
    assert {row["reason"] for row in rows["sales_manual_exemption"]} == {"Ordered before"}
    assert any(row["left_qty"] == 0 for row in rows["sales_manual_exemption"])
