using System.Diagnostics;
using System.Net;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Testing.Faults;
using Howdah.Kubernetes.Testing.Requests;
using Howdah.Kubernetes.Testing.Time;
using Howdah.Sidecar.Agent;
using Howdah.Sidecar.Supervision;
using Howdah.Sidecar.Tests.Support;
using Howdah.Sidecar.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Sidecar.Tests.Agent;

/// <summary>The keeper against a real permit guard and a server that loses answers. The clock stands still unless told, so every renewal starts at the same time.</summary>
public sealed class LeaseKeeperTests : IAsyncLifetime
{
    private static readonly AgentIdentity Identity = new("db", "db-1", "ns", "db-1-0", "uid", "node-1");
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Permit = TimeSpan.FromSeconds(8);

    private readonly FakeTimeProvider _clock = new();
    private readonly Wake _changed = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly PermitGuard _guard;
    private FakeApiServer _api = null!;
    private IKubernetesClient _client = null!;
    private LeaseKeeper _keeper = null!;
    private Task _running = Task.CompletedTask;
    private volatile bool _confirms = true;
    private int _limits;

    public LeaseKeeperTests()
    {
        _guard = new PermitGuard(_clock, static () => { });
        _clock.Advance(TimeSpan.FromHours(1));
    }

    public async Task InitializeAsync()
    {
        _api = await FakeApiServer.StartAsync();
        _client = _api.CreateClient();
        _keeper = new LeaseKeeper(
            Identity,
            timeout => _api.CreateClient(new KubernetesClientOptions { RequestTimeout = timeout, MaxRetries = 0 }),
            TakeAsync, () => true, _changed, _clock, NullLogger.Instance);
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        _keeper.Dispose();
        _client.Dispose();
        await _api.DisposeAsync();
        _changed.Dispose();
        _ending.Dispose();
    }

    [Fact]
    public async Task After_a_hand_over_lost_answers_leave_no_more_permit_than_the_shorter_lease_that_others_see()
    {
        await HandedOverAsync();
        using (_api.Faults.While(IsRenewal, Fault.Truncate(0)))
        {
            Run();
            await RenewalsAsync(2);
            Assert.Equal(10, (await LeaseAsync()).Spec!.LeaseDurationSeconds);
            Assert.Equal(Permit, _guard.Remaining);
            Assert.False(_keeper.Snapshot.Holds);

            // Found to be ours on reading it again, and written again: no answered renewal, no longer permit.
            _clock.Advance(TimeSpan.FromSeconds(5));
            await RenewalsAsync(_api.Requests.Count(IsRenewal) + 2);
            Assert.Equal(Permit - TimeSpan.FromSeconds(5), _guard.Remaining);
            Assert.False(_keeper.Snapshot.Holds);
        }

        await Eventually.BecomesTrueAsync(() => _keeper.Snapshot.Holds && _guard.Remaining == Permit);
    }

