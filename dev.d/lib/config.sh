# Odoo's configuration, one file per cluster, written anew at every call.

odoo_conf() { echo "$LOCAL/odoo-$1.conf"; }
odoo_data() { echo "$LOCAL/data/$1"; }

write_conf() {
    local name=$1 conf crons=0
    conf=$(odoo_conf "$name")
    if [ "$name" = demo ]; then
        crons=1
    else
        # Many test servers may run side by side.
        ODOO_HTTP_PORT=$(free_port)
        export ODOO_HTTP_PORT
    fi
    mkdir -p "$(odoo_data "$name")"
    (
        umask 077
        cat >"$conf.$$" <<CONF
[options]
addons_path = $ROOT
data_dir = $(odoo_data "$name")
db_host = $(pg_socket "$name")
db_user = odoo
db_maxconn = 32
http_interface = 127.0.0.1
list_db = False
max_cron_threads = $crons
sales_manual_signing_key = $(signing_key "$name")
CONF
        mv "$conf.$$" "$conf"
    )
}

# The key of the digest chain: a fixed one for tests, a random one kept beside the demo's data.
signing_key() {
    local file=$LOCAL/signing-key
    if [ "$1" = test ]; then
        echo 7465737473206f6e6c79 # "tests only"
        return
    fi
    [ -s "$file" ] || (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$file")
    cat "$file"
}
