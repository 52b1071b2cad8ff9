# ./dev setup: Debian packages, Python packages, Odoo, configuration; what is there already stays.
# shellcheck shell=bash

setup() {
    install_packages
    make_venv "$VENV" "$ROOT/dev.d/requirements.lock"
    setup_odoo
}

setup_all() {
    setup
    make_venv "$LINT" "$ROOT/dev.d/requirements-lint.lock"
    use_cluster test
    use_cluster demo
    say "Ready: Odoo $(odoo_version), PostgreSQL $("$PG_BIN/postgres" --version | grep -oE '[0-9.]+' | head -n 1), $("$PYTHON" -V)"
}

if [ "$command" = setup ]; then
    locked setup setup_all
fi
