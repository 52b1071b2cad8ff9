# Databases: made once, kept as templates, cloned in a moment.

# Odoo's modules for the tests' template, and the fewest that the addon needs.
FULL_MODULES=sale_management,sale_stock,account,l10n_cn,mrp,sale_mrp,point_of_sale,pos_sale
FULL_MODULES+=,stock_dropshipping,stock_picking_batch,stock_delivery
MINIMAL_MODULES=sale_management,sale_stock,resource,account,l10n_cn

run_odoo() { "$PYTHON" -m odoo "$@"; }

query() { "$PG_BIN/psql" -qAtX -v ON_ERROR_STOP=1 -d "${2:-postgres}" -c "$1"; }

has_database() { [ -n "$(query "SELECT 1 FROM pg_database WHERE datname = '$1'")" ]; }

databases_like() { query "SELECT datname FROM pg_database WHERE datname LIKE '$1' ORDER BY datname"; }

filestore() { echo "$(odoo_data "$CLUSTER")/filestore/$1"; }

drop_database() {
    "$PG_BIN/dropdb" --if-exists --force "$1" 2>/dev/null || true
    rm -rf "$(filestore "$1")"
}

# Files of a filestore are never rewritten, so hard links are enough.
clone_database() {
    "$PG_BIN/createdb" -T "$1" "$2" &&
        { [ ! -d "$(filestore "$1")" ] || cp -al "$(filestore "$1")" "$(filestore "$2")"; }
}

rename_database() {
    query "ALTER DATABASE \"$1\" RENAME TO \"$2\"" &&
        { [ ! -d "$(filestore "$1")" ] || mv "$(filestore "$1")" "$(filestore "$2")"; }
}

# What a failed or killed call left; the caller holds the lock under which all are made.
drop_unfinished() {
    local name
    for name in $(databases_like 'building\_%'); do
        drop_database "$name"
    done
}

# base_database NAME MODULES: Odoo's modules, English and Chinese, a company in China with
# its chart of accounts; no demo data.  Made under another name first, so that NAME is always whole.
base_database() {
    local name=$1 modules=$2 log=base-$1.log
    drop_unfinished
    timed "Installing Odoo's modules ($modules)" quietly "$log" install_base "building_$name" "$modules" ||
        die "Odoo's modules did not install; see .local/log/$log."
    rename_database "building_$name" "$name"
}

install_base() {
    run_odoo -d "$1" -i "$2" --load-language=en_US,zh_CN --no-http --stop-after-init &&
        run_odoo shell -d "$1" --no-http <"$ROOT/dev.d/chinese_company.py"
}

# install_addon DATABASE [--with-demo]: the addon, and whatever follows it by auto-install.
# Odoo loads a module's demo data where all that it depends on has it; the flag is lent for that time, so that
# the database has our demo data without that of sales and stock.
install_addon() {
    local name=$1 log=install-$CLUSTER.log demo=${2:-}
    [ -z "$demo" ] || lend_demo_flag "$name" true
    quietly "$log" run_odoo -d "$name" -i "$ADDON" --no-http --stop-after-init && no_errors "$log" ||
        die "$ADDON does not install; the log's end is above, all of it in .local/log/$log."
    [ "$(query "SELECT state FROM ir_module_module WHERE name = '$ADDON'" "$name")" = installed ] ||
        die "$ADDON did not get installed; see .local/log/$log."
    if [ -n "$demo" ]; then
        lend_demo_flag "$name" false
        [ "$(query "SELECT demo FROM ir_module_module WHERE name = '$ADDON'" "$name")" = t ] || {
            grep -A 30 'demo data failed' "$LOG/$log" >&2
            die "The demo data of $ADDON does not load; see .local/log/$log."
        }
    fi
}

lend_demo_flag() {
    query "UPDATE ir_module_module SET demo = $2
            WHERE state = 'installed' AND name NOT LIKE '$ADDON%'" "$1"
}

