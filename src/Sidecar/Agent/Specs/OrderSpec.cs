using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Instance;
using Howdah.Instances;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Agent.Specs;

/// <summary>The order that carries a decision out.</summary>
internal static class OrderSpec
{
    /// <param name="cluster">Null before it has been read: then no order needs it.</param>
    public static SupervisorOrder Build(
        InstanceDecision decision, V1PostgresCluster? cluster, SupervisorAnswer answer, AgentIdentity identity, SidecarPaths paths, string id, string revision, string reloadToken)
    {
        var files = cluster is null || answer.MajorVersion == 0 ? null : ConfigurationSpec.Build(
            cluster, identity.Instance, Follows(decision.Server) ? decision.Source : null, answer.MajorVersion, Minimums(answer.Report), paths);
        var copies = decision.Server is ServerGoal.Clone or ServerGoal.Rewind;
        return new SupervisorOrder
        {
            Id = id,
            Goal = decision.Server,
            Reason = decision.Reason,
            Revision = revision,
            Files = files,
            Source = decision.Source is { } source && copies ? Source(source, decision.Server, identity, paths) : null,
            Initdb = decision.Server == ServerGoal.Initialize && cluster is not null ? Initdb(cluster.Spec.Bootstrap?.Initdb ?? new InitdbSpec()) : null,
            PromoteAbove = decision.PromoteAbove,
            PromotionFor = decision.PromotionFor,
            ConfirmPromotion = decision.ConfirmPromotion,
            StopTimeoutMilliseconds = (cluster?.Spec.StopTimeoutSeconds ?? 60) * 1000,
            ReloadToken = reloadToken,
        };
    }

    private static bool Follows(ServerGoal goal) => goal is ServerGoal.RunStandby or ServerGoal.Restart;

    /// <summary>A standby must not run with less than its primary had when it wrote the WAL that is still to be replayed.</summary>
    private static IReadOnlyDictionary<string, long> Minimums(SupervisorReport report) =>
        report is { HasStandbySignal: true, Control: { } control } ? control.HotStandbyParameters : new Dictionary<string, long>();

    private static SourceServer Source(Member source, ServerGoal goal, AgentIdentity identity, SidecarPaths paths) => new(
        source.Name,
        ConfigurationSpec.ConnectionTo(source, identity.Instance + "-rebuild", paths, goal == ServerGoal.Rewind ? "postgres" : null),
        Names.Slot(identity.Instance));

    private static InitdbOptions Initdb(InitdbSpec spec) => new(spec.Encoding, spec.Locale, spec.DataChecksums, spec.WalSegmentSize);
}
