using System.Diagnostics;
using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Sidecar.Tests.Support;
using Npgsql;
using Xunit.Abstractions;

namespace Howdah.Sidecar.Tests.Agent;

/// <summary>Three instances with real agents, supervisors and servers; a fake API server; the real failover machine in the operator's place. Commits wait for one standby.</summary>
public sealed class TakeOverTests(ITestOutputHelper output)
{
    private const int LeaseSeconds = 10;

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_primary_whose_pod_is_killed_is_replaced_comes_back_as_a_standby_and_no_acknowledged_write_is_lost(int version)
    {
        await using var cluster = await TestCluster.StartAsync(version, instances: 3, LeaseSeconds);
        await using var op = new TestOperator(cluster, synchronous: 1);
        var old = await StartAsync(cluster);
        await using var first = new PinnedWriter(old);
        await using var second = new PinnedWriter(cluster.Instances[1]);
        await using var third = new PinnedWriter(cluster.Instances[2]);
        PinnedWriter[] writers = [first, second, third];
        await Eventually.BecomesTrueAsync(() => first.Acknowledged.Count > 50);

        var killed = Stopwatch.GetTimestamp();
        await old.KillPodAsync();

        var heir = await TakenOverAsync(cluster, writers, op);
        output.WriteLine($"{heir.Name} took over; first write {(heir.Acknowledged.First().At - killed) / (double)Stopwatch.Frequency:0.0} s after the kill\n{op.Story}");
        await old.StartAnotherPodAsync();
        await ComesBackAsync(cluster, old, heir.Name, op);
        Assert.Contains("\"reason\":\"Rewind\"", old.Agent.Output, StringComparison.Ordinal);
        await CheckWritesAsync(cluster, writers, old.Name, heir);
    }

    [SkippableFact]
    public async Task A_primary_that_cannot_reach_the_API_server_stops_within_its_lease_before_a_standby_takes_writes()
    {
        await using var cluster = await TestCluster.StartAsync(17, instances: 3, LeaseSeconds);
        await using var op = new TestOperator(cluster, synchronous: 1);
        var old = await StartAsync(cluster);
        await using var first = new PinnedWriter(old);
        await using var second = new PinnedWriter(cluster.Instances[1]);
        await using var third = new PinnedWriter(cluster.Instances[2]);
        PinnedWriter[] writers = [first, second, third];
        await Eventually.BecomesTrueAsync(() => first.Acknowledged.Count > 50);

        var cut = Stopwatch.GetTimestamp();
        cluster.ApiOf(old).Cut();
        await Eventually.BecomesAsync(old.Supervisor.AskAsync, static answer => answer.Report.VerifiedStopped);
        Assert.InRange(Stopwatch.GetElapsedTime(cut).TotalSeconds, 0, LeaseSeconds);
        Assert.Empty(Signals.ServersIn(old.Paths.DataDirectory));

        var heir = await TakenOverAsync(cluster, writers, op);
        output.WriteLine($"Stopped, then {heir.Name} took over; first write {(heir.Acknowledged.First().At - cut) / (double)Stopwatch.Frequency:0.0} s after the cut\n{op.Story}");
        cluster.ApiOf(old).Mend();
        await ComesBackAsync(cluster, old, heir.Name, op);
        await CheckWritesAsync(cluster, writers, old.Name, heir);
    }

    /// <summary>All three run, the table is there, and commits wait.</summary>
    private static async Task<TestInstance> StartAsync(TestCluster cluster)
    {
        var primary = await cluster.AddAsync("db-1");
        await cluster.AddAsync("db-2");
        await cluster.AddAsync("db-3");
        await Eventually.BecomesAsync(() => primary.PsqlAsync("select count(*) from pg_stat_replication where state = 'streaming' and application_name like 'db-_'"), static count => count == "2", 180);
        await Eventually.BecomesAsync(() => primary.PsqlAsync("show synchronous_standby_names"), static names => names.Contains("db-2", StringComparison.Ordinal) && names.Contains("db-3", StringComparison.Ordinal), 60);
        await Eventually.BecomesAsync(() => primary.PsqlAsync("select count(*) from pg_database where datname = 'app'"), static count => count == "1", 60);
        await using var connection = new NpgsqlConnection(PinnedWriter.ConnectionString(primary));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("create table written (writer text, n int, primary key (writer, n))", connection);
        await command.ExecuteNonQueryAsync();
        return primary;
    }

    /// <summary>The writer at the new primary.</summary>
    private static async Task<PinnedWriter> TakenOverAsync(TestCluster cluster, PinnedWriter[] writers, TestOperator op)
    {
        await EventuallyAsync(() => Task.FromResult(writers[1..].Any(static writer => writer.Acknowledged.Count > 20)), op, "writes at a new primary");
        var heir = Assert.Single(writers[1..], static writer => writer.Acknowledged.Count > 0);
        await EventuallyAsync(async () => (await StatusAsync(cluster)).CurrentPrimary == heir.Name, op, "the new primary on record");
        return heir;
    }

    private static async Task ComesBackAsync(TestCluster cluster, TestInstance old, string heir, TestOperator op)
    {
        await EventuallyAsync(async () => (await old.ReportAsync()) is { Role: InstanceRole.Standby, State: InstanceState.Running } report && report.StreamingFrom == heir, op, "the old primary follows");
        await EventuallyAsync(async () => await StatusAsync(cluster) is { Failover.State: "Stable", LastFailover: not null } status && status.CurrentPrimary == heir, op, "the failover is complete");
    }

    private static async Task CheckWritesAsync(TestCluster cluster, PinnedWriter[] writers, string old, PinnedWriter heir)
    {
        var acknowledged = writers.SelectMany(static writer => writer.Acknowledged.Select(entry => (writer.Name, entry.Row))).ToHashSet();
        foreach (var instance in cluster.Instances)
        {
            await Eventually.BecomesAsync(async () => acknowledged.Except(await RowsAsync(instance)).ToList(), static missing => missing.Count == 0, what: $"{instance.Name} has what was acknowledged");
        }

        var last = writers.Single(writer => writer.Name == old).Acknowledged.Max(static entry => entry.At);
        var next = heir.Acknowledged.Min(static entry => entry.At);
        Assert.True(last < next, "both acknowledged writes at the same time");
    }

    private static async Task<HashSet<(string, int)>> RowsAsync(TestInstance instance)
    {
        await using var connection = new NpgsqlConnection(PinnedWriter.ConnectionString(instance));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select writer, n from written", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new HashSet<(string, int)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetString(0), reader.GetInt32(1)));
        }

        return rows;
    }

    private static async Task<PostgresClusterStatus> StatusAsync(TestCluster cluster) => (await cluster.Client.GetAsync<V1PostgresCluster>("db", "ns"))!.Status;

    private static async Task EventuallyAsync(Func<Task<bool>> condition, TestOperator op, string what)
    {
        try
        {
            await Eventually.BecomesAsync(condition, static truth => truth, 120, what);
        }
        catch (Xunit.Sdk.XunitException failure)
        {
            throw new Xunit.Sdk.XunitException($"{failure.Message}\n{op.Story}", failure);
        }
    }
}