# Odoo exits 0 after some errors; its log tells.
no_errors() {
    ! grep -E '^[0-9-]+ [0-9:,]+ [0-9]+ (ERROR|CRITICAL) ' "$LOG/$1" >&2
}

# What an installed database depends on: the addons' files but for those read at run time only.
addon_hash() {
    find "${ADDONS[@]}" -type f -not -path '*/tests/*' -not -path '*/static/*' -not -path '*/readme/*' \
        -not -name '*.pyc' -not -name '*.md' -not -name '*.rst' -not -name pyproject.toml -print0 |
        sort -z | xargs -0 -r sha256sum | hash_of
}

base_name() { echo "$1_$(printf '%s\n' "$(odoo_version)" "$2" "$(sha256sum <"$ROOT/dev.d/requirements.lock")" "$(sha256sum <"$ROOT/dev.d/chinese_company.py")" | hash_of)"; }

# Each sets TEMPLATE.  Call them under `locked templates`, through prepare_template.
full_template() { TEMPLATE=$(base_name full "$FULL_MODULES"); make_base "$FULL_MODULES"; }
minimal_template() { TEMPLATE=$(base_name minimal "$MINIMAL_MODULES"); make_base "$MINIMAL_MODULES"; }

make_base() { has_database "$TEMPLATE" || base_database "$TEMPLATE" "$1"; }

addon_template() {
    local base building
    full_template
    base=$TEMPLATE
    TEMPLATE=addon_$(printf '%s\n' "$base" "$(addon_hash)" | hash_of)
    if ! has_database "$TEMPLATE"; then
        building=building_$TEMPLATE
        drop_unfinished
        clone_database "$base" "$building"
        timed "Installing $ADDON" install_addon "$building"
        show_warnings "install-$CLUSTER.log"
        rename_database "$building" "$TEMPLATE"
    fi
    touch "$STAMPS/$TEMPLATE"
    drop_old_templates
}

show_warnings() {
    local lines
    lines=$(grep -E '^[0-9-]+ [0-9:,]+ [0-9]+ WARNING ' "$LOG/$1" | grep -v 'unknown option .sales_manual_signing_key') || return 0
    say "Odoo warns while installing:"
    printf '%s\n' "$lines" | cut -c1-300 >&2
}

# The three latest states of the addon stay; of Odoo's own templates, those now in use.
drop_old_templates() {
    local name keep
    keep=$(cd "$STAMPS" && { compgen -G 'addon_*' || true; } | xargs -r ls -t | head -n 3)
    keep+=$'\n'$(base_name full "$FULL_MODULES")$'\n'$(base_name minimal "$MINIMAL_MODULES")
    for name in $(databases_like 'addon\_%') $(databases_like 'full\_%') $(databases_like 'minimal\_%'); do
        grep -qxF "$name" <<<"$keep" && continue
        drop_database "$name"
        rm -f "$STAMPS/$name"
    done
}

# own_database PREFIX: sets DATABASE, a name of this process's own; it is dropped when the process ends,
# with all databases whose name goes on from it.
own_database() {
    DATABASE=$1_$$_$RANDOM
    export DEV_DATABASE=$DATABASE
    drop_dead "$1"
    trap drop_own EXIT
    trap 'exit 130' INT TERM
}

drop_own() {
    local name
    for name in $(databases_like "${DATABASE//_/\\_}%"); do
        drop_database "$name"
    done
}

# What processes left behind that were killed.
drop_dead() {
    local name pid
    for name in $(databases_like "$1"'\_%'); do
        pid=${name#"$1"_}
        [ -d "/proc/${pid%%_*}" ] || drop_database "$name"
    done
}

# clone_of KIND DATABASE: a database of its own from the template `addon`, `full` or `minimal`, or one of VOLUMES.
clone_of() {
    if [[ $1 =~ ^($VOLUMES)$ ]]; then
        clone_volume "$@"
    else
        locked templates clone_of_now "$@"
    fi
}

clone_of_now() {
    "${1}_template"
    clone_database "$TEMPLATE" "$2"
}
