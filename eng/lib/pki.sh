# Certificates and kubeconfigs of one cluster, made afresh at every start. Sourced after box.sh.

cert() { # cert FILE SUBJECT [SAN]
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -subj "$2" -out "$1.csr" 2> /dev/null
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -out "$1.crt" 2> /dev/null \
        -extfile <(printf 'extendedKeyUsage=serverAuth,clientAuth\nkeyUsage=digitalSignature,keyEncipherment\n%s\n' "${3:+subjectAltName=$3}")
    rm "$1.csr"
}

kubeconfig() { # kubeconfig USER : $RUN/USER.conf with everything inline
    cat > "$RUN/$1.conf" <<Y
apiVersion: v1
kind: Config
clusters: [{name: $NAME, cluster: {server: "https://$API_IP:$PORT", certificate-authority-data: $(base64 -w0 < ca.crt)}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 < "$1.crt"), client-key-data: $(base64 -w0 < "$1.key")}}]
contexts: [{name: $NAME, context: {cluster: $NAME, user: $1}}]
current-context: $NAME
Y
}

pki() (
    rm -rf "$RUN/pki"; mkdir -p "$RUN/pki"; cd "$RUN/pki"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=howdah-ca -keyout ca.key -out ca.crt 2> /dev/null
    openssl ecparam -name prime256v1 -genkey -noout -out sa.key; openssl ec -in sa.key -pubout -out sa.pub 2> /dev/null
    cert apiserver /CN=kube-apiserver \
        "IP:127.0.0.1,IP:$NODE_IP,IP:$SVC_PREFIX.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
    cert kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
    cert admin /O=system:masters/CN=admin
    cert controller-manager /O=system:masters/CN=system:kube-controller-manager    # instead of one account per controller: starts faster
    cert scheduler /CN=system:kube-scheduler
    cert kubelet "/O=system:nodes/CN=system:node:$NODE" "IP:$NODE_IP,DNS:$NODE"
    cert proxy /CN=system:kube-proxy
    for u in admin controller-manager scheduler kubelet proxy; do kubeconfig $u; done
    echo 'test-admin-token,token-admin,token-admin,"system:masters"' > tokens.csv
    chmod 600 ./*.key "$RUN"/*.conf
)
