using System.Diagnostics;
using System.Text.Json.Nodes;
using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Sidecar.Tests.Support;

namespace Howdah.Sidecar.Tests.Agent;

public sealed class SoleMemberTests
{
    [SkippableFact]
    public async Task A_sole_member_outlives_the_API_server_for_longer_than_its_lease_duration_and_one_of_two_does_not()
    {
        await using var cluster = await TestCluster.StartAsync(15, instances: 1, leaseSeconds: 5);
        var instance = await cluster.AddAsync("db-1");
        await Eventually.BecomesAsync(instance.ReportAsync, static report => report is { Role: InstanceRole.Primary, State: InstanceState.Running, HoldsLease: true }, 90);
        await Eventually.BecomesAsync(cluster.LeaseAsync, static lease => lease.Spec!.LeaseDurationSeconds == 300);

        await cluster.Api.StopListeningAsync();
        var cut = Stopwatch.GetTimestamp();
        await Eventually.BecomesAsync(
            async () =>
            {
                Assert.Equal("f", await instance.PsqlAsync("select pg_is_in_recovery()"));
                return Stopwatch.GetElapsedTime(cut);
            },
            static elapsed => elapsed > TimeSpan.FromSeconds(10));
        Assert.True((await instance.Supervisor.AskAsync()).Report is { Starts: 1, VerifiedStopped: false });
        await cluster.Api.ListenAsync();

        // More are wanted: the short lease is written, and its permit ends while the API server is away.
        await cluster.PatchAsync(new JsonObject { ["spec"] = new JsonObject { ["instances"] = 2 } });
        await cluster.ChangeStatusAsync(static status => status.Members = [.. status.Members ?? [], new InstanceStatus { Name = "db-2", Address = "127.0.77.2" }]);
        await Eventually.BecomesAsync(cluster.LeaseAsync, static lease => lease.Spec!.LeaseDurationSeconds == 5);
        await cluster.Api.StopListeningAsync();

        await instance.Supervisor.BecomesAsync(static answer => answer.Report is { VerifiedStopped: true, PermitMilliseconds: 0 });
        await cluster.Api.ListenAsync();
    }
}
