using System.CommandLine;
using System.CommandLine.Parsing;
using Howdah.Cli.Output;
using Howdah.Entities;

namespace Howdah.Cli.Queue;

/// <summary>Options that more than one command has, and what they may be.</summary>
internal static class QueueOptions
{
    public static readonly Option<string?> Dsn = Common<string?>("--dsn", "The database: postgresql://user:password@host:port/database, or Host=…;Database=…. Environment: HOWDAH_DSN.");
    public static readonly Option<string?> Host = Common<string?>("--host", "Server. Environment: PGHOST.");
    public static readonly Option<int?> Port = Common<int?>("--port", "Port. Environment: PGPORT.");
    public static readonly Option<string?> Database = Common<string?>("--dbname", "Database. Environment: PGDATABASE.");
    public static readonly Option<string?> User = Common<string?>("--username", "User. Environment: PGUSER; the password is in PGPASSWORD or PGPASSFILE.");
    public static readonly Option<string?> OpenSearch = new("--opensearch")
    {
        Description = "A queue in a cluster of OpenSearch, in place of a database: its URL. Without one: OPENSEARCH_URL. Credentials: OPENSEARCH_USERNAME and _PASSWORD, _TOKEN, _CA_FILE.",
        Recursive = true,
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static readonly Option<OutputForm> Output = Common<OutputForm>("--output", "table or json.");

    public static Argument<string> Queue() => new("queue") { Description = "Name of the queue, which is that of its schema." };

    /// <summary>One or more leases, as <c>take</c> prints them: NUMBER:TOKEN.</summary>
    public static Argument<LeaseName[]> Leases()
    {
        var argument = new Argument<LeaseName[]>("lease")
        {
            Description = "Leases as 'take' prints them: NUMBER:TOKEN; in OpenSearch ID:TOKEN.",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
            {
                var leases = new List<LeaseName>();
                foreach (var token in result.Tokens)
                {
                    if (LeaseName.TryParse(token.Value, out var lease))
                    {
                        leases.Add(lease);
                    }
                    else
                    {
                        result.AddError($"'{token.Value}' is not a lease: NUMBER:TOKEN, as 'take' prints it.");
                    }
                }

                return [.. leases];
            },
        };
        return argument;
    }

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description + " As 90s, 15m, 12h, 7d or 500ms.",
        CustomParser = result =>
        {
            if (DurationText.TryParse(result.Tokens.SingleOrDefault()?.Value, out var span))
            {
                return span;
            }

            result.AddError($"'{result.Tokens.SingleOrDefault()?.Value}' of {name} is not a length of time: 90s, 15m, 12h, 7d, 500ms.");
            return null;
        },
    };

    /// <summary>At most one of them may be given.</summary>
    public static void Exclude(this Command command, params Symbol[] symbols) => command.Validators.Add(result =>
    {
        var given = symbols.Where(symbol => IsGiven(result, symbol)).Select(Name).ToList();
        if (given.Count > 1)
        {
            result.AddError($"{string.Join(" and ", given)} exclude each other.");
        }
    });

    /// <summary>What a queue in OpenSearch does not have is refused rather than ignored.</summary>
    /// <exception cref="FormatException">One of them is given.</exception>
    public static void RefuseInSearch(this ParseResult parsed, params Option[] options)
    {
        var given = options.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(Name).ToList();
        if (given.Count > 0)
        {
            throw new FormatException($"--opensearch and {string.Join(", ", given)} exclude each other: queues in OpenSearch have nothing of the kind.");
        }
    }

    /// <summary>One of them must be given.</summary>
    public static void Demand(this Command command, params Symbol[] symbols) => command.Validators.Add(result =>
    {
        if (!symbols.Any(symbol => IsGiven(result, symbol)))
        {
            result.AddError($"Give {string.Join(" or ", symbols.Select(Name))}.");
        }
    });

    private static bool IsGiven(CommandResult result, Symbol symbol) => symbol switch
    {
        Option option => result.GetResult(option) is { Implicit: false },
        Argument argument => result.GetResult(argument) is { Tokens.Count: > 0 },
        _ => false,
    };

    private static string Name(Symbol symbol) => symbol is Argument ? symbol.Name.ToUpperInvariant() : symbol.Name;

    private static Option<T> Common<T>(string name, string description) => new(name) { Description = description, Recursive = true };
}
