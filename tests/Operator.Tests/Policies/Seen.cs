using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Lease;
using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.Tests.Policies;

/// <summary>A healthy cluster as the operator sees it, for tests of one policy: db-1 is primary, the others stream from it.</summary>
internal sealed class Seen
{
    public Seen(int instances = 3)
    {
        Cluster = TestClusters.Create(instances);
        Cluster.Status.CurrentPrimary = "db-1";
        Cluster.Status.SystemIdentifier = "7";
        Cluster.Status.Timeline = 1;
        Cluster.Status.Members = [.. Enumerable.Range(1, instances).Select(static serial => new InstanceStatus { Name = $"db-{serial}" })];
        foreach (var member in Cluster.Status.Members)
        {
            var primary = member.Name == "db-1";
            Instances[member.Name] = new InstanceFacts(member.Name)
            {
                Pod = Pod(member.Name, primary ? Labels.Primary : Labels.Standby),
                StatefulSet = new V1StatefulSet { Metadata = new V1ObjectMeta { Name = member.Name } },
                Report = new InstanceReport
                {
                    Name = member.Name,
                    State = InstanceState.Running,
                    Role = primary ? InstanceRole.Primary : InstanceRole.Standby,
                    HoldsLease = primary,
                    StreamingFrom = primary ? null : "db-1",
                    SystemIdentifier = "7",
                    Timeline = 1,
                },
            };
        }
    }

    public V1PostgresCluster Cluster { get; }

    public Dictionary<string, InstanceFacts> Instances { get; } = new(StringComparer.Ordinal);

    public LeaseView Lease { get; set; } = LeaseView.Held;

    public string LeaseHolder { get; set; } = "db-1";

    public ClusterState State => ClusterStates.From(Cluster);

    public ClusterSnapshot Snapshot => new()
    {
        Instances = Instances,
        Lease = Lease,
        LeaseRecord = new LeaseRecord(LeaseHolder + "_uid", TimeSpan.FromSeconds(10), "1", 1, null),
        Now = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    public static V1Pod Pod(string name, string role) => new()
    {
        Metadata = new V1ObjectMeta { Name = name + "-0", Uid = name + "-uid", Labels = new Dictionary<string, string> { [Labels.Role] = role } },
        Spec = new V1PodSpec { NodeName = "node-1" },
        Status = new V1PodStatus { PodIP = "10.0.0.1", Conditions = [new V1StatusCondition { Type = "Ready", Status = "True" }] },
    };

    public void Change(string name, Func<InstanceFacts, InstanceFacts> change) => Instances[name] = change(Instances[name]);

    public void Report(string name, Func<InstanceReport, InstanceReport> change) => Change(name, facts => facts with { Report = change(facts.Report!) });

    /// <summary>The agent does not answer.</summary>
    public void Silence(string name) => Change(name, static facts => facts with { Report = null, Silence = "The agent did not answer" });

    public void Fence(string name) => Cluster.Metadata.Annotations = new Dictionary<string, string> { [PostgresClusterAnnotations.FencedInstances] = name };

    public void FailOver(FailoverState state, string? to = null, string? message = null) =>
        Cluster.Status.Failover = new FailoverStatus { State = state.ToString(), Id = "f1", From = "db-1", To = to, Message = message };

    public string Role(string name) => RoleLabelPolicy.RoleOf(Instances[name], State, Snapshot);

    public List<InstanceStatus> Rows() => MemberPolicy.Rows("db", State, Snapshot, Cluster.Status.Members!);

    public ConditionFacts Facts() => new() { Cluster = Cluster, State = State, Snapshot = Snapshot, Members = Rows() };
}
