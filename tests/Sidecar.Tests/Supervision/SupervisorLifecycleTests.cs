using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Native;
using Howdah.Sidecar.Tests.Support;

namespace Howdah.Sidecar.Tests.Supervision;

public sealed class SupervisorLifecycleTests
{
    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_primary_is_initialised_started_and_stopped(int version)
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(version));
        var empty = await supervisor.BecomesAsync(static answer => answer.Report.Data == DataDirectoryState.Empty);
        Assert.True(empty.Report.VerifiedStopped);

        await supervisor.BecomesPrimaryAsync();

        var running = await supervisor.BecomesAsync(static answer => answer.Report.Control is { State: "in production" });
        Assert.Equal("h1", running.Report.RunningConfigHash);
        Assert.NotEqual(0, running.Report.PostmasterPid);
        Assert.False(running.Report.VerifiedStopped);
        Assert.Equal("on", await TestServer.QueryAsync<string>(volume.Paths, "show data_checksums"));
        Assert.Equal("C.UTF-8", await TestServer.QueryAsync<string>(volume.Paths, "select datcollate::text from pg_database where datname = 'postgres'"));
        Assert.Equal(running.Report.Control!.SystemIdentifier, await TestServer.QueryAsync<string>(volume.Paths, "select system_identifier::text from pg_control_system()"));

        await supervisor.OrderAsync(TestServer.Order(supervisor, ServerGoal.StopFast, "stop"));
        var stopped = await supervisor.BecomesAsync(static answer => answer.Report is { VerifiedStopped: true, Control.State: "shut down" });
        Assert.Equal(0, stopped.Report.Crashes);
        Assert.Empty(Signals.ServersIn(volume.Paths.DataDirectory));
    }

    [SkippableFact]
    public async Task Nothing_of_a_primary_happens_without_a_permit()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.OrderAsync(TestServer.Order(supervisor, ServerGoal.Initialize, "init"));
        var refused = await supervisor.SendAsync(new Wire.SupervisorRequest());
        Assert.Null(refused.RunningRevision);

        await supervisor.BecomesPrimaryAsync();
        await supervisor.OrderAsync(TestServer.Order(supervisor, ServerGoal.StopFast, "stop"));
        await supervisor.BecomesAsync(static answer => answer.Report.VerifiedStopped);
        await supervisor.GrantAsync(TimeSpan.FromMilliseconds(500));

        var answer = await supervisor.OrderAsync(TestServer.Order(supervisor, ServerGoal.RunPrimary, "again"));

        Assert.Equal(1, answer.Report.Starts);
        Assert.True(answer.Report.VerifiedStopped);
    }

    [SkippableFact]
    public async Task A_killed_postmaster_is_started_again_at_once()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();
        await TestServer.ExecuteAsync(volume.Paths, "create table t as select 1 as a");
        var crashed = TimeProvider.System.GetTimestamp();

        Signals.Send((await supervisor.AskAsync()).Report.PostmasterPid, Signal.Kill);

        await supervisor.BecomesAsync(static answer => answer.Report is { Crashes: 1, Starts: 2, Server: ServerState.Running });
        Assert.True(TimeProvider.System.GetElapsedTime(crashed) < TimeSpan.FromSeconds(5));
        Assert.Equal(1, await TestServer.QueryAsync<int>(volume.Paths, "select a from t"));
        Assert.Contains("\"event\":\"ServerCrashed\"", supervisor.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_that_cannot_start_says_why()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();
        await supervisor.OrderAsync(TestServer.Order(supervisor, ServerGoal.StopFast, "stop"));
        await supervisor.BecomesAsync(static answer => answer.Report.VerifiedStopped);

        await supervisor.OrderAsync(TestServer.Order(supervisor, ServerGoal.RunPrimary, "run2", "shared_buffers = 'very much'"));

        var answer = await supervisor.BecomesAsync(static answer => answer.Report is { Crashes: >= 2, ServerError: not null });
        Assert.Contains("invalid value for parameter \"shared_buffers\"", answer.Report.ServerError, StringComparison.Ordinal);
        await supervisor.RunsPrimaryAsync("run3");
        Assert.Null((await supervisor.AskAsync()).Report.ServerError);
    }

    [SkippableFact]
    public async Task SIGTERM_stops_the_server_and_ends_with_success()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();
        await using var session = TestServer.Connection(volume.Paths);
        await session.OpenAsync();

        supervisor.Signal(Signal.Terminate);

        await supervisor.BecomesAsync(static answer => answer.Report is { Terminating: true, VerifiedStopped: true, Control.State: "shut down" });
        Assert.Equal(0, await supervisor.ExitAsync());
    }

    [SkippableFact]
    public async Task A_second_SIGTERM_does_not_wait_for_the_fast_stop()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();
        var postmaster = (await supervisor.AskAsync()).Report.PostmasterPid;
        Signals.Send(postmaster, Signal.Stop);
        supervisor.Signal(Signal.Terminate);
        await supervisor.BecomesAsync(static answer => answer.Report is { Terminating: true, Server: ServerState.Stopping });

        supervisor.Signal(Signal.Terminate);

        Assert.Equal(0, await supervisor.ExitAsync(seconds: 6));
        Assert.Empty(Signals.ServersIn(volume.Paths.DataDirectory));
    }

    [SkippableFact]
    public async Task Orphans_of_the_server_are_buried()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();
        await TestServer.ExecuteAsync(volume.Paths, "copy (select 1) to program 'cat > /dev/null; (setsid sleep 0.3 > /dev/null 2>&1 &)'");
        await Eventually.BecomesTrueAsync(() => Signals.ChildrenOf(supervisor.Pid).Any(static child => child.Command == "sleep"));

        await Eventually.BecomesTrueAsync(() => Signals.ChildrenOf(supervisor.Pid).All(static child => child.Command != "sleep"));
        Assert.Equal(ServerState.Running, (await supervisor.AskAsync()).Report.Server);
    }
}
