# Configuration files of containerd, CNI and the kubelet. Sourced by node.sh's caller.

node_configs() {
    mkdir -p "$RUN"/{cni,flex,containerd}
    : > "$RUN/resolv.conf"
    containerd_config > "$RUN/containerd.toml"
    cni_config > "$RUN/cni/10-bridge.conflist"
    kubelet_config > "$RUN/kubelet.yaml"
}

containerd_config() {
    cat <<Y
version = 2
root = "$RUN/containerd"
state = "/run/containerd"
oom_score = 0
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
  address = "$SOCKET"
[plugins."io.containerd.internal.v1.opt"]
  path = "$RUN/containerd-opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true            # without CAP_SYS_RESOURCE a score below our own cannot be set
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      BinaryName = "$TOOLS/usr/sbin/runc"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$TOOLS/usr/lib/cni"
    conf_dir = "$RUN/cni"
Y
}

cni_config() {
    cat <<Y
{"cniVersion": "0.4.0", "name": "howdah", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isDefaultGateway": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "/run/cni-ipam", "ranges": [[{"subnet": "$POD_CIDR"}]]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
Y
}

kubelet_config() {
    cat <<Y
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $RUN/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $RUN/pki/kubelet.crt
tlsPrivateKeyFile: $RUN/pki/kubelet.key
cgroupDriver: cgroupfs
cgroupRoot: /$LINK
clusterDNS: [$DNS_IP]
clusterDomain: cluster.local
resolvConf: $RUN/resolv.conf
oomScoreAdj: 0
failSwapOn: false
maxOpenFiles: $(ulimit -Hn)
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100           # never collect the local images: they cannot be pulled again
kubeAPIQPS: 50
kubeAPIBurst: 100
syncFrequency: 10s
nodeStatusUpdateFrequency: 1s
Y
}
