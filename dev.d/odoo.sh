# ./dev odoo [--test] [--] ARGS: Odoo's own command line with the project's configuration.
# shellcheck shell=bash

cluster=demo
if [ "${1:-}" = --test ]; then
    cluster=test
    shift
fi
[ "${1:-}" != -- ] || shift

# shellcheck source=/dev/null
. "$ROOT/dev.d/setup.sh"
locked setup setup
use_cluster "$cluster"
exec "$PYTHON" -m odoo "$@"
