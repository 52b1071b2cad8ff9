# Databases for measuring, filled by bench/generate with ten years of documents and kept between runs:
#   old_tiny, old_medium, old   a hundred, 10,000 and 100,000 contracts' orders, all Odoo's own; without the addon
#   tiny, medium, large         the same with the addon and its contracts, notices and sign-offs
#
# They are keyed by the generator's files and Odoo's base.  A changed addon does not make them anew: it is updated in the
# template, once.

VOLUMES='old_tiny|old_medium|old|tiny|medium|large'

# What makes the first layer; a change of the second leaves it as it is.
PLAIN_PARTS=(__init__ __main__ accounting catalogue checks database journal orders partners plain plan scale stock)

generate() { (cd "$ROOT" && "$PYTHON" -m bench.generate "$@"); }

# clone_volume KIND DATABASE: each kind under a lock of its own, since a large one takes minutes.
clone_volume() {
    case $1 in
        old) clone_plain large "$2" ;;
        old_*) clone_plain "${1#old_}" "$2" ;;
        *) locked "volume_$1" clone_contracts_now "$1" "$2" ;;
    esac
}

clone_plain() { locked "volume_old_$1" clone_plain_now "$@"; }

clone_plain_now() {
    local scale=$1 part parts=() name
    for part in "${PLAIN_PARTS[@]}"; do parts+=("$ROOT/bench/generate/$part.py"); done
    name=volume_old_${scale}_$({ base_name minimal "$MINIMAL_MODULES" && cat "${parts[@]}"; } | hash_of)
    if ! has_database "$name"; then
        drop_volumes "volume_old_$scale"
        clone_of minimal "filling_$name"
        timed "Filling a database with Odoo's documents ($scale)" generate "filling_$name" "$scale" plain ||
            die "Odoo's documents ($scale) did not get made; the reason is above."
        rename_database "filling_$name" "$name"
    fi
    clone_database "$name" "$2"
}

clone_contracts_now() {
    local scale=$1 name files
    files=$(addon_hash)
    name=volume_${scale}_$({ base_name minimal "$MINIMAL_MODULES" && cat "$ROOT"/bench/generate/*.py; } | hash_of)
    if ! has_database "$name"; then
        drop_volumes "volume_$scale"
        clone_plain "$scale" "filling_$name"
        timed "Installing $ADDON in it" install_addon "filling_$name"
        timed "Filling it with contracts ($scale)" generate "filling_$name" "$scale" manual ||
            die "The contracts ($scale) did not get made; the reason is above."
        rename_database "filling_$name" "$name"
        stamp "$name" "$files"
    elif ! fresh "$name" "$files"; then
        # under another name while it is neither old nor new: whoever stops here makes the next one start anew
        rename_database "$name" "filling_$name"
        timed "Updating $ADDON in the documents ($scale)" update_addon "filling_$name"
        rename_database "filling_$name" "$name"
        stamp "$name" "$files"
    fi
    clone_database "$name" "$2"
}

update_addon() {
    quietly "update-volume.log" run_odoo -d "$1" -u "$ADDON" --no-http --stop-after-init && no_errors "update-volume.log" ||
        die "$ADDON does not update in $1; see .local/log/update-volume.log."
}

# drop_volumes PREFIX: there is room for one of each kind: the outdated one goes, and what a killed call left.
drop_volumes() {
    local name
    for name in $(databases_like "${1//_/\\_}\\_%") $(databases_like "filling\\_${1//_/\\_}\\_%"); do
        drop_database "$name"
        rm -f "$STAMPS/$name"
    done
}
