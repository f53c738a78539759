using System.CommandLine;
using Howdah.Cli.Output;
using Howdah.Cli.Queue.Search;
using Howdah.Postgres.Connections;
using Howdah.Queueing;
using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Search;
using Howdah.Search.Connection;
using Npgsql;

namespace Howdah.Cli.Queue;

/// <summary>The connection of one command, its streams, and how its failures end.</summary>
internal sealed class QueueSession : IAsyncDisposable
{
    private readonly ParseResult _parsed;

    private QueueSession(ParseResult parsed, Surroundings surroundings, NpgsqlDataSource source)
    {
        _parsed = parsed;
        Surroundings = surroundings;
        Source = source;
    }

    public Surroundings Surroundings { get; }

    public NpgsqlDataSource Source { get; }

    public TextWriter Out => _parsed.InvocationConfiguration.Output;

    public TextWriter Error => _parsed.InvocationConfiguration.Error;

    public OutputForm Form => _parsed.GetValue(QueueOptions.Output);

    /// <summary>Runs the body of a command and turns its failures into a line on stderr and an exit code.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="surroundings">What is read besides.</param>
    /// <param name="body">On a database.</param>
    /// <param name="search">In OpenSearch; null: the command cannot be done there.</param>
    public static async Task<int> RunAsync(
        ParseResult parsed, Surroundings surroundings, Func<QueueSession, Task<int>> body, Func<SearchSession, Task<int>>? search = null)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            if (parsed.GetResult(QueueOptions.OpenSearch) is { Implicit: false })
            {
                return await SearchSession.RunAsync(parsed, surroundings, search);
            }

            await using var session = new QueueSession(parsed, surroundings, NpgsqlDataSource.Create(Settings(parsed, surroundings)));
            return await body(session);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or SearchConfigurationException)
        {
            await error.WriteLineAsync(exception.Message);
            return ExitCodes.Usage;
        }
        catch (WorkQueueException exception)
        {
            await error.WriteLineAsync($"{exception.Error}: {exception.Message}");
            return exception.Error == WorkQueueError.RetriesExceeded ? ExitCodes.Failed : ExitCodes.Refused;
        }
        catch (PostgresException exception) when (WorkQueueException.From(exception) is { } refusal)
        {
            await error.WriteLineAsync($"{refusal.Error}: {refusal.Message}");
            return ExitCodes.Refused;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
        catch (Exception exception) when (exception is NpgsqlException or SearchException or IOException or UnauthorizedAccessException or QueueSchemaException)
        {
            await error.WriteLineAsync(exception.Message);
            return ExitCodes.Failed;
        }
    }

    public QueueClient Client(string queue) => new(Source, new QueueName(queue));

    public void Print(Sheet sheet) => SheetWriter.Write(sheet, Form, Out);

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static string Settings(ParseResult parsed, Surroundings surroundings)
    {
        var single = parsed.GetValue(QueueOptions.Host) ?? parsed.GetValue(QueueOptions.Database) ?? parsed.GetValue(QueueOptions.User) ?? parsed.GetValue(QueueOptions.Port)?.ToString();
        var settings = ConnectionText.Parse(parsed.GetValue(QueueOptions.Dsn) ?? (single is null ? surroundings.Environment("HOWDAH_DSN") : null), surroundings.Environment);
        settings.Host = parsed.GetValue(QueueOptions.Host) ?? settings.Host;
        settings.Port = parsed.GetValue(QueueOptions.Port) ?? settings.Port;
        settings.Database = parsed.GetValue(QueueOptions.Database) ?? settings.Database;
        settings.Username = parsed.GetValue(QueueOptions.User) ?? settings.Username;
        settings.ApplicationName ??= "howdah queue";
        settings.MaxPoolSize = 4;
        return settings.ConnectionString;
    }
}
