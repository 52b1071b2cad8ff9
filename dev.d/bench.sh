# ./dev bench [ARGS]: bench/run.py with ODOO_RC, PGHOST and PGUSER of the test cluster, and BENCH_DB, a database of its own.

[ -f "$ROOT/bench/run.py" ] || die "There is no bench/run.py yet, so nothing to measure."

set_up
use_cluster test
own_database bench

start=$EPOCHREALTIME
clone_of addon "$DATABASE"
say "Database $DATABASE: $(seconds_since "$start") s"

BENCH_DB=$DATABASE "$PYTHON" "$ROOT/bench/run.py" "$@"
