# ./dev shell [--test] [DATABASE] [ARGS]: Odoo's Python shell.
# shellcheck shell=bash

cluster=demo
if [ "${1:-}" = --test ]; then
    cluster=test
    shift
fi
database=${1:-demo}
[ $# -eq 0 ] || shift

# shellcheck source=/dev/null
. "$ROOT/dev.d/setup.sh"
locked setup setup
use_cluster "$cluster"
has_database "$database" || die "There is no database '$database' in the '$cluster' cluster; './dev psql ${cluster/#test/--test} -l' lists them."
exec "$PYTHON" -m odoo shell -d "$database" --no-http "$@"
