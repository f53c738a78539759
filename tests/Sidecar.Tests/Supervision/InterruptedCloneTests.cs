using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Native;
using Howdah.Sidecar.Tests.Support;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Tests.Supervision;

public sealed class InterruptedCloneTests
{
    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_clone_that_was_killed_in_the_middle_is_never_started_and_is_made_anew(int version)
    {
        var binaries = PostgresBin.Require(version);
        using var left = new TestVolume();
        using var right = new TestVolume();
        await using var source = await SupervisorProcess.StartAsync(left, binaries);
        await source.BecomesPrimaryAsync();
        await TestServer.ExecuteAsync(left.Paths, "create table t as select n, repeat('x', 900) as filler from generate_series(1, 60000) n");
        await using (var first = await SupervisorProcess.StartAsync(right, binaries))
        {
            await first.OrderAsync(Clone(first, left.Paths));
            await Eventually.BecomesTrueAsync(() => StopInTheMiddle(first, right.Paths));
        }

        Assert.False(Directory.Exists(right.Paths.DataDirectory), "a half made clone stands where a data directory is looked for");
        Assert.True(Directory.Exists(right.Paths.NewDataDirectory));

        await using var second = await SupervisorProcess.StartAsync(right, binaries);
        await second.BecomesAsync(static answer => answer.Report is { Data: DataDirectoryState.Incomplete, Server: ServerState.Stopped });
        await second.GrantAsync(TimeSpan.FromSeconds(200));
        foreach (var goal in new[] { ServerGoal.RunStandby, ServerGoal.RunPrimary })
        {
            await second.OrderAsync(TestServer.Order(second, goal, $"{goal}"));
            var answer = await second.AskAsync();
            Assert.True(answer.Report is { Starts: 0, PostmasterPid: 0, Data: DataDirectoryState.Incomplete }, $"{goal} started what is not whole");
        }

        await second.OrderAsync(Clone(second, left.Paths));
        await second.BecomesAsync(static answer => answer is { FinishedRevision: "clone", Report: { Data: DataDirectoryState.Ready, HasStandbySignal: true, OperationError: null } }, 60);
        await second.OrderAsync(TestServer.Order(
            second, ServerGoal.RunStandby, "follow", $"primary_conninfo = 'host=127.0.0.1 port={left.Paths.PostgresPort} user=postgres application_name=db-1'"));
        await Eventually.BecomesAsync(() => TestServer.QueryAsync<long>(right.Paths, "select count(*) from t"), static count => count == 60_000);
        Assert.False(Directory.Exists(right.Paths.NewDataDirectory));
    }

    private static SupervisorOrder Clone(SupervisorProcess supervisor, SidecarPaths source) => TestServer.Order(supervisor, ServerGoal.Clone, "clone") with
    {
        Source = new SourceServer("db-9", $"host=127.0.0.1 port={source.PostgresPort} user=postgres dbname=postgres connect_timeout=3", null),
    };

    /// <summary>Suspends pg_basebackup once it has received something, so that it cannot end before it is killed.</summary>
    private static bool StopInTheMiddle(SupervisorProcess supervisor, SidecarPaths paths)
    {
        var backup = ProcessTable.Descendants(ProcessTable.Read(), supervisor.Pid, []).Select(static entry => entry.Pid).ToList();
        if (backup.Count == 0 || !Directory.Exists(Path.Combine(paths.NewDataDirectory, "base")) || Directory.Exists(paths.DataDirectory))
        {
            return false;
        }

        backup.ForEach(static pid => Signals.Send(pid, Signal.Stop));
        return true;
    }
}
