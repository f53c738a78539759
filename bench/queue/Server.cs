using System.Globalization;
using Npgsql;

namespace Howdah.QueueBench;

/// <summary>The server under test, on this machine: its databases, its CPU time and its WAL.</summary>
internal sealed class Server(int port, int postmaster)
{
    private const double MicrosecondsPerTick = 10_000;

    /// <summary>utime and stime, cutime and cstime.</summary>
    private static readonly Range Own = 11..13;
    private static readonly Range EndedChildren = 13..15;

    public static Server FromEnvironment() => new(
        int.Parse(Variable("BENCH_PORT"), CultureInfo.InvariantCulture), int.Parse(Variable("BENCH_SERVER"), CultureInfo.InvariantCulture));

    public static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set: start this program by bench/queue/run");

    public string Url(string database) => $"postgresql://postgres@127.0.0.1:{port}/{database}";

    public NpgsqlDataSource Connect(string database, int pool) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Database = database,
        MaxPoolSize = pool,
        MaxAutoPrepare = 50,
        AutoPrepareMinUsages = 2,
        CommandTimeout = 600,
        NoResetOnClose = true,
    });

    public async Task CreateDatabaseAsync(string name)
    {
        await ExecuteAsync("postgres", $"drop database if exists {name} with (force)");
        await ExecuteAsync("postgres", $"create database {name}");
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var source = Connect(database, 1);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string database, string sql)
    {
        await using var source = Connect(database, 1);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<Reading> ReadAsync(int client) => new(
        TimeProvider.System.GetTimestamp(), ServerCpu(), ProcessCpu(client),
        (long)await ScalarAsync<decimal>("postgres", "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"));

    /// <summary>User and system time of the postmaster, of its children, and of those that have ended, in microseconds.</summary>
    private double ServerCpu()
    {
        while (true)
        {
            // A child that ends meanwhile would be counted nowhere, or twice.
            var ended = Ticks(postmaster, EndedChildren);
            var ticks = Ticks(postmaster, Own) + Children().Sum(child => Ticks(child, Own));
            if (Ticks(postmaster, EndedChildren) == ended)
            {
                return (ticks + ended) * MicrosecondsPerTick;
            }
        }
    }

    private IEnumerable<int> Children() =>
        from directory in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var number) ? number : 0
        where id > 0 && Fields(id)?[1] == postmaster.ToString(CultureInfo.InvariantCulture)
        select id;

    private static double ProcessCpu(int id) => Ticks(id, Own) * MicrosecondsPerTick;

    private static double Ticks(int id, Range which) => Fields(id)?[which].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) ?? 0;

    /// <summary>The fields of /proc/ID/stat after the name; null when the process has gone.</summary>
    private static string[]? Fields(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>CPU times in microseconds, WAL in bytes.</summary>
internal sealed record Reading(long At, double ServerCpu, double ClientCpu, long Wal)
{
    public Figures Until(Reading end, long items) => new(
        items / TimeProvider.System.GetElapsedTime(At, end.At).TotalSeconds, (end.ServerCpu - ServerCpu) / items,
        (end.ClientCpu - ClientCpu) / items, (double)(end.Wal - Wal) / items);
}

/// <summary>Items a second; microseconds and bytes an item.</summary>
internal sealed record Figures(double Rate, double ServerCpu, double ClientCpu, double Wal)
{
    /// <summary>The run with the median rate.</summary>
    public static Figures Median(IEnumerable<Figures> runs)
    {
        var sorted = runs.OrderBy(run => run.Rate).ToList();
        return sorted[sorted.Count / 2];
    }
}
