# ./dev psql [--test] [ARGS]: PostgreSQL's own client on the project's cluster.

[ $# -gt 0 ] || set -- "$([ "$cluster" = demo ] && echo demo || echo postgres)"

set_up
use_cluster "$cluster"
exec "$PG_BIN/psql" "$@"
