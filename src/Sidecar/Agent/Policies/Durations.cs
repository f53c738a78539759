using Howdah.HighAvailability.Instance;

namespace Howdah.Sidecar.Agent.Policies;

/// <summary>How long the things have lasted that decisions depend on.</summary>
internal sealed class Durations(TimeProvider clock)
{
    private long _downSince;
    private long _notStreamingSince;
    private long _streamedAt;
    private long _walMissingAtStream;

    public TimeSpan? PrimaryDownFor => Since(_downSince);

    public TimeSpan? NotStreamingFor => Since(_notStreamingSince);

    public TimeSpan? SinceStreaming => Since(_streamedAt);

    /// <summary>The server has said since it last streamed that its primary has not got the WAL it needs.</summary>
    public bool WalIsMissing { get; private set; }

    /// <summary>Takes what was last seen and what was decided on it.</summary>
    /// <param name="walMissing">The supervisor's count.</param>
    public void Observe(SupervisorReport supervisor, ServerFacts? server, InstanceDecision? decision, long walMissing)
    {
        var wantsPrimary = decision is { Server: ServerGoal.RunPrimary }
            or { Reason: DecisionReasons.ServerStalled, Lease: LeaseAction.Renew }
            or { Reason: DecisionReasons.RestartPrimary or DecisionReasons.PrimaryGivenUp or DecisionReasons.PermitEnded or DecisionReasons.WaitForLease };
        Keep(ref _downSince, wantsPrimary && server is null);

        var follows = decision is { Server: ServerGoal.RunStandby, Source: not null };
        Keep(ref _notStreamingSince, follows && server is not { Streaming: true });
        if (server is { InRecovery: true, Streaming: true })
        {
            _streamedAt = clock.GetTimestamp();
        }

        if (server is { Streaming: true } or { InRecovery: false } || supervisor.Operation is not null || supervisor.Data != DataDirectoryState.Ready)
        {
            _walMissingAtStream = walMissing;
        }

        WalIsMissing = follows && walMissing > _walMissingAtStream;
        if (walMissing < _walMissingAtStream)
        {
            _walMissingAtStream = 0;
        }
    }

    private void Keep(ref long since, bool holds) => since = !holds ? 0 : since != 0 ? since : clock.GetTimestamp();

    private TimeSpan? Since(long timestamp) => timestamp == 0 ? null : clock.GetElapsedTime(timestamp);
}
