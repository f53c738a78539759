using Howdah.HighAvailability.Instance;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Testing.Time;
using Howdah.Sidecar.Agent;
using Howdah.Sidecar.Supervision;
using Howdah.Sidecar.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Sidecar.Tests.Agent;

/// <summary>What the agent waits for when its pod ends. It has no lease here.</summary>
public sealed class EndingTests : IAsyncLifetime
{
    private static readonly AgentIdentity Identity = new("db", "db-1", "ns", "db-1-0", "uid", "node-1");

    private readonly FakeTimeProvider _clock = new();
    private readonly Wake _changed = new();
    private readonly AgentState _state;
    private readonly LeaseKeeper _keeper;
    private FakeApiServer _api = null!;
    private IKubernetesClient _client = null!;

    public EndingTests()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        _state = new AgentState(Identity, _clock);
        _keeper = new LeaseKeeper(
            Identity, timeout => _api.CreateClient(new KubernetesClientOptions { RequestTimeout = timeout }), (_, _) => Task.FromResult(true), () => true, _changed, _clock, NullLogger.Instance);
    }

    public async Task InitializeAsync()
    {
        _api = await FakeApiServer.StartAsync();
        _client = _api.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _keeper.Dispose();
        _client.Dispose();
        await _api.DisposeAsync();
        _changed.Dispose();
    }

    [Fact]
    public async Task A_verified_stop_counts_though_an_older_answer_arrives_after_it()
    {
        _state.Heard(Answer("a", version: 7, stopped: true));
        _state.Heard(Answer("a", version: 6, stopped: false));

        Assert.Equal("PodEnds", await EndAsync().WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task The_next_supervisor_s_answers_count_though_their_versions_begin_anew()
    {
        _state.Heard(Answer("a", version: 7, stopped: true));
        _state.Heard(Answer("b", version: 1, stopped: false));
        Assert.False(_state.LastHeard!.VerifiedStopped);

        var ending = EndAsync();
        _state.Heard(Answer("b", version: 2, stopped: true));
        Assert.Equal("PodEnds", await ending.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task An_ending_supervisor_that_has_gone_is_not_waited_for()
    {
        _state.Heard(Answer("a", version: 6, stopped: false));
        var ending = EndAsync();
        _clock.Advance(TimeSpan.FromSeconds(14));
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        Assert.False(ending.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("SupervisorGone", await ending.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private Task<string> EndAsync() => new Ending(_client, Identity, _state, _keeper, _clock).RunAsync(CancellationToken.None);

    private static SupervisorAnswer Answer(string supervisor, long version, bool stopped) => new()
    {
        Report = new SupervisorReport { Data = DataDirectoryState.Ready, Terminating = true, VerifiedStopped = stopped },
        SupervisorId = supervisor,
        Version = version,
    };
}
