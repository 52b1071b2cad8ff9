# ./dev database clone KIND NAME | drop NAME: databases on the test cluster.

usage="./dev database takes: clone addon|full|minimal|peers|peers_only|$VOLUMES NAME, or drop NAME."
action=${1:-} kind='' name=${2:-}
case $action in
    clone)
        kind=${2:-} name=${3:-}
        [[ $kind =~ ^(addon|full|minimal|peers|peers_only|$VOLUMES)$ ]] || die "$usage"
        ;;
    drop) ;;
    *) die "$usage" ;;
esac
[[ $name =~ ^[A-Za-z0-9_-]+$ ]] || die "$usage"

set_up
use_cluster test
if [ "$action" = clone ]; then
    ! has_database "$name" || die "There is a database '$name' already; './dev database drop $name' removes it."
    clone_of "$kind" "$name"
else
    drop_database "$name"
fi
