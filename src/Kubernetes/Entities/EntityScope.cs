namespace Howdah.Kubernetes.Entities;

public enum EntityScope
{
    Namespaced,
    Cluster,
}
