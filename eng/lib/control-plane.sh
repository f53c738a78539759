# etcd, kube-apiserver, kube-controller-manager and kube-scheduler. Sourced after box.sh.

start() { # start NAME cmd... : in the background, with log and pid file by name
    local n=$1; shift
    detached "$RUN/logs/$n.log" "$@" > "$RUN/pids/$n"
}

start_apiserver() { # start_apiserver ETCD_DIR FLAG...
    local dir=$1 e=http://127.0.0.1:$ETCD_PORT peer=http://127.0.0.1:$((ETCD_PORT + 1)); shift
    mkdir -p "$dir"
    # nothing of this outlives a test: no fsync
    start etcd etcd --data-dir "$dir" --unsafe-no-fsync --listen-client-urls "$e" --advertise-client-urls "$e" \
        --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer"
    start apiserver kube-apiserver --etcd-servers "$e" --secure-port "$PORT" \
        --tls-cert-file "$RUN/pki/apiserver.crt" --tls-private-key-file "$RUN/pki/apiserver.key" --client-ca-file "$RUN/pki/ca.crt" \
        --token-auth-file "$RUN/pki/tokens.csv" --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --allow-privileged \
        --service-account-key-file "$RUN/pki/sa.pub" --service-account-signing-key-file "$RUN/pki/sa.key" \
        --service-account-issuer https://kubernetes.default.svc --service-cluster-ip-range "$SVC_CIDR" \
        --kubelet-client-certificate "$RUN/pki/kubelet-client.crt" --kubelet-client-key "$RUN/pki/kubelet-client.key" \
        --kubelet-certificate-authority "$RUN/pki/ca.crt" --kubelet-preferred-address-types InternalIP "$@"
}

start_controllers() {
    start controller-manager kube-controller-manager --kubeconfig "$RUN/controller-manager.conf" --port 0 --secure-port 0 --leader-elect=false \
        --service-account-private-key-file "$RUN/pki/sa.key" --root-ca-file "$RUN/pki/ca.crt" --kube-api-qps 100 --kube-api-burst 200 \
        --cluster-signing-cert-file "$RUN/pki/ca.crt" --cluster-signing-key-file "$RUN/pki/ca.key" \
        --enable-hostpath-provisioner --flex-volume-plugin-dir "$RUN/flex" --pvclaimbinder-sync-period 2s
    start scheduler kube-scheduler --kubeconfig "$RUN/scheduler.conf" --port 0 --secure-port 0 --leader-elect=false
}
