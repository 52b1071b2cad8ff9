# Two PostgreSQL clusters of the project's own, on unix sockets only: `demo` keeps what it is given,
# `test` is fast and forgets when the machine stops.  The system's clusters are never touched.

# Prints the folder of PostgreSQL's programs; the version that made the given cluster comes first.
postgres_bin() {
    local version=${1:+$(cat "$(pg_data "$1")/PG_VERSION" 2>/dev/null)} folder
    for folder in ${version:+"/usr/lib/postgresql/$version/bin"} \
        "$(pg_config --bindir 2>/dev/null || true)" $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && echo "$folder" && return
    done
    return 1
}

pg_data() { echo "$LOCAL/pg/$1"; }

# A socket's path must stay under some 100 characters; deep projects get a private folder elsewhere.
pg_socket() {
    local folder=$RUN/$1
    if [ ${#folder} -gt 85 ]; then
        folder=${TMPDIR:-/tmp}/sales-manual-$(id -u)-$(hash_of <<<"$LOCAL")/$1
    fi
    echo "$folder"
}

# PostgreSQL refuses to run as root: there it runs in a user namespace, where the caller looks like an
# ordinary user and no file has to change hands; without namespaces, as the account `postgres`.
unprivileged() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
    elif unshare -U --map-user=1000 --map-group=1000 true 2>/dev/null; then
        unshare -U --map-user=1000 --map-group=1000 "$@"
    else
        setpriv --reuid=postgres --regid=postgres --init-groups "$@"
    fi
}

# Without namespaces the account needs the folders.
hand_over() {
    [ "$(id -u)" = 0 ] || return 0
    ! unshare -U --map-user=1000 --map-group=1000 true 2>/dev/null || return 0
    chmod 711 "$RUN" "$LOCAL/pg"
    chown -R postgres "$@" && unprivileged test -w "$1" ||
        die "PostgreSQL cannot reach $1 as the account postgres; run ./dev as an ordinary user."
}

start_cluster() { locked "pg-$1" start_cluster_now "$1"; }

start_cluster_now() {
    local name=$1 bin data socket
    bin=$(postgres_bin "$name") || die "PostgreSQL is missing; run ./dev setup."
    data=$(pg_data "$name")
    socket=$(pg_socket "$name")
    if "$bin/pg_isready" -q -h "$socket"; then return; fi
    (umask 077 && mkdir -p "$LOCAL/pg" "$(dirname "$socket")" "$socket" "$data")
    [ -O "$(dirname "$socket")" ] || die "$(dirname "$socket") belongs to somebody else; set TMPDIR to a folder of yours."
    hand_over "$data" "$socket"
    [ -f "$data/PG_VERSION" ] || make_cluster "$name" "$bin" "$data"
    [ "$(cat "$data/PG_VERSION")" = "$("$bin/postgres" --version | grep -oE '[0-9]+' | head -n 1)" ] ||
        die "The '$name' cluster was made by another PostgreSQL; run ./dev clean --databases."
    cluster_settings "$name" "$socket" >"$data/project.conf"
    # The server lives on after this call: it must hold neither the lock nor the caller's output.
    unprivileged "$bin/pg_ctl" -D "$data" -l "$data/server.log" -w -t 60 start >"$LOG/pg-$name.log" 2>&1 </dev/null 9>&- || {
        tail -n 10 "$data/server.log" >&2
        die "The '$name' cluster does not start; its last words are above and in ${data#"$ROOT"/}/server.log."
    }
}

make_cluster() {
    local name=$1 bin=$2 data=$3
    say "Making the PostgreSQL cluster '$name'"
    unprivileged "$bin/initdb" -D "$data" -U odoo -A trust -E UTF8 --locale=C.UTF-8 >"$LOG/initdb-$name.log" 2>&1 ||
        die "initdb failed; see .local/log/initdb-$name.log."
    echo "include 'project.conf'" >>"$data/postgresql.conf"
}

cluster_settings() {
    cat <<CONF
listen_addresses = ''
unix_socket_directories = '$2'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 256MB
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
CONF
    [ "$1" != test ] || cat <<CONF
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
autovacuum_naptime = 10min
CONF
}

stop_cluster() {
    local name=$1 bin data
    data=$(pg_data "$name")
    [ -f "$data/postmaster.pid" ] || return 0
    bin=$(postgres_bin "$name") || return 0
    say "Stopping the PostgreSQL cluster '$name'"
    unprivileged "$bin/pg_ctl" -D "$data" -m fast -w stop >/dev/null 2>&1 9>&- || true
}

# use_cluster NAME: starts it and points every client of this process to it.
use_cluster() {
    CLUSTER=$1
    start_cluster "$CLUSTER"
    PGHOST=$(pg_socket "$CLUSTER")
    PG_BIN=$(postgres_bin "$CLUSTER")
    ODOO_RC=$(odoo_conf "$CLUSTER")
    PATH=$VENV/bin:$PG_BIN:$PATH
    export PGHOST PGUSER=odoo PATH ODOO_RC DEV_CLUSTER=$CLUSTER
    unset PGPORT PGDATABASE PGPASSWORD PGSERVICE
    write_conf "$CLUSTER"
}
