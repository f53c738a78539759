using Howdah.Queueing.Client;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>Kills the connection that completes an item with successors at every place where it can be made to stand still.</summary>
internal static class FaultMatrix
{
    private static readonly string[] Children = ["child 1", "child 2", "child 3"];

    public static async Task RunAsync(ScenarioContext context)
    {
        await context.SetUpAsync();
        // Before the call, in the middle of it (waiting for each child, whose id another transaction is creating), after it before the commit, after the commit.
        await RunAsync(context, "before", blockedChild: null, call: false, commit: false);
        foreach (var child in Children)
        {
            await RunAsync(context, child, child, call: true, commit: false);
        }

        await RunAsync(context, "uncommitted", blockedChild: null, call: true, commit: false);
        await RunAsync(context, "committed", blockedChild: null, call: true, commit: true);
    }

    private static async Task RunAsync(ScenarioContext context, string name, string? blockedChild, bool call, bool commit)
    {
        var client = new QueueClient(context.Source, context.Queue);
        var schema = context.Queue.Quoted;
        var children = Children.Select(child => name + child).ToArray();
        var item = (await client.AcquireItemAsync(name, "w", TimeSpan.FromMinutes(1))).Item!;

        await using var victim = await context.Source.OpenConnectionAsync();
        await using var blocker = await context.Source.OpenConnectionAsync();
        await ExecuteAsync(victim, "begin");
        await ExecuteAsync(blocker, "begin");
        if (blockedChild is not null)
        {
            await ExecuteAsync(blocker, $"select {schema}.create_item('{name + blockedChild}')");
        }

        var running = call
            ? ExecuteAsync(victim, $"select {schema}.complete_with_successors({item.Id}, {item.Token}, array['{string.Join("','", children)}'])")
            : ExecuteAsync(victim, "select 1");
        if (blockedChild is null)
        {
            await running;
        }
        else
        {
            await UntilAsync(() => context.Source.ScalarAsync<bool>($"select exists (select 1 from pg_stat_activity where pid = {victim.ProcessID} and wait_event_type = 'Lock')"));
        }

        if (commit)
        {
            await ExecuteAsync(victim, "commit");
        }

        await context.Source.ExecuteAsync($"select pg_terminate_backend({victim.ProcessID}, 10000)");
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () =>
        {
            await running;
            await ExecuteAsync(victim, "select 1");
        });
        await ExecuteAsync(blocker, "rollback");

        var existing = 0;
        foreach (var child in children)
        {
            existing += await client.InspectAsync(child) is null ? 0 : 1;
        }

        var state = (await client.InspectAsync(name))!.State;
        Assert.True((state, existing) is ("completed", 3) or ("leased", 0), $"{name}: the parent is {state}, {existing} children exist");
        Assert.Equal(commit, state == "completed");
        Assert.Equal(commit ? 0 : 3, await client.CompleteWithSuccessorsAsync(item, children));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 500, "the condition has not come true within 10 s");
            await Task.Delay(20);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
