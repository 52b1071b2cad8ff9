# ./dev help

cat <<'TEXT'
./dev COMMAND

  demo [--port N] [--fresh]   a database with the addon and its demo data, and the server (default port 8069)
  demo --check                the same on a free port: starts, logs in, stops
  test [PYTEST ARGS]          all tests on a database of their own; `./dev test -k notice`,
                              `./dev test tests/test_dev.py`; DEV_TEST_WORKERS=2 runs two at a time
  test --core [MODULE...]     Odoo's own tests without and with the addon, compared test by test (hours);
                              `--plain` or `--addon` runs one side, see tests/core/README.md
  lint                        ruff, pylint-odoo, the OCA checks, shell scripts, XML
  bench [SUITE...] [ARGS]     figures against plain Odoo and others on databases of its own; `--list` names the
                              suites, `--quick` takes two minutes, `--explain` shows plans

  setup                       all that the others need; they call it themselves
  odoo [--test] -- ARGS       Odoo's command line; `./dev odoo -- -d demo -u sales_manual_addon --stop-after-init`
  shell [--test] [DATABASE]   Odoo's Python shell (default database: demo)
  psql [--test] [ARGS]        PostgreSQL's client (default database: demo)
  database clone KIND NAME    a database of yours on the test cluster from the template
                              `addon`, `full` (Odoo's modules) or `minimal`; `database drop NAME`;
                              filled with ten years of documents: `old_tiny`, `old_medium`, `old` (without the addon),
                              `tiny`, `medium`, `large` (with it: 100, 10,000, 100,000 contracts)

  stop                        ends the project's server and PostgreSQL clusters
  clean [--databases]         removes .local, or only the databases in it
  help                        this text

Two PostgreSQL clusters live in .local: `demo` keeps what it is given, `test` (--test) is for tests.
ODOO_HOME=FOLDER uses an Odoo 19 of yours, DEV_PYTHON=PROGRAM a Python of yours.
TEXT
