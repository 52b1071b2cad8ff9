"""The developer's commands say what they do, and fail with one sentence."""

import os
import subprocess

import pytest
from conftest import DEV, ROOT

from odoo.tests import common
from odoo.tools import config

COMMANDS = "demo test setup odoo shell psql database lint bench stop clean help".split()


def dev(*args, timeout=600):
    return subprocess.run(
        [DEV, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, cwd=ROOT
    )


def test_help_lists_every_command():
    text = dev("help").stdout
    assert [command for command in COMMANDS if f"\n  {command} " not in text] == []


@pytest.mark.parametrize(
    "args",
    [
        ("deploy",),
        ("demo", "--prot", "80"),
        ("demo", "--port", "http"),
        ("clean", "everything"),
        ("test", "--core", "--neither"),
        ("database", "clone", "huge", "mine"),
        ("database", "drop"),
        ("shell", "--test", "no_such_database"),
    ],
)
def test_a_mistake_gets_one_sentence(args):
    result = dev(*args)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("dev: ") and result.stderr.count("\n") == 1, result.stderr


def test_a_taken_port_is_named():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = dev("demo", "--port", port)
    assert result.returncode == 1
    assert f"Port {port} is taken" in result.stderr.splitlines()[-1]


def test_tests_and_demo_have_a_signing_key():
    assert config.get("sales_manual_signing_key"), "the tests' configuration gives no key"
    keys = [
        line
        for line in (ROOT / ".local" / "odoo-test.conf").read_text().splitlines()
        if line.startswith("sales_manual_signing_key = ")
    ]
    assert len(keys) == 1


def test_a_browser_is_there():
    """Odoo skips browser tests where it finds none; ours must not be skipped."""
    assert common._find_executable()


def test_the_template_is_a_chinese_company(clone):
    database = clone("full")
    assert database.query(
        """
        SELECT k.code, u.name, c.chart_template
          FROM res_company c
          JOIN res_currency u ON u.id = c.currency_id
          JOIN res_country k ON k.id = c.account_fiscal_country_id
        """
    ) == [("CN", "CNY", "cn")]
    assert not database.query("SELECT name FROM ir_module_module WHERE demo")
    assert not database.query("SELECT name FROM ir_module_module WHERE state IN ('to install', 'to upgrade')")


@pytest.mark.skipif(not os.environ.get("CI"), reason="takes a minute and makes the demo database; CI does it")
def test_demo_lets_its_users_in():
    result = dev("demo", "--check", timeout=1800)
    assert result.returncode == 0, result.stderr[-5000:]
    assert "The demo works" in result.stderr
