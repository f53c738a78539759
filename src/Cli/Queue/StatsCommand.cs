using System.CommandLine;
using Howdah.Cli.Output;
using Howdah.Cli.Queue.Search;
using Howdah.Queueing.Client;

namespace Howdah.Cli.Queue;

/// <summary><c>howdah queue stats</c>: how much there is, at a cost that does not grow with the queue.</summary>
internal static class StatsCommand
{
    public static readonly string[] Columns = ["queue", "ready", "scheduled", "leased", "expired", "dead", "oldestReady", "paused"];

    public static Command Create(Surroundings surroundings)
    {
        var queue = QueueOptions.Queue();
        var cap = new Option<int>("--cap") { Description = "Where every count stops.", DefaultValueFactory = _ => 1_000_000 };
        var exact = new Option<bool>("--exact") { Description = "Count all that is not complete, one by one." };
        var command = new Command("stats", "How much waits, is held, and is dead.") { queue, cap, exact };
        command.Exclude(cap, exact);
        command.SetAction((parsed, token) => QueueSession.RunAsync(parsed, surroundings, async session =>
        {
            var name = parsed.GetRequiredValue(queue);
            var client = session.Client(name);
            var row = Row(name, await client.BacklogAsync(parsed.GetValue(cap), token));
            session.Print(parsed.GetValue(exact)
                ? new Sheet([.. Columns, "notComplete"], [[.. row, await client.CountNotCompleteAsync(token)]]) { IsSingle = true }
                : new Sheet(Columns, [row]) { IsSingle = true });
            return ExitCodes.Done;
        }, search =>
        {
            parsed.RefuseInSearch(cap, exact);
            return SearchVerbs.StatsAsync(search, parsed.GetRequiredValue(queue), surroundings.Time, token);
        }));
        return command;
    }

    public static IReadOnlyList<object?> Row(string name, Backlog backlog) =>
        [name, backlog.Ready, backlog.Scheduled, backlog.Leased, backlog.Expired, backlog.Dead, backlog.OldestReadyAge, backlog.Paused];
}
