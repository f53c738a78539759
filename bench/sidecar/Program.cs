using System.Diagnostics;
using System.Globalization;
using Howdah.HighAvailability;
using Howdah.Sidecar.Tests.Support;
using Howdah.SidecarBench;

// One running primary, asked as often as in a pod: probes every two seconds, the operator every five, Prometheus every fifteen.
var duration = TimeSpan.FromSeconds(int.Parse(args is [var seconds] ? seconds : "60", CultureInfo.InvariantCulture));
await using var cluster = await TestCluster.StartAsync(17, instances: 1, leaseSeconds: 10);
var instance = await cluster.AddAsync("db-1");
await Eventually.BecomesAsync(instance.ReportAsync, static report => report is { Role: InstanceRole.Primary, State: InstanceState.Running, HoldsLease: true }, 90);
var start = Stopwatch.GetTimestamp();
using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1));
for (var second = 0; Stopwatch.GetElapsedTime(start) < duration; second++)
{
    await tick.WaitForNextTickAsync();
    if (second % 2 == 0)
    {
        await instance.ProbeAsync("/livez");
        await instance.ProbeAsync("/readyz");
    }

    if (second % 5 == 0)
    {
        await instance.ReportAsync();
    }

    if (second % 15 == 0)
    {
        await instance.MetricsAsync();
    }
}

var (agent, supervisor) = (Memory.Of(instance.Agent.Pid), Memory.Of(instance.Supervisor.Pid));
Console.WriteLine("| MB | resident | anonymous | of files | double mapping of code | proportional |");
Console.WriteLine("|---|---|---|---|---|---|");
Console.WriteLine(agent.Row("agent"));
Console.WriteLine(supervisor.Row("supervisor"));
Console.WriteLine((agent + supervisor).Row("together"));
