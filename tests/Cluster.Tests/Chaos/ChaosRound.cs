using System.Diagnostics;
using Howdah.Cluster.Tests.Workload;

namespace Howdah.Cluster.Tests.Chaos;

/// <summary>One fault under load: break, measure, heal, check.</summary>
internal sealed class ChaosRound(ClusterFixture fixture, TestCluster cluster, int instances)
{
    private static readonly TimeSpan HealBound = TimeSpan.FromSeconds(180);

    /// <summary>Outage: how long no write through the service was acknowledged.</summary>
    public async Task<(TimeSpan Outage, int Lost, int Acknowledged, string Story)> RunAsync(Scenario scenario, string run, Random random)
    {
        await cluster.WaitReadyAsync(instances, HealBound);
        var primary = await cluster.PrimaryAsync() ?? throw new InvalidOperationException("no primary");
        var members = (await cluster.GetAsync())!["status"]!["members"]!.AsArray().Select(m => (string)m!["name"]!).ToList();
        await using var workload = new AppendWorkload(cluster);
        await workload.StartAsync(members, run);
        await workload.NextServiceWriteAsync(TimeSpan.FromSeconds(30), cluster.DescribeAsync);
        await Task.Delay(TimeSpan.FromMilliseconds(300 + random.Next(1200)));

        var fault = Stopwatch.GetTimestamp();
        await BreakAsync(scenario, primary);
        await workload.NextServiceWriteAsync(TimeSpan.FromSeconds(120), cluster.DescribeAsync);
        if (MovesTheRole(scenario))
        {
            // Sessions of the old primary may go on until its permit ends. What was frozen or cut off comes back when another is primary.
            await Poll.TrueAsync("another is primary", TimeSpan.FromSeconds(60), async () => await cluster.PrimaryAsync() != primary, cluster.DescribeAsync);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2000)));
            await MendAsync(scenario, primary + "-0");
        }

        await cluster.WaitReadyAsync(instances, HealBound);
        await workload.NextServiceWriteAsync(TimeSpan.FromSeconds(60), cluster.DescribeAsync);
        await workload.StopAsync();

        var rows = await RowsAsync(run);
        Assert.Empty(InvariantChecker.Overlaps(workload.History));
        Assert.Empty(InvariantChecker.OutOfOrder(rows));
        var lost = InvariantChecker.Lost(workload.History, rows.Select(r => (r.Key, r.Writer, r.Sequence)).ToHashSet());
        await cluster.AssertEqualDataAsync(instances, "select count(*) || ' ' || coalesce(md5(string_agg(writer || key || sequence, ',' order by writer, key, sequence)), '') from appends");
        var now = await cluster.PrimaryAsync();
        return (workload.LongestOutage(fault), lost.Count, workload.History.Count, now == primary ? $"{primary} came back" : $"{primary} -> {now}");
    }

    private async Task BreakAsync(Scenario scenario, string primary)
    {
        var pod = primary + "-0";
        switch (scenario)
        {
            case Scenario.KillPostmaster:
                await Fault.RunAsync("kill9", cluster.Namespace, pod, "postgres", "postmaster");
                break;
            case Scenario.ForceDeletePod:
                await fixture.Kubectl.RunAsync("delete", "pod", pod, "-n", cluster.Namespace, "--grace-period=0", "--force", "--wait=false");
                break;
            case Scenario.FreezeAgentAndPostmaster:
                await Fault.RunAsync("stop", cluster.Namespace, pod, "sidecar", "howdah-sidecar");
                await Fault.RunAsync("stop", cluster.Namespace, pod, "postgres", "postmaster");
                break;
            case Scenario.FreezePod:
                await Fault.RunAsync("freeze", cluster.Namespace, pod);
                break;
            case Scenario.CutFromApi:
                await Fault.RunAsync("cut", cluster.Namespace, pod, "--from", "api");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(scenario));
        }
    }

    private static bool MovesTheRole(Scenario scenario) => scenario is Scenario.FreezeAgentAndPostmaster or Scenario.FreezePod or Scenario.CutFromApi;

    private Task MendAsync(Scenario scenario, string pod) => scenario switch
    {
        Scenario.FreezeAgentAndPostmaster => Fault.RunAsync("cont", cluster.Namespace, pod, "sidecar", "howdah-sidecar"),
        Scenario.FreezePod => Fault.RunAsync("thaw", cluster.Namespace, pod),
        Scenario.CutFromApi => Fault.RunAsync("restore", cluster.Namespace, pod, "--from", "api"),
        _ => throw new ArgumentOutOfRangeException(nameof(scenario)),
    };

    private async Task<List<(int Key, string Writer, long Sequence, long Position)>> RowsAsync(string run)
    {
        await using var source = await cluster.ConnectAsync(await cluster.ServiceAddressAsync("rw"), 20);
        await using var command = source.CreateCommand("select key, writer, sequence, position from appends where writer like $1");
        command.Parameters.Add(new() { Value = run + "-%" });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(int, string, long, long)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return rows;
    }
}
