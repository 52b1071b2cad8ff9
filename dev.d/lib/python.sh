# The interpreter and the two virtual environments: one to run and test, one to lint.

VENV=$LOCAL/venv
LINT=$LOCAL/lint
PYTHON=$VENV/bin/python

# Prints a Python that Odoo 19 and the lock fit, and that can make virtual environments.
find_python() {
    local name path
    for name in ${DEV_PYTHON:-} python3 python3.13 python3.12 python3.11 \
        /usr/bin/python3 /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11; do
        path=$("$name" -c 'import sys, venv, ensurepip
assert (3, 11) <= sys.version_info < (3, 14)
print(sys._base_executable)' 2>/dev/null) && [ -x "$path" ] && echo "$path" && return
    done
    return 1
}

# make_venv FOLDER LOCKFILE: made once, and again when the lock, its place or DEV_PYTHON changes.
make_venv() {
    local folder=$1 lock=$2 python made_from name
    name=$(basename "$folder")
    made_from=$(cat "$lock" <(echo "$folder ${DEV_PYTHON:-}") | hash_of)
    if fresh "$name" "$made_from" && "$folder/bin/python" -c '' 2>/dev/null; then return; fi
    python=$(find_python) ||
        die "Python 3.11, 3.12 or 3.13 with venv is needed; install python3-venv or set DEV_PYTHON."
    rm -rf "$folder"
    timed "Installing Python packages into .local/$name" quietly "$name.log" fill_venv "$python" "$folder" "$lock" ||
        die "The Python packages did not install; see .local/log/$name.log, mend it and run ./dev setup again."
    stamp "$name" "$made_from"
}

# The lock is complete and has wheels for all, so nothing is resolved and nothing is built.
fill_venv() {
    "$1" -m venv "$2" &&
        "$2/bin/python" -m pip install --disable-pip-version-check --no-deps --only-binary :all: \
            --require-hashes -r "$3"
}
