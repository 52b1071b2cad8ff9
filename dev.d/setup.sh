# ./dev setup: everything that the other commands would set up by themselves.

set_up
set_up_lint
use_cluster test
use_cluster demo
say "Ready: Odoo $(odoo_version), PostgreSQL $("$PG_BIN/postgres" --version | grep -oE '[0-9.]+' | head -n 1), $("$PYTHON" -V)"
