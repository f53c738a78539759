# Programs that eng/ calls: the machine's own when it has them, else Debian's, unpacked under the cache. Sourced after apt.sh.

SUITE=bookworm                          # the release that Kubernetes and the images come from

# program NAME PACKAGE : puts NAME on the PATH. A wrapper sets the library path, so that nothing else sees those libraries.
program() {
    ! command -v "$1" > /dev/null || return 0
    local dir; dir=$CACHE/programs/$1-$(key "=$2 $SUITE v2")
    made "$dir" _program "$1" "$2"
    PATH=$PATH:$dir
}
_program() {
    local real t=/usr/lib/x86_64-linux-gnu
    # shellcheck disable=SC2046
    unpack $SUITE "$OUT/root" $(closure $SUITE "$2" | grep -vxE 'libc6|libc-bin|perl|perl-base|perl-modules-.*|debconf|dpkg|gcc-12-base')
    real=$(cd "$OUT/root" && { find . -path "*bin/$1" -type f; find . -path "*bin/$1" -type l; } | sed -n 1p)
    [ -n "$real" ] || die "package $2 has no program $1"
    cat > "$OUT/$1" <<W
#!/bin/sh
r=\$(dirname "\$(readlink -f "\$0")")/root
LD_LIBRARY_PATH=\$r$t:\$r/lib/x86_64-linux-gnu exec "\$r/$real" "\$@"
W
    chmod 755 "$OUT/$1"
}

# ctl_programs : what every command needs that talks to a cluster
ctl_programs() {
    program kubectl kubernetes-client; program jq jq; program curl curl; program openssl openssl
}

# node_tools : sets TOOLS, the root of etcd, containerd, runc, the CNI plugins, iptables, conntrack, mmdebstrap
NODE_PACKAGES='etcd-server etcd-client containerd runc containernetworking-plugins mmdebstrap iptables libip4tc2 libip6tc2
    libxtables12 libnftnl11 libmnl0 libnfnetlink0 libnetfilter-conntrack3 conntrack libseccomp2 catatonit'
node_tools() {
    TOOLS=$CACHE/node-tools/$(key "=$NODE_PACKAGES" "=$SUITE v1")
    made "$TOOLS" _node_tools
}
_node_tools() {
    local n
    # shellcheck disable=SC2086
    unpack $SUITE "$OUT" $NODE_PACKAGES
    mkdir -p "$OUT/bin"
    for n in {iptables,ip6tables}{,-save,-restore}; do ln -sfn ../usr/sbin/xtables-legacy-multi "$OUT/bin/$n"; done
    ln -sfn ../usr/sbin/runc "$OUT/bin/runc"
}
with_tools() { # with_tools cmd... : a program of node_tools, with its libraries
    env "PATH=$TOOLS/bin:$TOOLS/usr/bin:$TOOLS/usr/sbin:$PATH" "LD_LIBRARY_PATH=$TOOLS/usr/lib/x86_64-linux-gnu" \
        "XTABLES_LIBDIR=$TOOLS/usr/lib/x86_64-linux-gnu/xtables" "$@"
}
