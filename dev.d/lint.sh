# ./dev lint: every check runs; those that complain are shown, and the command fails at the end.

set_up_lint

present=()
for addon in "${ADDONS[@]}"; do
    [ ! -f "$addon/__manifest__.py" ] || present+=("$addon")
done
mapfile -t po_files < <(compgen -G 'sales_manual_addon*/i18n/*.po*' || true)

ruff() { "$LINT/bin/ruff" check --quiet --output-format=concise --cache-dir "$LOCAL/ruff_cache" .; }

# OCA's own name and README, and manifest keys that repeat the default, are not asked for; a model's behaviours
# may live in several small files.
pylint_odoo() {
    [ ${#present[@]} -eq 0 ] || PYLINTHOME=$LOCAL/pylint "$LINT/bin/pylint" "${present[@]}" \
        --disable=manifest-required-author,missing-readme,manifest-superfluous-key,consider-merging-classes-inherited
}

# Odoo itself writes the XML header and plain numbers as we do; both load.
oca_module() {
    [ ${#present[@]} -eq 0 ] || "$LINT/bin/oca-checks-odoo-module" \
        --disable=xml-header-wrong,xml-field-numeric-without-eval "${present[@]}"
}

# The order and wrapping of entries are what Odoo's export makes them.
oca_po() { [ ${#po_files[@]} -eq 0 ] || "$LINT/bin/oca-checks-po" --no-verbose --disable=po-pretty-format "${po_files[@]}"; }

# SC1090, SC2034, SC2154: the parts are read by ./dev and share its variables.  SC2015: A && B || die is meant.
# SC2329: functions are called through `timed`, `quietly` and `locked`.
shell_scripts() {
    "$LINT/bin/shellcheck" --shell=bash --exclude=SC1090,SC2034,SC2154,SC2015,SC2329 \
        dev .ci/run dev.d/*.sh dev.d/lib/*.sh
}

files() { "$LINT/bin/python" dev.d/check_files.py; }

checks=(ruff pylint_odoo oca_module oca_po shell_scripts files)
start=$EPOCHREALTIME
say "Checking: ${checks[*]}"
declare -A pid
for check in "${checks[@]}"; do
    "$check" >"$LOG/lint-$check.log" 2>&1 </dev/null &
    pid[$check]=$!
done
failed=()
for check in "${checks[@]}"; do
    wait "${pid[$check]}" && continue
    failed+=("$check")
    say "$check:"
    grep -v '^$' "$LOG/lint-$check.log" >&2 || true
done
say "Checked in $(seconds_since "$start") s"
[ ${#failed[@]} -eq 0 ] || die "Lint complains (${failed[*]}); mend what is listed above."
