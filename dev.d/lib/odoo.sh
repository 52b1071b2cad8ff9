# Odoo 19: the machine's own where there is one, else Debian's package unpacked in .local/odoo.

ODOO=$LOCAL/odoo
ODOO_PACKAGE=odoo-19
ODOO_VERSION=19.0.0+dfsg-1
# What the links inside Odoo's package point to.
ODOO_COMPANIONS=(fonts-font-awesome fonts-inconsolata fonts-montserrat fonts-ocr-b
    fonts-roboto-unhinted libjs-jquery libjs-jquery-form libjs-underscore)

# Prints the folder that holds the package `odoo`, or nothing.
machine_odoo() {
    if [ -n "${ODOO_HOME:-}" ]; then
        [ -f "$ODOO_HOME/odoo/release.py" ] ||
            die "ODOO_HOME=$ODOO_HOME holds no odoo/release.py; point it to an Odoo 19 or unset it."
        grep -q '^version_info = (19,' "$ODOO_HOME/odoo/release.py" ||
            die "ODOO_HOME=$ODOO_HOME is not Odoo 19; point it to one or unset it."
        (cd "$ODOO_HOME" && pwd)
        return
    fi
    (cd / && "$(find_python)" - 2>/dev/null) <<'PY' || true
from importlib.util import find_spec
from pathlib import Path

release = find_spec("odoo.release")
if release and "version_info = (19," in Path(release.origin).read_text():
    print(Path(release.origin).parents[1])
PY
}

setup_odoo() {
    local path
    path=$(machine_odoo)
    if [ -z "$path" ]; then
        path=$ODOO/usr/lib/python3/dist-packages
        [ -f "$ODOO/ready" ] || unpack_odoo
    fi
    if ! fresh odoo "$path"$'\n'"$(cat "$STAMPS/venv")"; then link_odoo "$path"; fi
}

unpack_odoo() {
    timed "Reading the package lists of Debian" quietly apt-update.log private_apt_update ||
        die "Debian's package lists could not be read; see .local/log/apt-update.log, or set ODOO_HOME to an Odoo 19."
    timed "Fetching $ODOO_PACKAGE and its companions" quietly apt-download.log download_odoo ||
        die "Odoo 19 could not be fetched; see .local/log/apt-download.log, or set ODOO_HOME to an Odoo 19."
    timed "Unpacking Odoo" quietly unpack.log unpack_debs ||
        die "Odoo's package did not unpack; see .local/log/unpack.log, then run ./dev clean and ./dev setup."
    rm -rf "$APT"
}

download_odoo() (
    cd "$APT/debs" || exit
    private_apt apt-get download "$ODOO_PACKAGE=$ODOO_VERSION" || {
        version=$(private_apt apt-cache madison "$ODOO_PACKAGE" | awk '$3 ~ /^19\.0\./ { print $3; exit }')
        [ -n "$version" ] && private_apt apt-get download "$ODOO_PACKAGE=$version" || exit
    }
    private_apt apt-get download "${ODOO_COMPANIONS[@]}"
)

# Without the second copy of the addons, the documentation and the languages not used here:
# 350 MB instead of 1.3 GB.
unpack_debs() {
    local packages=usr/lib/python3/dist-packages deb dangling blur
    rm -rf "$ODOO"
    mkdir -p "$ODOO"
    for deb in "$APT"/debs/*.deb; do
        dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$ODOO" --no-same-owner --wildcards-match-slash \
            --exclude="./$packages/addons" --exclude="./$packages/doc" --exclude="./$packages/setup" \
            --exclude='*/i18n/[!z]*.po' --exclude='*/i18n_extra/[!z]*.po' --exclude=./etc || return 1
    done
    dangling=$(find "$ODOO" -xtype l)
    [ -z "$dangling" ] || { echo "links without a target: $dangling"; return 1; }
    # Left out of Debian's package, and missed by the browser at every page; camera blur only.
    blur=$ODOO/$packages/odoo/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$blur"
    echo '/* left out of the Debian package */' >"$blur/selfie_segmentation.js"
    dpkg-deb -f "$APT"/debs/"$ODOO_PACKAGE"_*.deb Version >"$ODOO/ready"
}

# Makes `import odoo` work in the virtual environment.  The small distribution hides the one beside
# Odoo's package, whose requirements name packages that are replaced here, and
# lets pip see that Odoo 19.0 is there.
link_odoo() {
    local path=$1 site info
    site=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    info=$site/odoo-19.0.dist-info
    echo "$path" >"$site/odoo.pth"
    mkdir -p "$info"
    printf 'Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n' >"$info/METADATA"
    echo dev >"$info/INSTALLER"
    printf 'odoo-19.0.dist-info/%s,,\n' METADATA INSTALLER RECORD >"$info/RECORD"
    stamp odoo "$path"$'\n'"$(cat "$STAMPS/venv")"
}

# Debian's version, or the path of the machine's own Odoo.
odoo_version() {
    local path
    read -r path <"$STAMPS/odoo"
    if [ "${path#"$ODOO"/}" != "$path" ]; then cat "$ODOO/ready"; else echo "$path"; fi
}
