# Debian packages, unpacked under the cache and never installed. Mirrors are those of the machine's own apt configuration. Sourced.

for c in apt-get apt-cache dpkg dpkg-deb; do
    command -v $c > /dev/null || die "$c not found: this needs Debian or a relative of it"
done

# mirror SUITE : the repository apt is configured to use for that suite, else for any other suite of the same archive.
# Works from sources.list alone (--no-release-info): `apt-get update` need not have run.
mirror() {
    local security=; [[ $1 != *-security ]] || security=1
    apt-get indextargets --no-release-info --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
        awk -v suite="$1" -v security="$security" '
            ($1 ~ /-security$/) != (security != "") { next }
            $1 == suite { if (!found++) print $2; next }
            other == "" { other = $2 }
            END { if (!found && other != "") print other }'
}

# sources SUITE : sources.list lines of a suite and of its security updates
sources() {
    local m; m=$(mirror "$1"); [ -n "$m" ] || die "apt has no repository configured: see /etc/apt/sources.list.d"
    echo "deb $m $1 main"; echo "deb-src $m $1 main"
    [ "$1" = sid ] || { m=$(mirror "$1-security"); [ -z "$m" ] || echo "deb $m $1-security main"; }
}

# apt_suite SUITE : sets APT, the options of a private apt that knows only this suite, with lists at most a week old
apt_suite() {
    local d=$CACHE/apt/$1
    APT=(-q "-oDir::Etc::SourceList=$d/sources.list" -oDir::Etc::SourceParts=- "-oDir::State::Lists=$d/lists"
        "-oDir::State::status=$d/status" "-oDir::Cache=$d/cache" -oAPT::Sandbox::User=root -oAcquire::Languages=none
        -oAcquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -oAcquire::Retries=3)
    [ -n "$(find "$d/updated" -mtime -7 2> /dev/null)" ] || locked "apt.$1" _apt_update "$1" "$d"
}
_apt_update() {
    [ -z "$(find "$2/updated" -mtime -7 2> /dev/null)" ] || return 0
    mkdir -p "$2"/{lists/partial,cache/archives/partial}; : > "$2/status"
    sources "$1" > "$2/sources.list"
    apt-get "${APT[@]}" -qq update >&2 || die "apt-get update failed for Debian $1"
    touch "$2/updated"
}

# closure SUITE PACKAGE... : names of the packages and of all they depend on
closure() {
    apt_suite "$1"; shift
    apt-get "${APT[@]}" -qq -y --no-install-recommends --print-uris install "$@" | sed -n "s/^'[^']*' \([^_]*\)_.*/\1/p"
}

# unpack SUITE DIR PACKAGE... : downloads exactly these packages and unpacks them into DIR
unpack() {
    local suite=$1 dir=$2 t d; shift 2
    apt_suite "$suite"
    mkdir -p "$dir"; t=$(mktemp -d "$dir/debs.XXXX")
    (cd "$t" && apt-get "${APT[@]}" -qq download "$@") || die "cannot download from Debian $suite: $*"
    for d in "$t"/*.deb; do dpkg-deb -x "$d" "$dir"; done
    rm -rf "$t"
}
