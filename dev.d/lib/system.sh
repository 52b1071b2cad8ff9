# Debian: missing packages are installed, Odoo comes through a private apt.

APT=$LOCAL/apt

# Prints the Debian packages that this machine lacks, one a line.
missing_packages() {
    postgres_bin >/dev/null || echo postgresql
    command -v chromium >/dev/null || command -v google-chrome >/dev/null || echo chromium
    command -v wkhtmltopdf >/dev/null || fresh wkhtmltopdf none || echo wkhtmltopdf
    has_chinese_font || echo fonts-noto-cjk
    find_python >/dev/null || printf '%s\n' python3 python3-venv
}

has_chinese_font() {
    if command -v fc-list >/dev/null; then
        [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]
    else
        compgen -G '/usr/share/fonts/*/noto/NotoSansCJK*' >/dev/null
    fi
}

install_packages() {
    local packages
    make_folders
    mapfile -t packages < <(missing_packages)
    [ ${#packages[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null ||
        die "Install these yourself, there is no apt-get here: ${packages[*]}."
    timed "Installing Debian packages: ${packages[*]}" quietly apt-install.log apt_install "${packages[@]}" ||
        die "Debian packages are missing; run: apt-get install ${packages[*]}."
    ! fresh wkhtmltopdf none || say "This Debian has no wkhtmltopdf; without one of your own nothing prints to PDF"
}

apt_install() {
    local as_root=() packages
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "neither root nor sudo"; return 1; }
        as_root=(sudo)
    fi
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    "${as_root[@]}" apt-get -q update || return 1
    # Debian 13 has no wkhtmltopdf any more: there all works but printing to PDF.
    if [[ " $* " = *" wkhtmltopdf "* ]] && [ -z "$(apt-cache madison wkhtmltopdf)" ]; then
        stamp wkhtmltopdf none
        mapfile -t packages < <(printf '%s\n' "$@" | grep -vx wkhtmltopdf)
        set -- "${packages[@]}"
    fi
    case " $* " in *" postgresql "*) install_postgresql "${as_root[@]}" || return 1 ;; esac
    "${as_root[@]}" apt-get -q -y install --no-install-recommends "$@"
}

# Debian's postgresql makes and starts a cluster "main" when it is first installed; the project has
# clusters of its own and wants no other.  Debian's switch for that is one line in a
# configuration file, written for the time of the installation and taken back.
install_postgresql() {
    local switch=/etc/postgresql-common/createcluster.conf result=0
    "$@" apt-get -q -y install --no-install-recommends postgresql-common || return 1
    "$@" cp -p "$switch" "$switch.kept" || return 1
    echo 'create_main_cluster = false' | "$@" tee -a "$switch" &&
        "$@" apt-get -q -y install --no-install-recommends postgresql || result=1
    "$@" mv "$switch.kept" "$switch"
    return "$result"
}

# apt-get and apt-cache with sources, preferences, state and cache of the project's own.
private_apt() {
    local tool=$1
    shift
    "$tool" -q \
        -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$APT/sources" \
        -o Dir::Etc::Preferences="$APT/preferences" -o Dir::Etc::PreferencesParts=/dev/null \
        -o Dir::State="$APT/state" -o Dir::State::Lists="$APT/state/lists" \
        -o Dir::State::Status=/var/lib/dpkg/status \
        -o Dir::Cache="$APT/cache" -o Dir::Log="$APT/log" \
        -o APT::Sandbox::User= -o Acquire::Languages=none -o Debug::NoLocking=true "$@"
}

private_apt_update() {
    rm -rf "$APT"
    mkdir -p "$APT"/{sources,state/lists/partial,cache/archives/partial,log,debs}
    "$(find_python)" "$ROOT/dev.d/apt_sources.py" "$APT/sources" || return 1
    # The machine's own suite wins wherever it has the package; unstable only fills in Odoo.
    printf 'Package: *\nPin: release n=sid\nPin-Priority: 50\n' >"$APT/preferences"
    private_apt apt-get update
}
