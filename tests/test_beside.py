"""Beside other addons (`dev.d/requirements-peers.in`): installed in either order, used together, taken off again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

ADDON = "sales_manual_addon"
BRIDGE = "sales_manual_addon_blanket"
BESIDE = sorted((Path(__file__).parent / "beside").glob("*.py"))

UNINSTALL = """
env["ir.module.module"].search([("name", "in", %r)]).button_immediate_uninstall()
env.cr.commit()
"""


@pytest.fixture(autouse=True)
def sees_peers(monkeypatch):
    """Programs started here find the other addons; the databases of the other tests do not."""
    monkeypatch.setenv("ODOO_RC", str(ROOT / ".local" / "odoo-peers.conf"))


def states(database, *names):
    rows = database.query("SELECT name, state FROM ir_module_module WHERE name = ANY(%s)", list(names))
    return dict(rows)


def test_works_together(clone):
    """The tests of `beside/`, in a database that has the addon and then the others."""
    database = clone("peers")
    assert set(states(database, ADDON, BRIDGE, "l10n_cn", "auditlog").values()) == {"installed"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--odoo-database={database.name}", *BESIDE],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900, cwd=ROOT, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-10000:] + done.stderr[-3000:]


def test_installs_after_the_others_and_outlives_them(clone):
    database = clone("peers_only")
    database.odoo("-i", ADDON).check()
    assert set(states(database, ADDON, BRIDGE).values()) == {"installed"}
    tables = database.query("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'sales_manual_%%'")
    result = database.odoo(script=UNINSTALL % (["sale_blanket_order", "base_tier_validation", "auditlog"],))
    assert result.returncode == 0 and "Traceback" not in result.log, result.log[-5000:]
    assert states(database, ADDON, BRIDGE, "sale_blanket_order", "stock_picking_tier_validation", "auditlog") == {
        ADDON: "installed",
        BRIDGE: "uninstalled",
        "sale_blanket_order": "uninstalled",
        "stock_picking_tier_validation": "uninstalled",
        "auditlog": "uninstalled",
    }
    assert database.query("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'sales_manual_%%'") == tables
    database.odoo("-u", ADDON).check()
