# ./dev clean [--databases]: removes what ./dev made, all of it or the databases only.

case ${1:-} in
    '') targets=("$LOCAL") ;;
    --databases) targets=("$LOCAL/pg" "$LOCAL/data" "$STAMPS"/{addon_,demo}*) ;;
    *) die "./dev clean takes --databases or nothing." ;;
esac

"$ROOT/dev" stop
for target in "${targets[@]}" "$(pg_socket demo)" "$(pg_socket test)"; do
    [ -e "$target" ] || continue
    say "Removing $target"
    rm -rf "$target"
done
rmdir "$(dirname "$(pg_socket demo)")" 2>/dev/null || true
