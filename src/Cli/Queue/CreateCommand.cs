using System.CommandLine;
using Howdah.Cli.Output;
using Howdah.Cli.Queue.Search;
using Howdah.Queueing;
using Howdah.Queueing.Schema;
using Npgsql;

namespace Howdah.Cli.Queue;

/// <summary><c>howdah queue create</c>: the schema, its settings, and who may use it. Repeating it upgrades the schema and sets what is given.</summary>
internal static class CreateCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var queue = QueueOptions.Queue();
        var mode = new Option<string?>("--lease-mode") { Description = "renewable (the default of a new queue) or doubling." };
        mode.AcceptOnlyFromAmong("renewable", "doubling");
        var cap = new Option<int?>("--exponent-cap") { Description = "With doubling leases, the greatest power of two." };
        var leaseMax = QueueOptions.Duration("--lease-max", "Longest lease.");
        var runMax = QueueOptions.Duration("--run-max", "No renewal beyond this after the lease was taken.");
        var attempts = new Option<int?>("--attempts-max") { Description = "After so many leases a failed or expired item is dead." };
        var backoffBase = QueueOptions.Duration("--backoff-base", "First wait of a failed item; it doubles with every attempt.");
        var backoffMax = QueueOptions.Duration("--backoff-max", "Longest wait of a failed item.");
        var retention = QueueOptions.Duration("--retention", "How long what is completed is remembered.");
        var payloadMax = new Option<int?>("--payload-max") { Description = "Bytes of a payload." };
        var grant = new Option<string[]>("--grant") { Description = "ROLE=producer, ROLE=worker or ROLE=observer; repeat it for more. Roles that do not exist are created without a login." };
        var command = new Command("create", "Create a queue, or upgrade it and change its settings.")
        {
            queue, mode, cap, leaseMax, runMax, attempts, backoffBase, backoffMax, retention, payloadMax, grant,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(cap) is { Implicit: false } && result.GetResult(mode) is { Implicit: false } && result.GetValue(mode) == "renewable")
            {
                result.AddError("--exponent-cap is for --lease-mode doubling.");
            }

            if (result.GetResult(runMax) is { Implicit: false } && result.GetResult(mode) is { Implicit: false } && result.GetValue(mode) == "doubling")
            {
                result.AddError("--run-max is for --lease-mode renewable.");
            }

            foreach (var text in result.GetValue(grant) ?? [])
            {
                if (!TryReadGrant(text, out _, out _))
                {
                    result.AddError($"'{text}' of --grant is not ROLE=producer, ROLE=worker or ROLE=observer.");
                }
            }
        });
        command.SetAction((parsed, token) => QueueSession.RunAsync(parsed, surroundings, async session =>
        {
            var name = new QueueName(parsed.GetRequiredValue(queue));
            var schema = new QueueSchema(session.Source, name);
            var before = await schema.ReadVersionAsync(token);
            await schema.MigrateAsync(token);
            await SetAsync(session.Source, name, new Dictionary<string, object?>
            {
                ["lease_mode"] = parsed.GetValue(mode),
                ["exponent_cap"] = (short?)parsed.GetValue(cap),
                ["lease_max"] = parsed.GetValue(leaseMax),
                ["run_max"] = parsed.GetValue(runMax),
                ["attempts_max"] = parsed.GetValue(attempts),
                ["backoff_base"] = parsed.GetValue(backoffBase),
                ["backoff_max"] = parsed.GetValue(backoffMax),
                ["retention"] = parsed.GetValue(retention),
                ["payload_max"] = parsed.GetValue(payloadMax),
            }, token);
            foreach (var text in parsed.GetValue(grant) ?? [])
            {
                TryReadGrant(text, out var role, out var access);
                await new QueueRoles(session.Source, name).GrantAsync(role, access, token);
            }

            session.Print(Sheet.Single(("queue", name.Value), ("schemaVersion", QueueSchema.LatestVersion), ("created", before == 0)));
            return ExitCodes.Done;
        }, search =>
        {
            parsed.RefuseInSearch(mode, cap, leaseMax, runMax, attempts, backoffBase, backoffMax, retention, payloadMax, grant);
            return SearchVerbs.CreateAsync(search, parsed.GetRequiredValue(queue), token);
        }));
        return command;
    }

    private static bool TryReadGrant(string text, out string role, out QueueRole access)
    {
        var at = text.LastIndexOf('=');
        role = at > 0 ? text[..at] : "";
        access = default;
        return at > 0 && text[(at + 1)..] is "producer" or "worker" or "observer" && Enum.TryParse(text[(at + 1)..], ignoreCase: true, out access);
    }

    private static async Task SetAsync(NpgsqlDataSource source, QueueName queue, Dictionary<string, object?> settings, CancellationToken cancellationToken)
    {
        var given = settings.Where(setting => setting.Value is not null).ToList();
        if (given.Count == 0)
        {
            return;
        }

        await using var command = source.CreateCommand(
            $"update {queue.Quoted}.settings set {string.Join(", ", given.Select((setting, index) => $"{setting.Key} = ${index + 1}"))}");
        given.ForEach(setting => command.Parameters.Add(new NpgsqlParameter { Value = setting.Value }));
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.CheckViolation)
        {
            throw new FormatException($"A setting is out of its bounds: {exception.ConstraintName}.", exception);
        }
    }
}
