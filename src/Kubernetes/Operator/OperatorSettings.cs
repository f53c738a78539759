using System.Text.Json.Serialization.Metadata;

namespace Howdah.Kubernetes.Operator;

/// <summary>Settings of an operator as a whole.</summary>
public sealed class OperatorSettings
{
    /// <summary>Names the Lease, and the operator in events as <c>reportingController</c>.</summary>
    public string Name { get; set; } = "howdah-operator";

    /// <summary>This process in events, and the start of its identity in the Lease: the pod's name.</summary>
    public string InstanceName { get; set; } = Environment.GetEnvironmentVariable("POD_NAME") is { Length: > 0 } pod ? pod : Environment.MachineName;

    /// <summary>The namespaces to watch; empty for all.</summary>
    public List<string> Namespaces { get; } = [];

    /// <summary>Source-generated JSON contexts of the kinds that are not built in.</summary>
    public List<IJsonTypeInfoResolver> JsonContexts { get; } = [];

    public LeaderElectionSettings LeaderElection { get; } = new();

    /// <summary>How long running reconciliations may finish at a graceful stop before they are cancelled.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long queued events may be sent at a graceful stop.</summary>
    public TimeSpan EventFlushTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
