# What every command needs first; what is there already stays.

# Debian packages, Python packages, Odoo.
set_up() { locked setup set_up_now; }

set_up_now() {
    install_packages
    make_venv "$VENV" "$ROOT/dev.d/requirements.lock"
    setup_odoo
}

# The tools that ./dev lint runs; it needs nothing else.
set_up_lint() { locked setup make_venv "$LINT" "$ROOT/dev.d/requirements-lint.lock"; }
