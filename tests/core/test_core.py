"""The comparison of Odoo's own tests without and with the addon; the tests themselves run by `./dev test --core`."""

import json
from pathlib import Path

import core_tests
import pytest

import odoo.addons.sale_management


@pytest.fixture
def sides(tmp_path, monkeypatch):
    """Two sides, sides[name] = {test: result} keeps what a run would have kept."""
    monkeypatch.setattr(core_tests, "RESULTS", tmp_path)
    monkeypatch.setattr(core_tests, "HERE", tmp_path)

    class Sides(dict):
        def keep(self, name, module="sale", **results):
            side = self[name] = core_tests.Side("database", name)
            side.file(module).parent.mkdir(exist_ok=True)
            rows = {
                test: {"result": result, "text": "why", "counts": counts} for test, (result, counts) in results.items()
            }
            side.file(module).write_text(json.dumps(rows))
            return side

    return Sides()


def test_other_results_and_missing_tests_differ(sides, capsys):
    plain = sides.keep("plain", one=("pass", []), two=("pass", []), three=("error", []))
    addon = sides.keep("addon", one=("fail", []), three=("error", []))
    assert core_tests.report(plain, addon, ["sale"]) == 1
    said = capsys.readouterr().out
    assert "one: pass -> fail  why" in said
    assert "two: pass -> missing" in said
    assert "three" not in said


def test_the_same_results_do_not_differ(sides, capsys):
    both = {"one": ("pass", []), "two": ("skip", [])}
    assert core_tests.report(sides.keep("plain", **both), sides.keep("addon", **both), ["sale"]) == 0
    assert "none" in capsys.readouterr().out


def test_more_queries_are_shown_where_the_test_passes(sides, capsys):
    plain = sides.keep("plain", one=("pass", [["here:1 admin", 5]]), two=("pass", [["here:2 admin", 5]]))
    addon = sides.keep("addon", one=("pass", [["here:1 admin", 7]]), two=("pass", []))
    assert core_tests.report(plain, addon, ["sale"]) == 0
    said = capsys.readouterr().out
    assert "one at here:1 admin: 5 -> 7" in said
    assert "two at here:2 admin: 5 -> as named" in said


def test_the_small_database_counts_too(sides, capsys):
    plain, addon = (sides.keep(name, one=("error", [])) for name in ("plain", "addon"))
    for side, result in ((plain, "pass"), (addon, "fail")):
        kept = side.results("sale")
        kept["one"]["small"] = result
        side.file("sale").write_text(json.dumps(kept))
    assert core_tests.report(plain, addon, ["sale"]) == 1
    assert "error (pass in the small database) -> error (fail in the small database)" in capsys.readouterr().out


def test_the_list_keeps_what_other_modules_left(sides, tmp_path):
    core_tests.write_list(sides.keep("plain", "stock", good=("pass", []), bad=("fail", [])), "stock")
    core_tests.write_list(sides.keep("plain", "sale", none=("skip", [])), "sale")
    core_tests.write_list(sides.keep("plain", "stock", good=("pass", []), bad=("error", [])), "stock")
    assert (tmp_path / "plain.txt").read_text().splitlines()[3:] == [
        "stock  2 tests, 1 pass, 0 fail, 1 error, 0 skip",
        "  error  bad",
        "sale  1 tests, 0 pass, 0 fail, 0 error, 1 skip",
        "  skip  none",
    ]
    assert not (tmp_path / "addon.txt").exists()


def test_the_files_are_those_that_odoo_imports():
    files = {path.name for path in core_tests.test_files("sale_management")}
    assert files and all(path.is_file() for path in core_tests.test_files("sale_management"))
    package = odoo.addons.sale_management.__path__[0]
    assert files <= {path.name for path in Path(package, "tests").iterdir()}
