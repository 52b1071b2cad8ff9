# Databases for measuring, filled by bench/generate with ten years of Odoo's own documents and kept between runs:
#   old_tiny, old_medium, old   a hundred, 10,000 and 100,000 contracts' orders; without the addon
#
# They are keyed by the generator's files and Odoo's base, and by nothing of the addon.

VOLUMES='old_tiny|old_medium|old'

generate() { (cd "$ROOT" && "$PYTHON" -m bench.generate "$@"); }

# clone_volume KIND DATABASE: under a lock of its own, since a large one takes minutes and tests need not wait for it.
clone_volume() { locked volumes clone_volume_now "$@"; }

clone_volume_now() {
    case $1 in
        old) volume_template large ;;
        *) volume_template "${1#old_}" ;;
    esac
    clone_database "$TEMPLATE" "$2"
}

# volume_template SCALE: sets TEMPLATE.  What is under way is called filling_...: unfinished databases called building_...
# are dropped under another lock.  There is room for one of each scale: the outdated one goes first.
volume_template() {
    local scale=$1 name outdated
    name=volume_old_${scale}_$({ base_name minimal "$MINIMAL_MODULES" && cat "$ROOT"/bench/generate/*.py; } | hash_of)
    if ! has_database "$name"; then
        for outdated in $(databases_like "volume\\_old\\_$scale\\_%") $(databases_like 'filling\_%'); do
            drop_database "$outdated"
        done
        clone_of minimal "filling_$name"
        timed "Filling a database with documents ($scale)" generate "filling_$name" "$scale" ||
            die "The database of kind 'old' ($scale) did not fill; the reason is above."
        rename_database "filling_$name" "$name"
    fi
    TEMPLATE=$name
}
