# ./dev shell [--test] [DATABASE] [ARGS]: Odoo's Python shell.

database=${1:-demo}
[ $# -eq 0 ] || shift

set_up
use_cluster "$cluster"
has_database "$database" || die "There is no database '$database' in the '$cluster' cluster; './dev psql ${cluster/#test/--test} -l' lists them."
exec "$PYTHON" -m odoo shell -d "$database" --no-http "$@"
