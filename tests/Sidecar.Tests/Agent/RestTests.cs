using System.Diagnostics;
using System.Globalization;
using Howdah.Sidecar.Tests.Support;

namespace Howdah.Sidecar.Tests.Agent;

public sealed class RestTests
{
    [SkippableFact]
    public async Task An_agent_with_nothing_to_do_gives_a_few_orders_a_second()
    {
        await using var cluster = await TestCluster.StartAsync(17, instances: 1);
        var instance = await cluster.AddAsync("db-1");
        await Eventually.BecomesAsync(instance.ReportAsync, static report => report is { HoldsLease: true, State: HighAvailability.InstanceState.Running }, 90);

        var clock = Stopwatch.StartNew();
        var before = await OrdersAsync(instance);
        await Task.Delay(TimeSpan.FromSeconds(3));
        var given = await OrdersAsync(instance) - before;

        Assert.InRange(given, 1, (int)(clock.Elapsed.TotalSeconds * 4));
    }

    private static async Task<int> OrdersAsync(TestInstance instance)
    {
        var order = (await instance.Supervisor.AskAsync()).AppliedOrder!;
        return int.Parse(order[(order.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
    }
}
