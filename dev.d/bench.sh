# ./dev bench [SUITE...] [ARGS]: bench/run.py, which clones the databases that its suites need; they are dropped at the end.

set_up
use_cluster test
own_database bench

BENCH_DATABASE=$DATABASE BENCH_RESULTS=$LOCAL/bench "$PYTHON" "$ROOT/bench/run.py" "$@"