    [Fact]
    public async Task A_lost_answer_to_a_shorter_lease_shortens_for_how_long_it_is_held()
    {
        await HandedOverAsync();
        Run();
        await Eventually.BecomesTrueAsync(() => _keeper.Snapshot.Holds && _guard.Remaining == Permit);
        using var losing = _api.Faults.While(IsRenewal, Fault.Truncate(0));

        _keeper.Want(renewing: true, TimeSpan.FromSeconds(5));
        await Eventually.BecomesAsync(LeaseAsync, static lease => lease.Spec!.LeaseDurationSeconds == 5);
        await StopAsync();

        Assert.Equal(TimeSpan.FromSeconds(3), _guard.Remaining);
        Assert.True(_keeper.Snapshot.Holds);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_keeper.Snapshot.Holds);
    }

    [Fact]
    public async Task An_answered_renewal_replaces_the_permit_and_holds_for_the_duration_written()
    {
        await HandedOverAsync();
        Run();
        await Eventually.BecomesTrueAsync(() => _keeper.Snapshot.Holds && _guard.Remaining == Permit);
        await StopAsync();

        _clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.True(_keeper.Snapshot.Holds);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(_keeper.Snapshot.Holds);
        Assert.Equal(TimeSpan.Zero, _guard.Remaining);
    }

    [Fact]
    public async Task A_shorter_lease_is_not_written_before_the_supervisor_has_confirmed_the_shorter_permit()
    {
        await HandedOverAsync();
        _confirms = false;
        Run();

        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _limits) >= 2);
        Assert.DoesNotContain(_api.Requests, request => IsRenewal(request));
        Assert.Equal(60, (await LeaseAsync()).Spec!.LeaseDurationSeconds);

        _confirms = true;
        await Eventually.BecomesAsync(LeaseAsync, static lease => lease.Spec!.LeaseDurationSeconds == 10);
    }

    [Fact]
    public async Task What_is_written_may_be_longer_than_what_sets_the_pace()
    {
        await HandedOverAsync();
        _keeper.Want(renewing: true, Lease, TimeSpan.FromSeconds(300));
        Run();
        await Eventually.BecomesTrueAsync(() => _guard.Remaining == TimeSpan.FromSeconds(298));
        Assert.Equal(300, (await LeaseAsync()).Spec!.LeaseDurationSeconds);

        _keeper.Want(renewing: true, Lease);

        await Eventually.BecomesTrueAsync(() => _guard.Remaining == Permit, seconds: 20);
        Assert.Equal(10, (await LeaseAsync()).Spec!.LeaseDurationSeconds);
    }

    [Fact]
    public async Task Nothing_is_renewed_after_the_hand_over()
    {
        await HandedOverAsync();
        Run();
        await Eventually.BecomesTrueAsync(() => _keeper.Snapshot.Holds);
        Assert.True(await _keeper.HandOverAsync(CancellationToken.None));
        var reads = _api.Requests.Count(IsRead);

        _keeper.Want(renewing: true, Lease);

        await Eventually.BecomesTrueAsync(() => _api.Requests.Count(IsRead) >= reads + 2);
        Assert.Equal(60, (await LeaseAsync()).Spec!.LeaseDurationSeconds);
        Assert.Equal(TimeSpan.FromSeconds(58), _guard.Remaining);
    }

    [Fact]
    public async Task Refused_renewals_are_repeated_at_intervals()
    {
        await HandedOverAsync();
        using var refusing = _api.Faults.While(IsRenewal, Fault.Status(HttpStatusCode.Forbidden, "Forbidden"));
        var start = Stopwatch.GetTimestamp();
        Run();

        await RenewalsAsync(4);

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.9), TimeSpan.FromMinutes(1));
    }

    private static bool IsRead(FakeRequest request) => request is { Plural: "leases", Verb: "get" };

    private static bool IsRenewal(FakeRequest request) => request is { Plural: "leases", Verb: "update" };

    /// <summary>A lease of 60 s, written by the agent before this one, and its permit.</summary>
    private async Task HandedOverAsync()
    {
        await _client.CreateAsync(new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = "db-primary", Namespace = "ns" },
            Spec = new V1LeaseSpec { HolderIdentity = Identity.Holder, LeaseDurationSeconds = 60 },
        });
        var now = _clock.GetTimestamp();
        Assert.True(_guard.Grant(new PermitGrant(now, now + (58 * _clock.TimestampFrequency))));
        Assert.True(await _keeper.ReadAsync(CancellationToken.None));
        _keeper.Want(renewing: true, Lease);
    }

    private void Run() => _running = _keeper.RunAsync(_ending.Token);

    private async Task StopAsync()
    {
        await _ending.CancelAsync();
        await _running;
    }

    private Task RenewalsAsync(int count) => Eventually.BecomesTrueAsync(() => _api.Requests.Count(IsRenewal) >= count);

    private async Task<V1Lease> LeaseAsync() => (await _client.GetAsync<V1Lease>("db-primary", "ns"))!;

    private Task<bool> TakeAsync(SupervisorRequest request, CancellationToken cancellationToken)
    {
        if (request.PermitLimit is { } limit)
        {
            if (!_confirms)
            {
                Interlocked.Increment(ref _limits);
                return Task.FromResult(false);
            }

            _guard.Limit(limit);
        }

        if (request.Permit is { } grant)
        {
            _guard.Grant(grant);
        }

        return Task.FromResult(true);
    }
}
