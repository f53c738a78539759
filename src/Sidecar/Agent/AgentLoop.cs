using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Instance;
using Howdah.HighAvailability.Lease;
using Howdah.Instances;
using Howdah.Sidecar.Agent.Policies;
using Howdah.Sidecar.Agent.Specs;
using Howdah.Sidecar.Supervision;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Agent;

/// <summary>Observe, decide, act, report; whenever something has changed, and at least twice a second, ten times while something is under way.</summary>
internal sealed class AgentLoop(
    AgentIdentity identity,
    SidecarPaths paths,
    SupervisorClient supervisor,
    ClusterWatch clusters,
    LeaseKeeper keeper,
    ServerObserver servers,
    StallWatch stalls,
    PrimaryDuties duties,
    WakeUps wakeUps,
    AgentState shared,
    Wake wake,
    TimeProvider clock,
    ILogger log)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>While the server starts or a failover is under way: nobody tells when a server has got there.</summary>
    private static readonly TimeSpan BusyTick = TimeSpan.FromMilliseconds(100);

    /// <summary>While a failover is under way nobody waits for a watch that may be dead.</summary>
    private static readonly TimeSpan StaleInFailover = TimeSpan.FromSeconds(1);

    private readonly string _start = Guid.NewGuid().ToString("N")[..8];
    private readonly Durations _durations = new(clock);
    private readonly OperationBudget _budget = new(Guid.NewGuid().ToString("N")[..8], clock);
    private InstanceDecision? _decision;
    private SupervisorAnswer? _answer;
    private string? _lastLogged;
    private string? _lastState;
    private bool _settled;
    private long _orders;
    private long _silentSince;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(cancellationToken);
                shared.Turned();
                await wake.WaitAsync(_settled ? Tick : BusyTick, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException || ApiFailures.IsOne(exception, cancellationToken))
            {
                // A status written by a newer operator, for one. Keeping quiet is safe: permits go on only while turns succeed.
                log.TurnFailed(exception);
                await wake.WaitAsync(Tick, CancellationToken.None);
            }
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        if (await AskAsync(new SupervisorRequest(), cancellationToken) is not { } answer)
        {
            shared.SupervisorIsSilent();
            _settled = true;
            GiveUpOnSilence();
            return;
        }

        _silentSince = 0;

        var cluster = clusters.Latest;
        var state = cluster is null ? null : ClusterStates.From(cluster);
        await RefreshAsync(state, cancellationToken);
        stalls.Observe(answer.Report, InstancePolicy.StalledAfter((state ?? new ClusterState()).PrimaryRestartTimeout));
        var server = await servers.LookAsync(answer.Report.Server == ServerState.Running, state, identity.Instance, cancellationToken);
        _durations.Observe(answer.Report, server.Facts, _decision, answer.WalMissing);
        _budget.Observe(answer.FinishedRevision);
        if (server.Facts is { Streaming: true } or { InRecovery: false })
        {
            _budget.Reset();
        }

        var lease = keeper.Snapshot;
        var observation = Observe(answer, state, server, lease);
        var decision = InstancePolicy.Decide(observation);
        if (decision.Lease == LeaseAction.Acquire)
        {
            (decision, observation, cluster) = await AcquireAsync(decision, observation, lease, cluster, cancellationToken);
        }

        var times = observation.Cluster ?? new ClusterState();
        keeper.Want(decision.Lease == LeaseAction.Renew || (decision.Lease == LeaseAction.None && keeper.Snapshot.Holds), times.LeaseDuration, times.LeaseWrittenFor);
        _decision = decision;
        Tell(decision);
        answer = await OrderAsync(decision, cluster, answer, cancellationToken) ?? answer;
        await ReleaseAsync(decision, answer, cancellationToken);
        Report(observation with { Supervisor = answer.Report }, decision, server, cluster);
    }

    /// <summary>A container that does not come back takes its server with it: let the lease run out, for nothing can be verified.</summary>
    private void GiveUpOnSilence()
    {
        _silentSince = _silentSince == 0 ? clock.GetTimestamp() : _silentSince;
        if (clusters.Latest is { } cluster && clock.GetElapsedTime(_silentSince) > ClusterStates.From(cluster).PrimaryRestartTimeout)
        {
            keeper.Want(renewing: false, ClusterStates.From(cluster).LeaseDuration);
        }
    }

    private async Task<SupervisorAnswer?> AskAsync(SupervisorRequest request, CancellationToken cancellationToken)
    {
        var answer = await supervisor.TrySendAsync(request, cancellationToken);
        if (answer is null && _answer is not null)
        {
            log.SupervisorSilent();
        }
        else if (answer is not null && answer.SupervisorId != _answer?.SupervisorId)
        {
            log.SupervisorAnswers(answer.SupervisorId);
        }

        _answer = answer;
        return answer;
    }

    /// <summary>Fresh facts where waiting for the next poll would make a failover longer.</summary>
    private async Task RefreshAsync(ClusterState? state, CancellationToken cancellationToken)
    {
        var lease = keeper.Snapshot;
        if (state is null || lease.Holds)
        {
            return;
        }

        if (state.Failover.State != FailoverState.Stable || lease.View is LeaseView.Free or LeaseView.Expired)
        {
            await keeper.ReadAsync(cancellationToken);
            if (clusters.Age > StaleInFailover)
            {
                try
                {
                    await clusters.ReadAsync(cancellationToken);
                }
                catch (Exception exception) when (ApiFailures.IsOne(exception, cancellationToken))
                {
                    // The watch says so too.
                }
            }
        }
    }

    private InstanceObservation Observe(SupervisorAnswer answer, ClusterState? cluster, ServerView server, LeaseSnapshot lease) => new()
    {
        Name = identity.Instance,
        Cluster = cluster,
        Supervisor = answer.Report,
        Server = server.Facts,
        Lease = lease.View,
        // After a restart of the agent the permit of the one before tells that the lease has not run out.
        HoldsLease = lease.Holds || (lease.IsOurs && answer.Report.PermitMilliseconds > 0),
        LeaseHeldByPredecessor = lease.HeldByPredecessor,
        PrimaryDownFor = _durations.PrimaryDownFor,
        ServerStalledFor = stalls.StalledFor,
        NotStreamingFor = _durations.NotStreamingFor,
        SlotLost = _durations.WalIsMissing,
        AgentTerminating = shared.IsTerminating,
    };

    /// <summary>Reads the PostgresCluster anew, asks the policy once more, and takes the lease as it was before that reading.</summary>
    private async Task<(InstanceDecision Decision, InstanceObservation Observation, V1PostgresCluster? Cluster)> AcquireAsync(
        InstanceDecision decision, InstanceObservation observation, LeaseSnapshot lease, V1PostgresCluster? cluster, CancellationToken cancellationToken)
    {
        var waits = decision with { Lease = LeaseAction.None, Server = ServerGoal.Wait };
        try
        {
            if (await clusters.ReadAsync(cancellationToken) is not { } fresh)
            {
                return (waits, observation, cluster);
            }

            observation = observation with { Cluster = ClusterStates.From(fresh) };
            decision = InstancePolicy.Decide(observation);
            if (decision.Lease != LeaseAction.Acquire)
            {
                return (decision, observation, fresh);
            }

            keeper.Want(renewing: false, observation.Cluster.LeaseDuration, observation.Cluster.LeaseWrittenFor);
            return await keeper.AcquireAsync(lease, cancellationToken)
                ? (decision, observation with { HoldsLease = true }, fresh)
                : (waits, observation, fresh);
        }
        catch (Exception exception) when (ApiFailures.IsOne(exception, cancellationToken))
        {
            return (waits, observation, cluster);
        }
    }

    private async Task<SupervisorAnswer?> OrderAsync(InstanceDecision decision, V1PostgresCluster? cluster, SupervisorAnswer answer, CancellationToken cancellationToken)
    {
        var revision = decision.Server.ToString();
        if (decision.Server is ServerGoal.Initialize or ServerGoal.Clone or ServerGoal.Rewind or ServerGoal.Restart)
        {
            if (!_budget.TryUse($"{decision.Server} {decision.Source?.Name}", answer.FinishedRevision))
            {
                decision = decision with { Server = ServerGoal.Wait };
            }

            revision = _budget.Revision;
        }

        var id = $"{_start}-{++_orders}";
        var order = OrderSpec.Build(decision, cluster, answer, identity, paths, id, revision, ReloadToken());
        return await AskAsync(new SupervisorRequest { Order = order }, cancellationToken);
    }

    /// <summary>Last of all: the stop that the lease is given up on must have been verified under an order that starts nothing.</summary>
    private async Task ReleaseAsync(InstanceDecision decision, SupervisorAnswer answer, CancellationToken cancellationToken)
    {
        if (decision.Lease != LeaseAction.Release || !answer.Report.VerifiedStopped)
        {
            return;
        }

        var startsNothing = answer.AppliedOrder == $"{_start}-{_orders}" && decision.Server is ServerGoal.StopFast or ServerGoal.StopImmediate;
        if (startsNothing || answer.Report.Terminating)
        {
            await keeper.ReleaseAsync(cancellationToken);
        }
    }

    private string ReloadToken() => MountedFiles.Hash(MountedFiles.Read(paths.ServerCertificates));

    private void Tell(InstanceDecision decision)
    {
        var text = $"{decision.Reason} {decision.Lease} {decision.Server} {decision.Source?.Name}";
        if (text != _lastLogged)
        {
            _lastLogged = text;
            log.Decided(decision.Reason, decision.Lease, decision.Server, decision.Source?.Name, decision.Message);
        }
    }

    private void Report(InstanceObservation observation, InstanceDecision decision, ServerView server, V1PostgresCluster? cluster)
    {
        var holds = keeper.Snapshot.Holds && observation.Supervisor.PermitMilliseconds > 0;
        var report = ReportSpec.Build(identity, observation, decision, server, holds, duties.Preparing);
        _settled = report.State is not InstanceState.Starting && observation.Cluster?.Failover.State is null or FailoverState.Stable;
        shared.Publish(report, report.Preparing is null && Readiness.IsReady(observation, holds, _durations.SinceStreaming));
        wakeUps.Observe(report);
        duties.Observe(server.Snapshot, cluster, holds);
        var state = $"{report.Role} {report.State} {report.Timeline} {report.HoldsLease} {report.StreamingFrom}";
        if (state != _lastState)
        {
            _lastState = state;
            log.StateChanged(report.Role, report.State, report.Timeline, report.HoldsLease, report.StreamingFrom, report.Message);
        }
    }
}
