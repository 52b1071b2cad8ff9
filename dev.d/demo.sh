# ./dev demo [--port N] [--fresh] [--check]: the addon with its demo data, on 127.0.0.1.

port=8069 check='' fresh=''
while [ $# -gt 0 ]; do
    case $1 in
        --port)
            [[ ${2:-} =~ ^[0-9]+$ ]] || die "--port takes a number."
            port=$2
            shift
            ;;
        --port=*) port=${1#*=} ;;
        --check) check=1 ;;
        --fresh) fresh=1 ;;
        *) die "./dev demo takes --port N, --fresh and --check, not '$1'." ;;
    esac
    shift
done

set_up
use_cluster demo

# The database is made once; when the addon's files have changed it is updated and keeps what was entered.
prepare_demo() {
    local now
    now=$(addon_hash)
    [ -z "$fresh" ] || drop_database demo
    if ! has_database demo; then
        base_database building_demo "$MINIMAL_MODULES"
        timed "Installing $ADDON with its demo data" install_addon building_demo --with-demo
        rename_database building_demo demo
    elif ! fresh demo "$now"; then
        timed "Updating $ADDON, its files have changed" quietly update-demo.log run_odoo -d demo -u "$ADDON" \
            --no-http --stop-after-init && no_errors update-demo.log ||
            die "$ADDON does not update; see .local/log/update-demo.log, or make the database anew with ./dev demo --fresh."
    fi
    stamp demo "$now"
}

serve() {
    "$PYTHON" -m odoo -d demo --db-filter='^demo$' --http-port="$port" >"$LOG/demo.log" 2>&1 </dev/null &
    server=$!
    echo "$server" >"$RUN/demo-$port.pid"
    trap 'stop_pid "$RUN/demo-$port.pid" "the server"' EXIT
    trap 'exit 0' INT TERM
}

wait_for_server() {
    say "Waiting for the server on port $port"
    for _ in $(seq 240); do
        kill -0 "$server" 2>/dev/null || {
            tail -n 20 "$LOG/demo.log" >&2
            die "The server ended; its last words are above and in .local/log/demo.log."
        }
        ! "$PYTHON" "$ROOT/dev.d/probe.py" "$port" 2>/dev/null || return 0
        sleep 0.25
    done
    die "The server did not answer within a minute; see .local/log/demo.log."
}

# login, name and language of the users in our demo data
demo_users() {
    query "SELECT u.login || E'\t' || p.name
             FROM res_users u
             JOIN res_partner p ON p.id = u.partner_id
             JOIN ir_model_data d ON d.model = 'res.users' AND d.res_id = u.id
            WHERE d.module = '$ADDON' AND u.active
            ORDER BY d.id" demo
}

show_logins() {
    cat <<TEXT

  http://127.0.0.1:$port

  login and password   name
  admin                the administrator
$(demo_users | awk -F '\t' '{ printf "  %-20s %s\n", $1, $2 }')

  English; Chinese is installed too: each user picks it under Preferences.
  Ctrl-C stops the server.
TEXT
}

[ -z "$check" ] || port=$(free_port)
"$PYTHON" -c "import socket; socket.create_server(('127.0.0.1', $port))" 2>/dev/null ||
    die "Port $port is taken; choose another one with --port."
locked demo prepare_demo
serve
wait_for_server
if [ -n "$check" ]; then
    demo_users | cut -f 1 | "$PYTHON" "$ROOT/dev.d/probe.py" "$port" --log-in ||
        die "The demo does not let its users in; see .local/log/demo.log."
    say "The demo works"
else
    show_logins
    wait "$server" || true
fi
