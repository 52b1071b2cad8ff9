# ./dev psql [--test] [ARGS]: PostgreSQL's own client on the project's cluster.
# shellcheck shell=bash

cluster=demo
if [ "${1:-}" = --test ]; then
    cluster=test
    shift
fi
[ $# -gt 0 ] || set -- "$([ "$cluster" = demo ] && echo demo || echo postgres)"

# shellcheck source=/dev/null
. "$ROOT/dev.d/setup.sh"
locked setup setup
use_cluster "$cluster"
exec "$PG_BIN/psql" "$@"
