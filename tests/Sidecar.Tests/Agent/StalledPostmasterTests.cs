using Howdah.HighAvailability;
using Howdah.Sidecar.Native;
using Howdah.Sidecar.Tests.Support;

namespace Howdah.Sidecar.Tests.Agent;

public sealed class StalledPostmasterTests
{
    [SkippableFact]
    public async Task A_stopped_postmaster_is_killed_and_started_again_under_the_same_lease()
    {
        await using var cluster = await TestCluster.StartAsync(15, instances: 1);
        var instance = await cluster.AddAsync("db-1");
        await Eventually.BecomesAsync(instance.ReportAsync, static report => report is { Role: InstanceRole.Primary, State: InstanceState.Running, HoldsLease: true }, 90);
        await instance.PsqlAsync("create table t as select 1 as n");
        var transitions = (await cluster.LeaseAsync()).Spec!.LeaseTransitions;
        var postmaster = Signals.PostmasterOf(instance.Paths.DataDirectory);

        Signals.Send(postmaster, Signal.Stop);

        await Eventually.BecomesTrueAsync(() => instance.Agent.Output.Contains("\"reason\":\"ServerStalled\"", StringComparison.Ordinal), 60);
        await Eventually.BecomesAsync(() => Task.FromResult(Signals.PostmasterOf(instance.Paths.DataDirectory)), pid => pid != postmaster, 60);
        Assert.Equal("1", await Eventually.BecomesAsync(() => instance.PsqlAsync("select n from t"), static answer => answer == "1"));
        Assert.Contains("\"reason\":\"ServerStalled\"", instance.Agent.Output, StringComparison.Ordinal);
        Assert.Equal(transitions, (await cluster.LeaseAsync()).Spec!.LeaseTransitions);
    }
}
