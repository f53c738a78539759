using System.CommandLine;
using Howdah.Cli.Output;
using Howdah.Queueing.OpenSearch;
using Howdah.Search;
using Howdah.Search.Connection;

namespace Howdah.Cli.Queue.Search;

/// <summary>The connection of one command to a cluster of OpenSearch.</summary>
internal sealed class SearchSession : IDisposable
{
    private const string Prefix = "OPENSEARCH";
    private readonly ParseResult _parsed;
    private readonly SearchClient _client;

    private SearchSession(ParseResult parsed, Surroundings surroundings, SearchClient client)
    {
        _parsed = parsed;
        _client = client;
        Surroundings = surroundings;
    }

    public Surroundings Surroundings { get; }

    public TextWriter Error => _parsed.InvocationConfiguration.Error;

    /// <exception cref="FormatException">The command cannot be done there.</exception>
    /// <exception cref="SearchConfigurationException">There is no URL, or the settings contradict each other.</exception>
    public static async Task<int> RunAsync(ParseResult parsed, Surroundings surroundings, Func<SearchSession, Task<int>>? body)
    {
        if (body is null)
        {
            throw new FormatException($"'{parsed.CommandResult.Command.Name}' cannot be done in OpenSearch: create, push, take, complete, release, renew and stats can.");
        }

        var given = parsed.GetValue(QueueOptions.OpenSearch);
        var connection = SearchConnection.FromEnvironment(Prefix, name => name == Prefix + "_URL" && given is not null ? given : surroundings.Environment(name));
        using var session = new SearchSession(parsed, surroundings, new SearchClient(connection));
        return await body(session);
    }

    /// <exception cref="FormatException">The name cannot be that of an index.</exception>
    public WorkIndex Index(string queue) => IndexName.IsValid(queue)
        ? new WorkIndex(_client, new OpenSearchQueueOptions { Index = new IndexName(queue) })
        : throw new FormatException($"'{queue}' cannot be the name of an index.");

    public OpenSearchWorkCoordinator Coordinator(string queue, string? holder = null) =>
        new(Index(queue), holder ?? $"howdah/{System.Environment.MachineName}/{Guid.NewGuid():N}");

    public void Print(Sheet sheet) => SheetWriter.Write(sheet, _parsed.GetValue(QueueOptions.Output), _parsed.InvocationConfiguration.Output);

    public void Dispose() => _client.Dispose();
}
