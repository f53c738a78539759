# Which cluster, where it lives, which addresses it has, and whether it is alive. Sourced after common.sh.
# Every running cluster holds an index 0..9; all names and addresses on the host follow from it.

CLUSTERS=$CACHE/clusters
NODE=node1

cluster_named() { # cluster_named NAME : sets NAME, RUN and, when the cluster holds an index, its addresses
    [[ $1 =~ ^[a-z0-9][a-z0-9-]{0,29}$ ]] || die "a cluster's name is made of a-z, 0-9 and '-': '$1'"
    NAME=$1 RUN=$CLUSTERS/$1
    [ ! -e "$RUN/index" ] || addresses "$(cat "$RUN/index")"
}
addresses() {
    INDEX=$1 LINK=howdah$1                                 # LINK: the host's veth end and the box's top cgroup
    HOST_IP=10.89.$1.1 NODE_IP=10.89.$1.2 POD_PREFIX=10.$((100 + $1)) SVC_PREFIX=10.$((120 + $1))
    POD_CIDR=$POD_PREFIX.0.0/16 SVC_CIDR=$SVC_PREFIX.0.0/16 DNS_IP=$SVC_PREFIX.0.10
    if [ "$(cat "$RUN/mode")" = api ]; then
        API_IP=127.0.0.1 PORT=$((16443 + $1)) ETCD_PORT=$((12379 + 2 * $1))
    else
        API_IP=$NODE_IP PORT=6443 ETCD_PORT=2379
    fi
}

# allocate MODE : takes the lowest index that is free in this cache and on this host. Call it through `locked clusters`.
allocate() {
    local i
    mkdir -p "$RUN"; echo "$1" > "$RUN/mode"
    for i in {0..9}; do
        ! cat "$CLUSTERS"/*/index 2> /dev/null | grep -qx "$i" || continue
        addresses "$i"
        if [ "$1" = api ]; then
            ! port_open $PORT && ! port_open $ETCD_PORT && ! port_open $((ETCD_PORT + 1)) || continue
        else
            [ ! -e "/sys/class/net/$LINK" ] && [ -z "$(ip -4 route show root 10.89.$i.0/24; ip -4 route show root $POD_CIDR; ip -4 route show root $SVC_CIDR)" ] || continue
        fi
        echo "$i" > "$RUN/index"
        return 0
    done
    die "ten clusters are up already; see them with: ls $CLUSTERS/*/index"
}
port_open() { (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

ours() { # ours PID : a process of this cluster. A pid file may be stale, and its number another process's by now.
    { tr '\0' ' ' < "/proc/$1/cmdline"; } 2> /dev/null | grep -qF "$RUN/"
}
alive() {
    local p
    [ -e "$RUN/index" ] || return 1
    for p in "$RUN"/init.pid "$RUN"/pids/*; do
        [ ! -e "$p" ] || ! ours "$(cat "$p")" || return 0
    done
    return 1
}
is_box() { [ -e "$RUN/init.pid" ] && ours "$(cat "$RUN/init.pid")"; }
api_ready() {
    curl -sf -m 5 --cacert "$RUN/pki/ca.crt" --cert "$RUN/pki/admin.crt" --key "$RUN/pki/admin.key" "https://$API_IP:$PORT/readyz"
}
k() { kubectl --kubeconfig "$RUN/admin.conf" "$@"; }

# in_box cmd... : runs in the mount, network and process namespaces of the cluster's node, where containerd's socket is
in_box() {
    is_box || die "cluster '$NAME' has no node: eng/cluster up --name $NAME"
    with_tools nsenter -t "$(cat "$RUN/init.pid")" -m -n -p -i -u "$@"
}
containers() { in_box ctr -a /run/containerd/containerd.sock -n k8s.io "$@"; }
