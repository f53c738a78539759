# The inside of a box: PID 1 of its own PID, mount, network, UTS and IPC namespaces brings up one Kubernetes node. Sourced after
# control-plane.sh. The host's iptables, sysctls, /run and /var stay untouched, and ending this one process ends everything in it.

node() {
    export PATH=$TOOLS/bin:$TOOLS/usr/bin:$TOOLS/usr/sbin:$KUBERNETES:$PATH
    export LD_LIBRARY_PATH=$TOOLS/usr/lib/x86_64-linux-gnu XTABLES_LIBDIR=$TOOLS/usr/lib/x86_64-linux-gnu/xtables
    wait_for 10 eth0 ip link show eth0                        # the host puts this veth end here
    node_cgroups; node_mounts; node_network
    start_apiserver /run/etcd --bind-address 0.0.0.0 --advertise-address "$NODE_IP"
    node_configs
    start containerd containerd --config "$RUN/containerd.toml"
    wait_for 120 containerd ctr -a "$SOCKET" version
    local c
    for c in $(ctr -a "$SOCKET" -n k8s.io containers ls -q); do   # left over from the box before this one
        ctr -a "$SOCKET" -n k8s.io containers rm "$c" || true
    done
    ctr -a "$SOCKET" -n k8s.io images import "$PAUSE_IMAGE"
    wait_for 180 API api_ready                                # kubelet before this: its registration backs off for seconds
    start kubelet kubelet -v "${KUBELET_V:-1}" --config "$RUN/kubelet.yaml" --kubeconfig "$RUN/kubelet.conf" --hostname-override $NODE \
        --node-ip "$NODE_IP" --container-runtime remote --container-runtime-endpoint "unix://$SOCKET" --volume-plugin-dir "$RUN/flex"
    start_controllers
    wait_for 180 Node k get node $NODE                        # kube-proxy asks for its node's address
    start proxy kube-proxy --kubeconfig "$RUN/proxy.conf" --hostname-override $NODE --proxy-mode iptables --cluster-cidr "$POD_CIDR" \
        --oom-score-adj 0 --conntrack-max-per-core 0 --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0
    start dns kubedns --kubeconfig "$RUN/admin.conf" --listen "$DNS_IP:53"
    k apply -f - <<Y
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: kubernetes.io/host-path
Y
    while :; do sleep 3600 & wait $! || true; done           # bash reaps orphans meanwhile
}
SOCKET=/run/containerd/containerd.sock

node_cgroups() { # one cgroup for the box, the daemons in a leaf of it; the kubelet makes its pods' beside that
    local d f
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then        # version 2 alone
        d=/sys/fs/cgroup/$LINK; mkdir -p "$d/daemons"
        for f in $(cat /sys/fs/cgroup/cgroup.controllers); do
            echo "+$f" > /sys/fs/cgroup/cgroup.subtree_control || true
        done
        for f in $(cat "$d/cgroup.controllers"); do echo "+$f" > "$d/cgroup.subtree_control" || true; done
        echo $$ > "$d/daemons/cgroup.procs"
        return
    fi
    for d in /sys/fs/cgroup/*/; do
        [ -e "$d/tasks" ] || continue                        # version 1 hierarchies only
        mkdir -p "$d$LINK/daemons"
        for f in cpuset.cpus cpuset.mems; do
            [ ! -e "$d$f" ] || { cat "$d$f" > "$d$LINK/$f"; cat "$d$f" > "$d$LINK/daemons/$f"; }
        done
        echo $$ > "$d$LINK/daemons/cgroup.procs"
    done
}

node_mounts() {
    local d f n
    mount --make-rprivate /; mount --make-rshared /
    mount -t tmpfs -o mode=755 tmpfs /run; mkdir -p /run/lock /run/etcd
    for d in lib log; do mkdir -p "$RUN/var/$d"; mount --bind "$RUN/var/$d" /var/$d; done
    mkdir -p "$RUN/pv"; mount --bind "$RUN/pv" /tmp/hostpath_pv   # the in-tree provisioner's fixed path
    # the kubelet wants to set these global sysctls: let it write to a copy
    for f in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
        n=/run/sysctl.${f//\//.}; cat "/proc/sys/$f" > "$n"; mount --bind "$n" "/proc/sys/$f"
    done
    hostname $NODE; printf '127.0.0.1 localhost\n%s %s\n' "$NODE_IP" $NODE > /run/hosts; mount --bind /run/hosts /etc/hosts
    echo "nameserver $DNS_IP" > /run/resolv.conf; mount --bind /run/resolv.conf "$(readlink -f /etc/resolv.conf)"
}

node_network() { # no default route: nothing leaves the box
    ip link set lo up
    ip addr add "$NODE_IP/24" dev eth0; ip link set eth0 up
    ip route add "$SVC_CIDR" dev eth0 src "$NODE_IP"         # a route must exist before OUTPUT DNAT can happen
    ip addr add "$DNS_IP/32" dev lo
    echo 1 > /proc/sys/net/ipv4/ip_forward
    echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables
    ip link add cni0 type bridge                             # so that the pod route is there from the start
    ip addr add "$POD_PREFIX.0.1/16" dev cni0; ip link set cni0 up
}
