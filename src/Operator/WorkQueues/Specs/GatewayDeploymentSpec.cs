using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities.PostgresCluster;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>The gateway's Deployment: the operator's own image, nothing that a restricted namespace refuses, no token of the API server.</summary>
internal static class GatewayDeploymentSpec
{
    public const string Container = "gateway";
    public const int Port = 8080;
    public const int HealthPort = 8081;

    private const string Program = "/opt/howdah/howdah-worker";
    private const string TokenPath = "/etc/howdah/tokens";
    private const string CertificatePath = "/etc/howdah/tls";
    private const string DatabasePath = "/etc/howdah/database";
    private const int User = 10001;

    /// <summary>0440.</summary>
    private const int SecretMode = 288;

    /// <summary>How long requests under way may take once a pod is asked to stop.</summary>
    private const int StopSeconds = 15;

    /// <summary>So long a pod serves on after it was taken out of the Service: until every node has heard of it.</summary>
    private const int LeaveSeconds = 3;

    private static readonly JsonSerializerOptions Json = KubernetesJson.Default;

    /// <param name="queue">A WorkQueue with a gateway.</param>
    /// <param name="connection">The gateway's Secret as it is: pods are made anew when it changes, because an environment is read once.</param>
    /// <param name="options">Names the image.</param>
    public static TemplatedDeployment Build(V1WorkQueue queue, V1Secret connection, OperatorOptions options)
    {
        var name = queue.Metadata.Name!;
        var spec = new V1DeploymentSpec
        {
            Replicas = queue.Spec.Gateway!.Replicas,
            Selector = new V1LabelSelector { MatchLabels = Selector(name) },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta
                {
                    Labels = new Dictionary<string, string>(Selector(name)) { [Instances.Labels.ManagedBy] = Instances.Labels.ManagedByValue },
                    Annotations = new Dictionary<string, string>
                    {
                        [WorkerDeploymentSpec.ConnectionAnnotation] = connection.Metadata.Annotations?.GetValueOrDefault(ObjectApplier.AppliedAnnotation) ?? "",
                    },
                },
                Spec = Pod(queue, Verifies(connection), options),
            },
        };
        return new TemplatedDeployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = QueueMetaSpec.Build(queue, QueueNames.Gateway(name)),
            Spec = JsonSerializer.SerializeToNode(spec, Json.TypeInfo<V1DeploymentSpec>())!.AsObject(),
        };
    }

    public static Dictionary<string, string> Selector(string queue) => new() { [QueueNames.GatewayLabel] = queue };

    private static bool Verifies(V1Secret connection) =>
        SecretSpecs.Text(connection, QueueSecretSpec.Authorities) is not null && SecretSpecs.Text(connection, QueueSecretSpec.SslMode) is "verify-ca" or "verify-full";

    private static V1PodSpec Pod(V1WorkQueue queue, bool verifies, OperatorOptions options)
    {
        var gateway = queue.Spec.Gateway!;
        return new V1PodSpec
        {
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = LeaveSeconds + StopSeconds + 12,
            SecurityContext = new V1PodSecurityContext
            {
                RunAsNonRoot = true,
                RunAsUser = User,
                RunAsGroup = User,
                FsGroup = User,
                SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
            },
            ImagePullSecrets = gateway.ImagePullSecrets?.ConvertAll(secret => new V1LocalObjectReference { Name = secret.Name }),
            Containers = [Build(queue, verifies, options)],
            Volumes = Volumes(queue, verifies),
            Affinity = PreferDifferentNodes(queue.Metadata.Name!),
        };
    }

    private static V1Container Build(V1WorkQueue queue, bool verifies, OperatorOptions options)
    {
        var gateway = queue.Spec.Gateway!;
        var mounts = new List<V1VolumeMount> { Mount("tokens", TokenPath) };
        mounts.AddRange(gateway.TlsSecretRef is null ? [] : [Mount("tls", CertificatePath)]);
        mounts.AddRange(verifies ? [Mount("database", DatabasePath)] : []);
        return new V1Container
        {
            Name = Container,
            Image = options.SidecarImage,
            ImagePullPolicy = options.SidecarImagePullPolicy,
            Command = [Program, "queue"],
            Env = Environment(queue, verifies),
            Ports =
            [
                new V1ContainerPort { Name = gateway.TlsSecretRef is null ? "http" : "https", ContainerPort = Port, Protocol = "TCP" },
                new V1ContainerPort { Name = "health", ContainerPort = HealthPort, Protocol = "TCP" },
            ],
            Resources = Resources(gateway.Resources),
            SecurityContext = new V1SecurityContext
            {
                RunAsNonRoot = true,
                AllowPrivilegeEscalation = false,
                ReadOnlyRootFilesystem = true,
                Capabilities = new V1Capabilities { Drop = ["ALL"] },
                SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
            },
            TerminationMessagePolicy = "FallbackToLogsOnError",
            StartupProbe = Probe("/livez", period: 1, failures: 60),
            ReadinessProbe = Probe("/readyz", period: 2, failures: 2),
            LivenessProbe = Probe("/livez", period: 10, failures: 3),
            Lifecycle = new V1Lifecycle { PreStop = new V1LifecycleHandler { Exec = new V1ExecAction { Command = ["sleep", Text(LeaveSeconds)] } } },
            VolumeMounts = mounts,
        };
    }

    private static List<V1EnvVar> Environment(V1WorkQueue queue, bool verifies)
    {
        var gateway = queue.Spec.Gateway!;
        var secret = QueueNames.Gateway(queue.Metadata.Name!);
        List<V1EnvVar> variables =
        [
            FromSecret("PGHOST", secret, QueueSecretSpec.Host),
            FromSecret("PGPORT", secret, QueueSecretSpec.Port),
            FromSecret("PGDATABASE", secret, QueueSecretSpec.Database),
            FromSecret("PGUSER", secret, QueueSecretSpec.UserName),
            FromSecret("PGPASSWORD", secret, QueueSecretSpec.Password),
            FromSecret("PGSSLMODE", secret, QueueSecretSpec.SslMode),
            Value("HOWDAH_QUEUES", QueueNames.Schema(queue)),
            Value("HOWDAH_CONNECTIONS", Text(gateway.Connections)),
            Value("HOWDAH_PORT", Text(Port)),
            Value("HOWDAH_HEALTH_PORT", Text(HealthPort)),
            Value("HOWDAH_STOP_SECONDS", Text(StopSeconds)),
            Value("HOWDAH_TOKEN_FILE", $"{TokenPath}/{GatewayTokensSpec.FileKey}"),
        ];
        if (verifies)
        {
            variables.Add(Value("PGSSLROOTCERT", $"{DatabasePath}/{QueueSecretSpec.Authorities}"));
        }

        if (gateway.TlsSecretRef is not null)
        {
            variables.Add(Value("HOWDAH_TLS_CERT_FILE", $"{CertificatePath}/{SecretSpecs.Certificate}"));
            variables.Add(Value("HOWDAH_TLS_KEY_FILE", $"{CertificatePath}/{SecretSpecs.Key}"));
        }

        return variables;
    }

    private static List<V1Volume> Volumes(V1WorkQueue queue, bool verifies)
    {
        var (name, gateway) = (queue.Metadata.Name!, queue.Spec.Gateway!);
        List<V1Volume> volumes =
        [
            Files("tokens", gateway.TokenSecretRef?.Name ?? QueueNames.GatewayTokens(name), (gateway.TokenSecretRef?.Key ?? GatewayTokensSpec.FileKey, GatewayTokensSpec.FileKey)),
        ];
        if (gateway.TlsSecretRef is { } certificate)
        {
            volumes.Add(Files("tls", certificate.Name, (SecretSpecs.Certificate, SecretSpecs.Certificate), (SecretSpecs.Key, SecretSpecs.Key)));
        }

        if (verifies)
        {
            volumes.Add(Files("database", QueueNames.Gateway(name), (QueueSecretSpec.Authorities, QueueSecretSpec.Authorities)));
        }

        return volumes;
    }

    private static V1Volume Files(string volume, string secret, params (string Key, string Path)[] files) => new()
    {
        Name = volume,
        Secret = new V1SecretVolumeSource
        {
            SecretName = secret,
            DefaultMode = SecretMode,
            Items = [.. files.Select(file => new V1KeyToPath { Key = file.Key, Path = file.Path })],
        },
    };

    private static V1ResourceRequirements Resources(ResourceRequirements? wanted) => wanted is null
        ? new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = "100m", ["memory"] = "128Mi" },
            Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = "512Mi" },
        }
        : new V1ResourceRequirements { Requests = Quantities(wanted.Requests), Limits = Quantities(wanted.Limits) };

    private static Dictionary<string, ResourceQuantity>? Quantities(Dictionary<string, string>? texts) =>
        texts?.ToDictionary(entry => entry.Key, entry => ResourceQuantity.FromWire(entry.Value));

    private static V1Probe Probe(string path, int period, int failures) => new()
    {
        HttpGet = new V1HttpGetAction { Path = path, Port = HealthPort, Scheme = "HTTP" },
        PeriodSeconds = period,
        TimeoutSeconds = 2,
        FailureThreshold = failures,
    };

    private static JsonObject PreferDifferentNodes(string queue) => new()
    {
        ["podAntiAffinity"] = new JsonObject
        {
            ["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
            {
                ["weight"] = 100,
                ["podAffinityTerm"] = new JsonObject
                {
                    ["topologyKey"] = "kubernetes.io/hostname",
                    ["labelSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { [QueueNames.GatewayLabel] = queue } },
                },
            }),
        },
    };

    private static V1VolumeMount Mount(string volume, string path) => new() { Name = volume, MountPath = path, ReadOnly = true };

    private static V1EnvVar Value(string name, string value) => new() { Name = name, Value = value };

    private static V1EnvVar FromSecret(string name, string secret, string key) => new()
    {
        Name = name,
        ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1KeySelector { Name = secret, Key = key } },
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
