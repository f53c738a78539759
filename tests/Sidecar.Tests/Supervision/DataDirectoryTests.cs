using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Native;
using Howdah.Sidecar.Tests.Support;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Tests.Supervision;

public sealed class DataDirectoryTests
{
    [SkippableFact]
    public async Task A_volume_stays_locked_until_every_process_of_the_predecessor_is_gone()
    {
        using var volume = new TestVolume();
        var binaries = PostgresBin.Require(15);
        await using var first = await SupervisorProcess.StartAsync(volume, binaries);
        await first.BecomesPrimaryAsync();
        first.Signal(Signal.Kill);
        await first.ExitAsync();
        Assert.NotEmpty(Signals.ServersIn(volume.Paths.DataDirectory));

        await using var second = await SupervisorProcess.StartAsync(volume, binaries, volume.InAnotherPod());
        await second.GrantAsync(TimeSpan.FromSeconds(60));
        await second.OrderAsync(TestServer.Order(second, ServerGoal.RunPrimary, "run"));
        await Eventually.BecomesTrueAsync(() => second.Output.Contains("\"event\":\"VolumeLocked\"", StringComparison.Ordinal));
        var waiting = await second.AskAsync();
        Assert.Equal(DataDirectoryState.Locked, waiting.Report.Data);
        Assert.False(waiting.Report.VerifiedStopped);
        Assert.Equal(0, waiting.Report.Starts);

        Signals.ServersIn(volume.Paths.DataDirectory).ForEach(static pid => Signals.Send(pid, Signal.Kill));

        await second.BecomesAsync(static answer => answer.Report is { Data: DataDirectoryState.Ready, Starts: 1, Server: ServerState.Running });
    }

    [SkippableFact]
    public async Task An_interrupted_initdb_is_incomplete_and_made_anew()
    {
        using var volume = new TestVolume();
        var binaries = PostgresBin.Require(15);
        await using (var first = await SupervisorProcess.StartAsync(volume, binaries))
        {
            await first.GrantAsync(TimeSpan.FromSeconds(60));
            await first.OrderAsync(TestServer.Order(first, ServerGoal.Initialize, "init"));
            await Eventually.BecomesTrueAsync(() => Directory.Exists(volume.Paths.NewDataDirectory) && Directory.EnumerateFileSystemEntries(volume.Paths.NewDataDirectory).Any());
        }

        await using var second = await SupervisorProcess.StartAsync(volume, binaries);
        await second.BecomesAsync(static answer => answer.Report.Data == DataDirectoryState.Incomplete);
        await second.BecomesPrimaryAsync();

        Assert.False(Directory.Exists(volume.Paths.NewDataDirectory));
        Assert.Equal(1, await TestServer.QueryAsync<int>(volume.Paths, "select 1"));
    }

    [SkippableFact]
    public async Task What_somebody_sets_by_ALTER_SYSTEM_does_not_override_what_is_ours()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();

        await TestServer.ExecuteAsync(volume.Paths, "alter system set primary_conninfo = 'host=elsewhere'");
        await TestServer.ExecuteAsync(volume.Paths, "alter system set work_mem = '9MB'");

