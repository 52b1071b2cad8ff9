# ./dev bench [ARGS]: bench/run.py over two databases of its own: BENCH_VANILLA_DB without the addon, BENCH_DB with it.

set_up
use_cluster test
own_database bench

start=$EPOCHREALTIME
clone_of full "${DATABASE}_vanilla"
clone_of addon "$DATABASE"
say "Databases $DATABASE, ${DATABASE}_vanilla: $(seconds_since "$start") s"

BENCH_VANILLA_DB=${DATABASE}_vanilla BENCH_DB=$DATABASE BENCH_RESULTS=$LOCAL/bench/$(date +%Y%m%d-%H%M%S).json \
    "$PYTHON" "$ROOT/bench/run.py" "$@"
