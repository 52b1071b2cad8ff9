# ./dev odoo [--test] [--] ARGS: Odoo's own command line with the project's configuration.

[ "${1:-}" != -- ] || shift

set_up
use_cluster "$cluster"
exec "$PYTHON" -m odoo "$@"
