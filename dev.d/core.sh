# ./dev test --core [--plain | --addon] [MODULE...]: Odoo's own tests without and with the addon, compared.
# Read by dev.d/test.sh.  CORE_ADDONS=FOLDER takes the addon of another checkout.

# What the tests of tests/core/core_tests.py need, and what lets all bridges of the addon install.
CORE_MODULES=sale_management,sale_stock,account,purchase_stock,mrp,sale_mrp,point_of_sale,pos_sale
CORE_MODULES+=,stock_dropshipping,stock_picking_batch,stock_delivery

# Odoo's modules with its demo data, in English and for its demo company: what its tests expect.
core_plain_template() {
    TEMPLATE=coreplain_$(printf '%s\n' "$(odoo_version)" "$CORE_MODULES" "$(sha256sum <"$ROOT/dev.d/requirements.lock")" | hash_of)
    if ! has_database "$TEMPLATE"; then
        drop_unfinished
        timed "Installing Odoo's modules with demo data ($CORE_MODULES)" quietly core-plain.log core_install "building_$TEMPLATE" ||
            die "Odoo's modules did not install; see .local/log/core-plain.log."
        drop_templates 'coreplain\_%'
        rename_database "building_$TEMPLATE" "$TEMPLATE"
    fi
}

core_install() { run_odoo -d "$1" -i "$CORE_MODULES" --with-demo --no-http --stop-after-init && core_assets "$1"; }

# Bundles made once need not be made again by every browser tour.
core_assets() {
    echo 'env["ir.qweb"]._pregenerate_assets_bundles(); env.cr.commit()' | run_odoo shell -d "$1" --no-http
}

core_addon_template() {
    local base building
    core_plain_template
    base=$TEMPLATE
    TEMPLATE=coreaddon_$(printf '%s\n' "$base" "$(cd "$CORE_COPY" && addon_hash)" | hash_of)
    if ! has_database "$TEMPLATE"; then
        building=building_$TEMPLATE
        drop_unfinished
        clone_database "$base" "$building"
        timed "Installing $ADDON beside Odoo's demo data" install_addon "$building"
        quietly core-assets.log core_assets "$building" || die "The assets do not build; see .local/log/core-assets.log."
        drop_templates 'coreaddon\_%'
        rename_database "$building" "$TEMPLATE"
    fi
}

drop_templates() {
    local name
    for name in $(databases_like "$1"); do
        drop_database "$name"
    done
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
done
CORE_RESULTS=$LOCAL/core CORE_FILESTORE=$(filestore '') \
    nice -n 10 "$PYTHON" "$ROOT/tests/core/core_tests.py" "$DATABASE" "${sides[*]}" "${modules[@]}"
