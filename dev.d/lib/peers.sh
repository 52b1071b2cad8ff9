# Addons of others that ours works beside and is measured against: from PyPI, into a folder of their own, for databases
# that ask for them.  Nothing else sees them.

PEERS=$LOCAL/peers
PEER_MODULES=sale_blanket_order,base_tier_validation,stock_picking_tier_validation,account_financial_risk
PEER_MODULES+=,base_user_role,auditlog,sale_financial_risk

peers_conf() { echo "$LOCAL/odoo-peers.conf"; }

set_up_peers() { locked setup set_up_peers_now; }

set_up_peers_now() {
    local lock=$ROOT/dev.d/requirements-peers.lock made_from
    made_from=$(cat "$lock" <(echo "$PEERS") | hash_of)
    fresh peers "$made_from" && [ -d "$PEERS/odoo/addons" ] || {
        rm -rf "$PEERS"
        timed "Fetching other addons into .local/peers" quietly peers.log fetch_peers "$lock" ||
            die "The other addons could not be fetched; see .local/log/peers.log and run the command again."
        stamp peers "$made_from"
    }
    write_peers_conf
}

fetch_peers() {
    "$PYTHON" -m pip install --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
        --target "$PEERS" -r "$1"
}

# The test cluster's configuration, with the peers among the addons.
write_peers_conf() {
    local conf
    conf=$(peers_conf)
    (
        umask 077
        sed "s|^addons_path = .*|&,$PEERS/odoo/addons|" "$(odoo_conf test)" >"$conf.$$"
        mv "$conf.$$" "$conf"
    )
}

# Each sets TEMPLATE, as those in database.sh do: peers beside the addon, installed after it; peers alone.
peers_template() {
    addon_template
    make_peers_template "$TEMPLATE" peers
}

peers_only_template() {
    full_template
    make_peers_template "$TEMPLATE" only
}

make_peers_template() {
    local base=$1 building
    set_up_peers
    TEMPLATE=peers_$2_$(printf '%s\n' "$base" "$PEER_MODULES" "$(sha256sum <"$ROOT/dev.d/requirements-peers.lock")" | hash_of)
    if ! has_database "$TEMPLATE"; then
        building=building_$TEMPLATE
        drop_unfinished
        clone_database "$base" "$building"
        timed "Installing other addons ($PEER_MODULES)" install_peers "$building"
        rename_database "$building" "$TEMPLATE"
        drop_other_peers "$2" "$TEMPLATE"
    fi
}

install_peers() {
    ODOO_RC=$(peers_conf) quietly install-peers.log run_odoo -d "$1" -i "$PEER_MODULES" --no-http --stop-after-init &&
        no_errors install-peers.log || die "Other addons do not install; see .local/log/install-peers.log."
}

drop_other_peers() {
    local name
    for name in $(databases_like "peers\\_$1\\_%"); do
        [ "$name" = "$2" ] || drop_database "$name"
    done
}
