using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Tests.Support;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Tests.Supervision;

public sealed class RewindTests
{
    /// <summary>Enough dirty buffers that the checkpoint after a promotion, which is spread, is not over at once.</summary>
    private const int Rows = 60_000;

    [SkippableFact]
    public async Task A_rewind_against_a_new_primary_that_has_not_written_a_checkpoint_yet_changes_nothing_and_is_tried_again()
    {
        var binaries = PostgresBin.Require(15);
        using var left = new TestVolume();
        using var right = new TestVolume();
        await using var old = await SupervisorProcess.StartAsync(left, binaries);
        await using var standby = await SupervisorProcess.StartAsync(right, binaries);
        await old.BecomesPrimaryAsync("max_wal_senders = 5");
        await standby.OrderAsync(TestServer.Order(standby, ServerGoal.Clone, "clone") with { Source = Source(left.Paths) });
        await standby.BecomesAsync(static answer => answer is { FinishedRevision: "clone", Report.OperationError: null }, 60);
        await standby.OrderAsync(TestServer.Order(standby, ServerGoal.RunStandby, "follow", $"primary_conninfo = 'host=127.0.0.1 port={left.Paths.PostgresPort} user=postgres'"));
        await Eventually.BecomesAsync(() => TestServer.QueryAsync<long>(right.Paths, "select count(*) from pg_stat_wal_receiver where status = 'streaming'"), static count => count == 1);
        await TestServer.ExecuteAsync(left.Paths, $"create table t as select n from generate_series(1, {Rows}) n");
        await Eventually.BecomesAsync(() => TestServer.QueryAsync<long>(right.Paths, "select count(*) from t"), static count => count == Rows);
        await old.OrderAsync(TestServer.Order(old, ServerGoal.StopFast, "stop"));
        await old.BecomesAsync(static answer => answer.Report is { VerifiedStopped: true, Control.State: "shut down" });
        await standby.GrantAsync(TimeSpan.FromSeconds(200));
        await standby.OrderAsync(TestServer.Order(standby, ServerGoal.RunPrimary, "promote"));
        await Eventually.BecomesAsync(() => TestServer.QueryAsync<bool>(right.Paths, "select pg_is_in_recovery()"), static recovery => !recovery);
        Assert.Equal(1, await TestServer.QueryAsync<int>(right.Paths, "select timeline_id from pg_control_checkpoint()"));

        await old.OrderAsync(TestServer.Order(old, ServerGoal.Rewind, "early") with { Source = Source(right.Paths) });
        var early = await old.BecomesAsync(static answer => answer.FinishedRevision == "early", 60);
        Assert.Contains("has not written a checkpoint on its new timeline", early.Report.OperationError, StringComparison.Ordinal);
        Assert.True(early.Report is { RewindFailed: false, HasStandbySignal: false, Data: DataDirectoryState.Ready });

        await TestServer.ExecuteAsync(right.Paths, "checkpoint");
        await old.OrderAsync(TestServer.Order(old, ServerGoal.Rewind, "again") with { Source = Source(right.Paths) });
        var rewound = await old.BecomesAsync(static answer => answer.FinishedRevision == "again", 60);
        Assert.Null(rewound.Report.OperationError);
        Assert.True(rewound.Report.HasStandbySignal);
    }

    [SkippableFact]
    public async Task A_clone_is_one_operation_that_stops_the_server_and_what_the_source_had_set_does_not_survive_it()
    {
        var binaries = PostgresBin.Require(15);
        using var left = new TestVolume();
        using var right = new TestVolume();
        await using var source = await SupervisorProcess.StartAsync(left, binaries);
        await using var target = await SupervisorProcess.StartAsync(right, binaries);
        await source.BecomesPrimaryAsync("max_wal_senders = 5");
        await target.BecomesPrimaryAsync();
        await File.AppendAllTextAsync(Path.Combine(left.Paths.DataDirectory, "postgresql.auto.conf"), "primary_conninfo = 'host=elsewhere'\nrecovery_target_timeline = 'current'\nwork_mem = '9MB'\n");

        await target.OrderAsync(TestServer.Order(target, ServerGoal.Clone, "clone") with { Source = Source(left.Paths) });
        var cloned = await target.BecomesAsync(static answer => answer.FinishedRevision == "clone", 60);
        Assert.True(cloned.Report is { OperationError: null, Server: ServerState.Stopped, HasStandbySignal: true, Crashes: 0 });
        await target.OrderAsync(TestServer.Order(target, ServerGoal.RunStandby, "follow", $"primary_conninfo = 'host=127.0.0.1 port={left.Paths.PostgresPort} user=postgres'"));

        await Eventually.BecomesAsync(() => TestServer.QueryAsync<long>(right.Paths, "select count(*) from pg_stat_wal_receiver where status = 'streaming'"), static count => count == 1);
        Assert.Equal("9MB", await TestServer.QueryAsync<string>(right.Paths, "show work_mem"));
        Assert.Equal("latest", await TestServer.QueryAsync<string>(right.Paths, "show recovery_target_timeline"));
    }

    private static SourceServer Source(SidecarPaths paths) => new("db-9", $"host=127.0.0.1 port={paths.PostgresPort} user=postgres dbname=postgres connect_timeout=3", null);
}
