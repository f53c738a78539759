using System.CommandLine;
using Howdah.Cli.Output;
using Howdah.Cli.Queue.Load;
using Howdah.Cli.Queue.Search;
using Howdah.Queueing.Client;

namespace Howdah.Cli.Queue;

/// <summary><c>howdah queue push</c>: creates items given as arguments, or a file of them.</summary>
internal static class PushCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var queue = QueueOptions.Queue();
        var keys = new Argument<string[]>("key") { Description = "Ids of items.", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string?>("--file", "-f") { Description = "A file with an item on each line; - for the standard input." };
        var format = new Option<LineFormat>("--format") { Description = "Of the file. text: an id, or an id, a tab and a payload in JSON. jsonl: {\"key\": …, \"payload\": …, \"priority\": …, \"runAt\": …, \"exponent\": …}." };
        var payload = new Option<string?>("--payload") { Description = "Payload in JSON of the items given as arguments." };
        var priority = new Option<short?>("--priority") { Description = "0 (first) to 3; 1 by default." };
        var runAt = new Option<DateTimeOffset?>("--run-at") { Description = "Not before this time." };
        var delay = QueueOptions.Duration("--delay", "Not before this time is over, from now.");
        var rejects = new Option<string?>("--rejects") { Description = "Write lines that are refused to this file, as they are." };
        var chunk = new Option<int>("--chunk") { Description = "Items of a transaction.", DefaultValueFactory = _ => 5000 };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress on stderr." };
        var command = new Command("push", "Create items; those whose id is known are left as they are.") { queue, keys, file, format, payload, priority, runAt, delay, rejects, chunk, quiet };
        command.Exclude(keys, file);
        command.Demand(keys, file);
        command.Exclude(payload, file);
        command.Exclude(runAt, delay);
        foreach (var option in new Option[] { rejects, chunk, format })
        {
            command.Exclude(keys, option);
        }

        command.SetAction((parsed, token) => QueueSession.RunAsync(parsed, surroundings, async session =>
        {
            var due = parsed.GetValue(runAt) ?? (parsed.GetValue(delay) is { } span ? await NowAsync(session, token) + span : null);
            var pattern = new NewItem("") { Priority = parsed.GetValue(priority) ?? 1, RunAt = due, Payload = parsed.GetValue(payload) };
            var client = session.Client(parsed.GetRequiredValue(queue));
            if (parsed.GetValue(file) is not { } path)
            {
                string[] given = parsed.GetValue(keys) ?? [];
                var created = await client.PushAsync(given.Select(key => pattern with { Key = key }), null, token);
                session.Print(Sheet.Single(("created", created), ("known", given.Length - created), ("refused", 0)));
                return ExitCodes.Done;
            }

            await using var input = path == "-" ? surroundings.OpenInput() : File.OpenRead(path);
            await using var refused = parsed.GetValue(rejects) is { } rejected ? File.Create(rejected) : null;
            var report = new LoadReport(session.Error, surroundings.Time, parsed.GetValue(quiet), refused);
            var loader = new BulkLoader(session.Source, client.Queue, report, parsed.GetValue(chunk), surroundings.Time);
            await loader.RunAsync(input, new LineParser(parsed.GetValue(format), pattern), token);
            session.Print(Sheet.Single(("created", report.Created), ("known", report.Loaded - report.Created), ("refused", report.Refused)));
            return report.Refused == 0 ? ExitCodes.Done : ExitCodes.Partly;
        }, async search =>
        {
            parsed.RefuseInSearch(format, payload, priority, runAt, delay, chunk);
            if (parsed.GetValue(file) is not { } path)
            {
                return await SearchVerbs.PushAsync(search, parsed.GetRequiredValue(queue), parsed.GetValue(keys) ?? [], token);
            }

            await using var input = path == "-" ? surroundings.OpenInput() : File.OpenRead(path);
            await using var refused = parsed.GetValue(rejects) is { } rejected ? File.Create(rejected) : null;
            var report = new LoadReport(search.Error, surroundings.Time, parsed.GetValue(quiet), refused);
            return await SearchVerbs.PushFileAsync(search, parsed.GetRequiredValue(queue), input, report, token);
        }));
        return command;
    }

    /// <summary>By the clock of the database, which decides when an item is due.</summary>
    private static async Task<DateTimeOffset> NowAsync(QueueSession session, CancellationToken cancellationToken)
    {
        await using var command = session.Source.CreateCommand("select clock_timestamp()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
    }
}
