# ./dev test --core [--plain | --addon] [MODULE...]: Odoo's own tests without and with the addon, compared.
# Read by dev.d/test.sh.  CORE_ADDONS=FOLDER takes the addon of another checkout.

# What the tests of tests/core/core_tests.py need, and what lets all bridges of the addon install.
CORE_MODULES=sale_management,sale_stock,account,purchase_stock,mrp,sale_mrp,point_of_sale,pos_sale
CORE_MODULES+=,stock_dropshipping,stock_picking_batch,stock_delivery
# Many of Odoo's tests do not stand all of those: what the addon itself needs.
CORE_SMALL_MODULES=sale_management,sale_stock

# Without the addon and with it, among all modules and among few.  Each sets TEMPLATE.
core_plain_template() { core_base coreplain "$CORE_MODULES"; }
core_addon_template() { core_plain_template && core_beside coreaddon; }
core_plain_small_template() { core_base coresmallplain "$CORE_SMALL_MODULES"; }
core_addon_small_template() { core_plain_small_template && core_beside coresmalladdon; }

# core_base PREFIX MODULES: with Odoo's demo data, in English and for its demo company, which is what its tests expect.
core_base() {
    local prefix=$1 modules=$2
    TEMPLATE=${prefix}_$(printf '%s\n' "$(odoo_version)" "$modules" "$(sha256sum <"$ROOT/dev.d/requirements.lock")" | hash_of)
    ! has_database "$TEMPLATE" || return 0
    drop_unfinished
    timed "Installing Odoo's modules with demo data ($modules)" quietly core-base.log core_install "building_$TEMPLATE" "$modules" ||
        die "Odoo's modules did not install; see .local/log/core-base.log."
    core_keep "$prefix"
}

core_install() { run_odoo -d "$1" -i "$2" --with-demo --no-http --stop-after-init && core_assets "$1"; }

# Bundles made once need not be made again by every browser tour.
core_assets() {
    echo 'env["ir.qweb"]._pregenerate_assets_bundles(); env.cr.commit()' | run_odoo shell -d "$1" --no-http
}

# core_beside PREFIX: the addon in a copy of TEMPLATE, without demo data of its own, which would turn on currencies
# and pricelists and make documents: another database, not the same one with the addon.
core_beside() {
    local prefix=$1 base=$TEMPLATE building
    TEMPLATE=${prefix}_$(printf '%s\n' "$base" bare "$(cd "$CORE_COPY" && addon_hash)" | hash_of)
    ! has_database "$TEMPLATE" || return 0
    building=building_$TEMPLATE
    drop_unfinished
    clone_database "$base" "$building"
    lend_demo_flag "$building" false
    timed "Installing $ADDON beside Odoo's demo data" install_addon "$building"
    lend_demo_flag "$building" true
    quietly core-assets.log core_assets "$building" || die "The assets do not build; see .local/log/core-assets.log."
    core_keep "$prefix"
}

# The new template takes the place of the one before.
core_keep() {
    local name
    for name in $(databases_like "$1\_%"); do
        drop_database "$name"
    done
    rename_database "building_$TEMPLATE" "$TEMPLATE"
}

sides=(plain addon) modules=()
while [ $# -gt 0 ]; do
    case $1 in
        --plain | --addon) sides=("${1#--}") ;;
        -*) die "./dev test --core takes --plain or --addon, and names of Odoo's modules, not '$1'." ;;
        *) modules+=("$1") ;;
    esac
    shift
done

set_up
use_cluster test
own_database core

# The run takes long: it works with copies of the databases and of the addon, which others may change meanwhile.
CORE_COPY=$LOCAL/core/$DATABASE
trap 'drop_own; rm -rf "$CORE_COPY"' EXIT
mkdir -p "$CORE_COPY"
(cd "${CORE_ADDONS:-$ROOT}" && cp -r "${ADDONS[@]}" "$CORE_COPY")
sed "s|^addons_path = .*|addons_path = $CORE_COPY|" "$ODOO_RC" >"$CORE_COPY/odoo.conf"
export ODOO_RC=$CORE_COPY/odoo.conf
for side in "${sides[@]}"; do
    clone_of "core_$side" "${DATABASE}_$side"
    clone_of "core_${side}_small" "${DATABASE}_${side}_small"
done
CORE_RESULTS=$LOCAL/core CORE_FILESTORE=$(filestore '') \
    nice -n 10 "$PYTHON" "$ROOT/tests/core/core_tests.py" "$DATABASE" "${sides[*]}" "${modules[@]}"
