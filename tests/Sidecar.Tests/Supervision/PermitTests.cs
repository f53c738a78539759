using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Native;
using Howdah.Sidecar.Tests.Support;
using Howdah.Sidecar.Time;
using Npgsql;

namespace Howdah.Sidecar.Tests.Supervision;

/// <summary>The agent is silent: the server must be dead when the permit ends, and one second is what the test allows for it.</summary>
public sealed class PermitTests
{
    public enum Frozen
    {
        Nothing,
        Postmaster,
        Everything,
    }

    [SkippableTheory]
    [InlineData(15, Frozen.Nothing)]
    [InlineData(15, Frozen.Postmaster)]
    [InlineData(15, Frozen.Everything)]
    [InlineData(17, Frozen.Postmaster)]
    public async Task A_primary_is_dead_when_its_permit_has_ended(int version, Frozen frozen)
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(version));
        await supervisor.BecomesPrimaryAsync();
        await TestServer.ExecuteAsync(volume.Paths, "create table t (n bigint)");
        var end = await supervisor.GrantAsync(TimeSpan.FromSeconds(3));
        var commits = new long[4];
        var writers = Enumerable.Range(0, commits.Length).Select(writer => CommitUntilItFailsAsync(volume.Paths, commits, writer)).ToList();
        await Eventually.BecomesTrueAsync(() => Array.TrueForAll(commits, static commit => commit > 0));
        var postmaster = (await supervisor.AskAsync()).Report.PostmasterPid;
        if (frozen != Frozen.Nothing)
        {
            Signals.Send(postmaster, Signal.Stop);
        }

        if (frozen == Frozen.Everything)
        {
            foreach (var process in Signals.ServersIn(volume.Paths.DataDirectory))
            {
                Signals.Send(process, Signal.Stop);
            }
        }

        await Eventually.BecomesTrueAsync(() => Signals.ServersIn(volume.Paths.DataDirectory).Count == 0);

        var dead = BootClock.Instance.GetTimestamp();
        Assert.InRange((dead - end) / 1e9, 0, 1);
        await Task.WhenAll(writers);
        Assert.InRange((commits.Max() - end) / 1e9, frozen == Frozen.Everything ? -4 : -1, 1);
        var answer = await supervisor.BecomesAsync(static answer => answer.Report.VerifiedStopped);
        Assert.Equal(0, answer.Report.PermitMilliseconds);
        Assert.Equal(1, answer.Report.Starts);
        Assert.Equal(0, answer.Report.Crashes);
    }

    [SkippableFact]
    public async Task A_new_permit_brings_the_server_back()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();
        await supervisor.GrantAsync(TimeSpan.FromMilliseconds(100));
        await supervisor.BecomesAsync(static answer => answer.Report is { VerifiedStopped: true });

        await supervisor.GrantAsync(TimeSpan.FromSeconds(60));

        await supervisor.BecomesAsync(static answer => answer.Report is { Starts: 2, Server: ServerState.Running });
    }

    [SkippableFact]
    public async Task A_renewed_permit_keeps_the_server_running_and_an_earlier_end_counts()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();
        for (var renewal = 0; renewal < 4; renewal++)
        {
            var end = await supervisor.GrantAsync(TimeSpan.FromSeconds(2));
            await Eventually.BecomesTrueAsync(() => BootClock.Instance.GetTimestamp() > end - 1_500_000_000);
        }

        Assert.Equal(ServerState.Running, (await supervisor.AskAsync()).Report.Server);
        await supervisor.GrantAsync(TimeSpan.Zero);
        await supervisor.BecomesAsync(static answer => answer.Report.VerifiedStopped, seconds: 3);
    }

    [SkippableFact]
    public async Task A_standby_needs_no_permit_but_may_not_promote_itself()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();
        await supervisor.OrderAsync(TestServer.Order(supervisor, ServerGoal.RunStandby, "standby"));
        await supervisor.BecomesAsync(static answer => answer.Report is { Starts: 2, Server: ServerState.Running, HasStandbySignal: true });
        await supervisor.GrantAsync(TimeSpan.Zero);
        Assert.Equal(ServerState.Running, (await supervisor.AskAsync()).Report.Server);

        try
        {
            await TestServer.ExecuteAsync(volume.Paths, "select pg_promote(wait => false)");
        }
        catch (NpgsqlException)
        {
            // It may be shot before it answers.
        }

        await Eventually.BecomesTrueAsync(() => supervisor.Output.Contains("\"event\":\"UnorderedPromotion\"", StringComparison.Ordinal));
        await supervisor.BecomesAsync(static answer => answer.Report.Starts >= 3);
    }

    private static async Task CommitUntilItFailsAsync(SidecarPaths paths, long[] commits, int writer)
    {
        try
        {
            await using var connection = TestServer.Connection(paths);
            await connection.OpenAsync();
            while (true)
            {
                await using var command = new NpgsqlCommand("insert into t values (1)", connection);
                await command.ExecuteNonQueryAsync();
                Volatile.Write(ref commits[writer], BootClock.Instance.GetTimestamp());
            }
        }
        catch (NpgsqlException)
        {
            // The end that is waited for.
        }
    }
}
