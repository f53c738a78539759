using System.CommandLine;
using Howdah.Cli.Output;
using Howdah.Queueing;
using Howdah.Queueing.Client;
using Howdah.Queueing.OpenSearch;

namespace Howdah.Cli.Queue;

/// <summary>What can be done with leases. With several, each is tried, and the exit code is that of the worst.</summary>
internal static class LeaseCommands
{
    public static Command Complete(Surroundings surroundings)
    {
        var successors = new Option<string[]>("--successor") { Description = "Create this item with the completion; repeat it for more. With one lease only." };
        var (command, _, leases) = New("complete", "Complete items.", [successors], surroundings, (client, lease, parsed, token) =>
            parsed.GetValue(successors) is { Length: > 0 } keys
                ? client.CompleteWithSuccessorsAsync(lease.ToItem(), keys, cancellationToken: token).ContinueWith(
                    created => $"completed, {created.GetAwaiter().GetResult()} successors are new", token, TaskContinuationOptions.None, TaskScheduler.Default)
                : CompleteAsync(client, lease, token),
            async (coordinator, lease, parsed, token) =>
            {
                if (parsed.GetValue(successors) is { Length: > 0 } keys)
                {
                    await coordinator.CreateSuccessorWorkItemsAndMarkCompleteAsync(lease.Item, keys, 0, null, token);
                    return "completed, with its successors";
                }

                await coordinator.CompleteWorkItemAsync(lease.Item, token);
                return "completed";
            });
        command.Validators.Add(result =>
        {
            if (result.GetValue(successors) is { Length: > 0 } && result.GetResult(leases)?.Tokens.Count > 1)
            {
                result.AddError("--successor is for one lease.");
            }
        });
        return command;
    }

    public static Command Fail(Surroundings surroundings)
    {
        var reason = new Option<string>("--reason") { Description = "Why.", DefaultValueFactory = _ => "failed by hand" };
        var retryAfter = QueueOptions.Duration("--retry-after", "When to try again; the backoff of the queue by default.");
        var permanent = new Option<bool>("--permanent") { Description = "Never try again." };
        var (command, _, _) = New("fail", "End leases without success: the items are tried again later, or are dead.", [reason, retryAfter, permanent], surroundings,
            async (client, lease, parsed, token) =>
            {
                var answer = await client.FailAsync(lease.ToItem(), parsed.GetRequiredValue(reason), parsed.GetValue(retryAfter), parsed.GetValue(permanent), token);
                return answer.Dead ? "dead" : $"to be tried again at {answer.RunAt:O}";
            });
        command.Exclude(permanent, retryAfter);
        return command;
    }

    public static Command Release(Surroundings surroundings) => New(
        "release", "Give items back, as if they had not been taken.", [], surroundings,
        async (client, lease, _, token) => (await client.ReleaseAsync([lease.ToItem()], token)).Length == 1
            ? "released"
            : throw new WorkQueueException(WorkQueueError.NotOwner, "not held under this token any more"),
        async (coordinator, lease, _, token) =>
        {
            await coordinator.ReleaseWorkItemAsync(lease.Item, token);
            return "released, if it was held under this token";
        }).Command;

    public static Command Renew(Surroundings surroundings)
    {
        var length = QueueOptions.Duration("--lease", "At least so long from now; 60s by default.");
        return New("renew", "Prolong leases that are not over.", [length], surroundings, async (client, lease, parsed, token) =>
        {
            var held = await client.RenewAsync([lease.ToItem()], parsed.GetValue(length) ?? TimeSpan.FromMinutes(1), token);
            return held.ContainsKey(lease.ToItem().Id) ? "renewed" : throw new WorkQueueException(WorkQueueError.NotOwner, "not held under this token, or the lease is over");
        }, async (coordinator, lease, parsed, token) =>
            $"renewed until {(await coordinator.RenewAsync(lease.ToSearchItem(), parsed.GetValue(length) ?? TimeSpan.FromMinutes(1), token)).LeaseUntil:O}").Command;
    }

    private static async Task<string> CompleteAsync(QueueClient client, LeaseName lease, CancellationToken cancellationToken) =>
        await client.CompleteAsync(lease.ToItem(), cancellationToken) ? "completed" : "had been completed already";

    private static (Command Command, Argument<string> Queue, Argument<LeaseName[]> Leases) New(
        string name, string description, Option[] options, Surroundings surroundings, Func<QueueClient, LeaseName, ParseResult, CancellationToken, Task<string>> act,
        Func<OpenSearchWorkCoordinator, LeaseName, ParseResult, CancellationToken, Task<string>>? search = null)
    {
        var queue = QueueOptions.Queue();
        var leases = QueueOptions.Leases();
        var command = new Command(name, description) { queue, leases };
        Array.ForEach(options, command.Options.Add);
        command.SetAction((parsed, token) => QueueSession.RunAsync(
            parsed, surroundings,
            async session =>
            {
                var client = session.Client(parsed.GetRequiredValue(queue));
                var (sheet, code) = await EachAsync(parsed.GetRequiredValue(leases), lease => act(client, lease, parsed, token));
                session.Print(sheet);
                return code;
            },
            search is null ? null : async session =>
            {
                var (sheet, code) = await EachAsync(parsed.GetRequiredValue(leases), lease =>
                {
                    var coordinator = session.Coordinator(parsed.GetRequiredValue(queue));
                    coordinator.Adopt(lease.ToSearchItem());
                    return search(coordinator, lease, parsed, token);
                });
                session.Print(sheet);
                return code;
            }));
        return (command, queue, leases);
    }

    private static async Task<(Sheet Sheet, int Code)> EachAsync(IEnumerable<LeaseName> leases, Func<LeaseName, Task<string>> act)
    {
        var rows = new List<IReadOnlyList<object?>>();
        var code = ExitCodes.Done;
        foreach (var lease in leases)
        {
            try
            {
                rows.Add([lease.ToString(), true, await act(lease)]);
            }
            catch (WorkQueueException exception) when (exception.Error is not (WorkQueueError.RetriesExceeded or WorkQueueError.UnknownQueue))
            {
                rows.Add([lease.ToString(), false, $"{exception.Error}: {exception.Message}"]);
                code = ExitCodes.Refused;
            }
        }

        return (new Sheet(["lease", "done", "result"], rows), code);
    }
}
