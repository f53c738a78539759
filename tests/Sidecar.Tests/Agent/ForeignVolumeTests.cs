using Howdah.HighAvailability;
using Howdah.Sidecar.Tests.Support;

namespace Howdah.Sidecar.Tests.Agent;

public sealed class ForeignVolumeTests
{
    [SkippableFact]
    public async Task A_data_directory_of_another_system_is_refused_by_name_and_not_started()
    {
        await using var cluster = await TestCluster.StartAsync(17, instances: 1, leaseSeconds: 10);
        var instance = await cluster.AddAsync("db-1");
        await Eventually.BecomesAsync(() => instance.PsqlAsync("select not pg_is_in_recovery()"), static answer => answer == "t", 90);
        var identifier = await instance.Supervisor.SystemIdentifierAsync();
        await instance.KillPodAsync();
        await cluster.ChangeStatusAsync(static status => status.SystemIdentifier = "7000000000000000001");

        await instance.StartAnotherPodAsync();

        var report = await Eventually.BecomesAsync(instance.ReportAsync, static report => report.State == InstanceState.WrongSystemId, 60);
        Assert.Equal($"The data directory belongs to the database system {identifier}, not 7000000000000000001", report.Message);
        Assert.Equal(identifier, report.SystemIdentifier);
        Assert.False(report.HoldsLease);
        Assert.Equal(0, (await instance.Supervisor.AskAsync()).Report.Starts);
        Assert.Empty(Signals.ServersIn(instance.Paths.DataDirectory));
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, await instance.ProbeAsync("/readyz"));
    }
}
