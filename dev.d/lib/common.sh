# Folders, messages, locks.  Sourced by ./dev; every other part uses it.

LOCAL=$ROOT/.local
LOG=$LOCAL/log
LOCKS=$LOCAL/lock
STAMPS=$LOCAL/stamp
RUN=$LOCAL/run

# The project's addons; the others follow the first by auto-install.
ADDON=sales_manual_addon
ADDONS=("$ADDON" "${ADDON}_pos" "${ADDON}_delivery" "${ADDON}_blanket")

umask 022
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=${PYTHONDONTWRITEBYTECODE-}

say() { printf '%s\n' "-- $*" >&2; }

die() {
    printf '%s\n' "dev: $*" >&2
    exit 1
}

# timed TEXT COMMAND...: says what runs, and how long it took.
timed() {
    local text=$1 start=$EPOCHREALTIME
    shift
    say "$text ..."
    "$@" || return
    say "$text: $(seconds_since "$start") s"
}

seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }

make_folders() {
    mkdir -p "$LOG" "$LOCKS" "$STAMPS" "$RUN"
    chmod 700 "$RUN"
}

# locked NAME COMMAND...: runs the command while no other ./dev holds NAME.
# Programs that outlive the command must not inherit the lock: start them with 9>&-.
locked() {
    local name=$1
    shift
    make_folders
    (
        if ! flock -n 9; then
            say "Waiting for another ./dev that works on '$name'"
            flock 9
        fi
        "$@"
    ) 9>"$LOCKS/$name"
}

# A stamp remembers from what something was made: fresh NAME VALUE, stamp NAME VALUE.
fresh() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" = "$2" ]; }
stamp() { printf '%s\n' "$2" >"$STAMPS/$1"; }

hash_of() { sha256sum | cut -c1-12; }

# quietly LOGFILE COMMAND...: output goes to the log; its end is shown on failure.
quietly() {
    local log=$LOG/$1
    shift
    "$@" >"$log" 2>&1 </dev/null && return
    tail -n 25 "$log" >&2
    return 1
}

free_port() {
    "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# stop_pid FILE TEXT: ends the process whose number the file holds, if it is still ours.
stop_pid() {
    local pid
    pid=$(cat "$1" 2>/dev/null) || return 0
    rm -f "$1"
    [ -r "/proc/$pid/cmdline" ] || return 0
    tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$LOCAL" || return 0
    say "Stopping $2 (process $pid)"
    kill "$pid" 2>/dev/null || return 0
    for _ in $(seq 100); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
}
