using System.CommandLine;
using Howdah.Cli.Output;
using Howdah.Queueing;
using Npgsql;

namespace Howdah.Cli.Queue;

/// <summary><c>howdah queue top</c>: the queues of a database, again and again.</summary>
internal static class TopCommand
{
    private const int Cap = 100_000;
    private const string Home = "\u001b[H\u001b[J";

    public static Command Create(Surroundings surroundings)
    {
        var queues = new Argument<string[]>("queue") { Description = "Names of queues; all of the database by default.", Arity = ArgumentArity.ZeroOrMore };
        var interval = QueueOptions.Duration("--interval", "Time between two looks; 2s by default.");
        var count = new Option<int?>("--count") { Description = "End after so many looks." };
        var command = new Command("top", "Watch queues. On a terminal the picture is drawn anew each time.") { queues, interval, count };
        command.SetAction((parsed, token) => QueueSession.RunAsync(parsed, surroundings, async session =>
        {
            for (var look = 1; ; look++)
            {
                var names = parsed.GetValue(queues) is { Length: > 0 } given ? given : await FindAsync(session.Source, token);
                var rows = new List<IReadOnlyList<object?>>();
                foreach (var name in names)
                {
                    rows.Add(StatsCommand.Row(name, await session.Client(name).BacklogAsync(Cap, token)));
                }

                if (session.Form == OutputForm.Table && session.Out == Console.Out && !Console.IsOutputRedirected)
                {
                    await session.Out.WriteAsync(Home);
                }

                session.Print(new Sheet(StatsCommand.Columns, rows));
                if (look == parsed.GetValue(count))
                {
                    return ExitCodes.Done;
                }

                await Task.Delay(parsed.GetValue(interval) ?? TimeSpan.FromSeconds(2), surroundings.Time, token);
            }
        }));
        return command;
    }

    /// <summary>Schemas with the functions of a queue that this role may use.</summary>
    private static async Task<string[]> FindAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            select n.nspname from pg_namespace n
            where has_schema_privilege(n.oid, 'usage')
                and exists (select 1 from pg_proc p where p.pronamespace = n.oid and p.proname = 'acquire_item')
                and exists (select 1 from pg_proc p where p.pronamespace = n.oid and p.proname = 'backlog' and has_function_privilege(p.oid, 'execute'))
            order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(new QueueName(reader.GetString(0)).Value);
        }

        return [.. names];
    }
}
