using Howdah.Postgres.Connections;
using Howdah.Sidecar.Native;
using Howdah.Sidecar.Tests.Support;
using Npgsql;

namespace Howdah.Sidecar.Tests.Supervision;

public sealed class ConnectionCheckTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(2);

    [SkippableFact]
    public async Task A_refusal_is_an_answer_and_a_stopped_postmaster_gives_none()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();
        await using var server = new LocalServer(volume.Paths.PostgresSocketDirectory, volume.Paths.PostgresPort, "postgres", TimeSpan.FromSeconds(1));
        Assert.True(await AnswersAsync(server));
        Assert.Equal(1, await PooledAsync(server));

        var postmaster = (await supervisor.AskAsync()).Report.PostmasterPid;
        Signals.Send(postmaster, Signal.Stop);
        Assert.False(await AnswersAsync(server));
        Assert.Equal(1, await PooledAsync(server));

        Signals.Send(postmaster, Signal.Continue);
        await Eventually.BecomesAsync(() => AnswersAsync(server), static answered => answered);
    }

    [SkippableFact]
    public async Task Too_many_connections_and_a_server_that_takes_none_any_more_are_answers()
    {
        using var volume = new TestVolume();
        await using var supervisor = await SupervisorProcess.StartAsync(volume, PostgresBin.Require(15));
        await supervisor.BecomesPrimaryAsync();
        await using var server = new LocalServer(volume.Paths.PostgresSocketDirectory, volume.Paths.PostgresPort, "postgres", TimeSpan.FromSeconds(1));
        var sessions = new List<NpgsqlConnection>();
        var refusal = "";
        while (refusal.Length == 0 && sessions.Count < 100)
        {
            var session = TestServer.Connection(volume.Paths);
            sessions.Add(session);
            refusal = await RefusalAsync(session);
        }

        Assert.Equal(PostgresErrorCodes.TooManyConnections, refusal);
        Assert.True(await AnswersAsync(server));

        // A smart shutdown waits for the sessions and refuses everybody else.
        Signals.Send((await supervisor.AskAsync()).Report.PostmasterPid, Signal.Terminate);
        await Eventually.BecomesAsync(
            async () =>
            {
                await using var late = TestServer.Connection(volume.Paths);
                return await RefusalAsync(late);
            },
            static refusal => refusal == PostgresErrorCodes.CannotConnectNow);
        Assert.True(await AnswersAsync(server));
        foreach (var session in sessions)
        {
            await session.DisposeAsync();
        }
    }

    private static async Task<object?> PooledAsync(LocalServer server)
    {
        await using var connection = await server.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand("select 1", connection);
        return await command.ExecuteScalarAsync();
    }

    private static Task<bool> AnswersAsync(LocalServer server) => ConnectionCheck.IsAnsweredAsync(server, Within, CancellationToken.None);

    private static async Task<string> RefusalAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.OpenAsync();
            return "";
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }
}
