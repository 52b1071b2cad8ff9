# ./dev test [PYTEST ARGS]: everything set up, a database cloned from the prepared template, then pytest.
# shellcheck shell=bash

# shellcheck source=/dev/null
. "$ROOT/dev.d/setup.sh"
locked setup setup
use_cluster test

database=run_$$_$RANDOM

drop_run() {
    local name
    for name in $(databases_like "${database//_/\\_}%"); do
        drop_database "$name"
    done
}

# What runs left behind that were killed; the number in the name is the process.
drop_dead_runs() {
    local name pid
    for name in $(databases_like 'run\_%'); do
        pid=${name#run_}
        [ -d "/proc/${pid%%_*}" ] || drop_database "$name"
    done
}

trap drop_run EXIT
trap 'exit 130' INT TERM
drop_dead_runs
start=$EPOCHREALTIME
clone_of addon "$database"
say "Database $database: $(seconds_since "$start") s"

DEV_DATABASE=$database
export DEV_DATABASE
result=0
"$VENV/bin/pytest" --odoo-database="$database" --odoo-http \
    ${DEV_TEST_WORKERS:+-n "$DEV_TEST_WORKERS"} "$@" || result=$?
exit "$result"
