using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Finds the first primary, and records what it turns out to be.</summary>
internal sealed class BootstrapStep(Narrator narrator) : IClusterStep
{
    private const string Topic = "volumes";

    public string Concern => "Bootstrap";

    public Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        if (context.Status.CurrentPrimary is null)
        {
            FindPrimary(context);
        }
        else
        {
            Record(context);
        }

        if (context.Status.SystemIdentifier is null)
        {
            context.LookAgainAfter(Reconciler.BusyInterval);
        }

        return Task.FromResult(StepResult.Continue);
    }

    private void FindPrimary(ClusterContext context)
    {
        if (context.Problems.Count > 0)
        {
            return;
        }

        switch (BootstrapPolicy.Decide(context.Name, [.. context.Snapshot.Instances.Values]))
        {
            case BootstrapDecision.Initialize initialize:
                SetMembers(context, [initialize.Instance]);
                SetPrimary(context, initialize.Instance);
                context.Activity = new Activity("Bootstrapping", $"Initialising {initialize.Instance}");
                context.News.Add(("Bootstrapping", $"{initialize.Instance} is initialised as the first primary"));
                break;
            case BootstrapDecision.Inspect inspect:
                SetMembers(context, inspect.Instances);
                context.Activity = new Activity("InspectingVolumes", inspect.Message);
                narrator.TellOnce(context, Topic, "InspectingVolumes", inspect.Message, warning: false);
                break;
            case BootstrapDecision.Adopt adopt:
                SetMembers(context, adopt.Instances);
                SetPrimary(context, adopt.Instance);
                context.Status.SystemIdentifier = adopt.SystemIdentifier;
                context.Status.Timeline = adopt.Timeline;
                context.Activity = new Activity("AdoptingVolumes", $"{adopt.Instance} goes on as primary on the volume of an earlier cluster");
                context.News.Add((
                    "VolumesAdopted",
                    $"{adopt.Instance} goes on as primary: of the volumes of {string.Join(", ", adopt.Instances)} it is on the highest timeline ({adopt.Timeline}) and furthest"));
                break;
            case BootstrapDecision.Refuse refuse:
                SetMembers(context, refuse.Instances);
                context.ForeignVolumes = refuse.Message;
                narrator.TellOnce(context, Topic, "ForeignSystemIdentifier", refuse.Message);
                break;
        }
    }

    /// <summary>The system identifier and the timeline are the primary's word, and only while it holds the lease.</summary>
    private static void Record(ClusterContext context)
    {
        var report = context.Snapshot.Report(context.Status.CurrentPrimary);
        if (report is not { Role: InstanceRole.Primary, State: InstanceState.Running, HoldsLease: true, SystemIdentifier: { } identifier, Timeline: { } timeline }
            || context.State.Failover.State != FailoverState.Stable)
        {
            if (context.Status.SystemIdentifier is null)
            {
                context.Activity = new Activity("Bootstrapping", $"Initialising {context.Status.CurrentPrimary}");
            }

            return;
        }

        if (context.Status.SystemIdentifier is null)
        {
            context.Status.SystemIdentifier = identifier;
            context.News.Add(("Initialized", $"{report.Name} is primary of the database system {identifier}"));
        }

        if (context.Status.SystemIdentifier == identifier && timeline > (context.Status.Timeline ?? 0))
        {
            context.Status.Timeline = timeline;
        }
    }

    private static void SetPrimary(ClusterContext context, string instance)
    {
        context.Status.CurrentPrimary = instance;
        context.Status.TargetPrimary = instance;
    }

    private static void SetMembers(ClusterContext context, IReadOnlyList<string> names)
    {
        var present = (context.Status.Members ?? []).ToDictionary(member => member.Name, StringComparer.Ordinal);
        context.Status.Members = [.. names.Select(name => present.GetValueOrDefault(name) ?? new InstanceStatus { Name = name })];
    }
}