        var file = Path.Combine(volume.Paths.DataDirectory, "postgresql.auto.conf");
        await Eventually.BecomesTrueAsync(() => !File.ReadAllText(file).Contains("elsewhere", StringComparison.Ordinal));
        await Eventually.BecomesTrueAsync(() => supervisor.Output.Contains("\"event\":\"AlterSystemUndone\"", StringComparison.Ordinal));
        Assert.Contains("work_mem = '9MB'", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        await Eventually.BecomesAsync(() => TestServer.QueryAsync<string>(volume.Paths, "show work_mem"), static value => value == "9MB");
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_clone_follows_is_promoted_and_the_old_primary_is_rewound_to_follow_it(int version)
    {
        var binaries = PostgresBin.Require(version);
        using var left = new TestVolume();
        using var right = new TestVolume();
        await using var old = await SupervisorProcess.StartAsync(left, binaries);
        await using var standby = await SupervisorProcess.StartAsync(right, binaries);
        await old.BecomesPrimaryAsync();
        await TestServer.ExecuteAsync(left.Paths, "create table t as select 1 as n");

        await standby.OrderAsync(TestServer.Order(standby, ServerGoal.Clone, "clone") with { Source = Source(left.Paths) });
        await standby.BecomesAsync(static answer => answer is { FinishedRevision: "clone", Report: { Data: DataDirectoryState.Ready, HasStandbySignal: true, OperationError: null } }, 60);
        await standby.OrderAsync(TestServer.Order(standby, ServerGoal.RunStandby, "follow", $"primary_conninfo = '{Quoted(left.Paths)}'"));
        await Eventually.BecomesAsync(() => TestServer.QueryAsync<long>(right.Paths, "select count(*) from pg_stat_wal_receiver where status = 'streaming'"), static count => count == 1);

        // The old primary is lost without a word, and goes on writing what nobody receives.
        await standby.OrderAsync(TestServer.Order(standby, ServerGoal.RunStandby, "fence"));
        await Eventually.BecomesAsync(() => TestServer.QueryAsync<long>(right.Paths, "select count(*) from pg_stat_wal_receiver"), static count => count == 0);
        await TestServer.ExecuteAsync(left.Paths, "insert into t values (666)");
        await old.OrderAsync(TestServer.Order(old, ServerGoal.StopImmediate, "kill"));
        await old.BecomesAsync(static answer => answer.Report.VerifiedStopped);
        await standby.GrantAsync(TimeSpan.FromSeconds(200));
        await standby.OrderAsync(TestServer.Order(standby, ServerGoal.RunPrimary, "promote") with { PromoteAbove = 5 });
        await standby.BecomesAsync(static answer => answer.Report is { HasStandbySignal: false, Server: ServerState.Running, UnconfirmedPromotion: true });
        await Eventually.BecomesAsync(() => TestServer.QueryAsync<bool>(right.Paths, "select pg_is_in_recovery()"), static recovery => !recovery);
        await TestServer.ExecuteAsync(right.Paths, "insert into t values (2)");
        await TestServer.ExecuteAsync(right.Paths, "checkpoint");
        Assert.Equal(6, await TestServer.QueryAsync<int>(right.Paths, "select timeline_id from pg_control_checkpoint()"));
        await standby.OrderAsync(TestServer.Order(standby, ServerGoal.RunPrimary, "promote") with { ConfirmPromotion = true });
        await standby.BecomesAsync(static answer => !answer.Report.UnconfirmedPromotion);

        await old.OrderAsync(TestServer.Order(old, ServerGoal.Rewind, "rewind") with { Source = Source(right.Paths) });
        var rewound = await old.BecomesAsync(static answer => answer.FinishedRevision == "rewind", 60);
        Assert.Null(rewound.Report.OperationError);
        Assert.True(rewound.Report is { HasStandbySignal: true, RewindFailed: false, Data: DataDirectoryState.Ready });
        await old.OrderAsync(TestServer.Order(old, ServerGoal.RunStandby, "follow", $"primary_conninfo = '{Quoted(right.Paths)}'"));

        await Eventually.BecomesAsync(() => TestServer.QueryAsync<string>(left.Paths, "select string_agg(n::text, ',' order by n) from t"), static rows => rows == "1,2");
    }

    [SkippableFact]
    public async Task A_rewind_against_nobody_changes_nothing_and_against_a_stranger_asks_for_a_clone()
    {
        var binaries = PostgresBin.Require(15);
        using var left = new TestVolume();
        using var right = new TestVolume();
        await using var mine = await SupervisorProcess.StartAsync(left, binaries);
        await using var stranger = await SupervisorProcess.StartAsync(right, binaries);
        await mine.BecomesPrimaryAsync();
        await mine.OrderAsync(TestServer.Order(mine, ServerGoal.StopFast, "stop"));

        await mine.OrderAsync(TestServer.Order(mine, ServerGoal.Rewind, "nobody") with { Source = Source(right.Paths) });
        var refused = await mine.BecomesAsync(static answer => answer.FinishedRevision == "nobody", 60);
        Assert.NotNull(refused.Report.OperationError);
        Assert.True(refused.Report is { RewindFailed: false, Data: DataDirectoryState.Ready });

        await stranger.BecomesPrimaryAsync();
        await mine.OrderAsync(TestServer.Order(mine, ServerGoal.Rewind, "stranger") with { Source = Source(right.Paths) });
        var failed = await mine.BecomesAsync(static answer => answer.FinishedRevision == "stranger", 60);
        Assert.True(failed.Report is { RewindFailed: true });
        Assert.Contains("different systems", failed.Report.OperationError, StringComparison.Ordinal);

        await mine.OrderAsync(TestServer.Order(mine, ServerGoal.Clone, "clone") with { Source = Source(right.Paths) });
        await mine.BecomesAsync(static answer => answer is { FinishedRevision: "clone", Report: { RewindFailed: false, Data: DataDirectoryState.Ready, HasStandbySignal: true } }, 60);
    }

    private static SourceServer Source(SidecarPaths paths) => new("db-9", $"host=127.0.0.1 port={paths.PostgresPort} user=postgres dbname=postgres connect_timeout=3", null);

    private static string Quoted(SidecarPaths paths) => $"host=127.0.0.1 port={paths.PostgresPort} user=postgres application_name=db-1";
}
