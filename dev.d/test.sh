# ./dev test [PYTEST ARGS]: everything set up, a database cloned from the prepared template, then pytest.
# ./dev test --core ...: Odoo's own tests, see dev.d/core.sh.

if [ "${1:-}" = --core ]; then
    shift
    . "$ROOT/dev.d/core.sh"
    exit
fi

set_up
use_cluster test
own_database run

start=$EPOCHREALTIME
clone_of addon "$DATABASE"
say "Database $DATABASE: $(seconds_since "$start") s"

"$VENV/bin/pytest" --odoo-database="$DATABASE" --odoo-http ${DEV_TEST_WORKERS:+-n "$DEV_TEST_WORKERS"} "$@"
