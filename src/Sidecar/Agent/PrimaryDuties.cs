using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Postgres.Administration;
using Howdah.Postgres.Connections;
using Howdah.Postgres.Probes;
using Npgsql;

namespace Howdah.Sidecar.Agent;

/// <summary>
/// What a running server needs besides running. Primary: a slot for each other member, roles, the application's database, a checkpoint after a promotion (pg_rewind
/// up to 15 reads the timeline from the control file). Standby: no slots. Beside the agent's loop, because a checkpoint may take long.
/// </summary>
internal sealed class PrimaryDuties(LocalServer patient, SidecarPaths paths, AgentIdentity identity, ILogger log)
{
    private DutyFacts? _facts;
    private string? _rolesDone;
    private int _checkpointDone;
    private bool _failing;
    private string? _preparing = "its roles and its database have not been looked at yet";

    /// <summary>
    /// What is missing for the application's first connection; null once its database was seen, on this server or on the one it was a standby of, so that neither a
    /// failover nor a later trouble takes away from an instance what it once had.
    /// </summary>
    public string? Preparing => Volatile.Read(ref _preparing);

    /// <summary>What was last seen; null while there is no server to do anything on.</summary>
    public void Observe(ServerSnapshot? snapshot, V1PostgresCluster? cluster, bool holdsLease) =>
        Volatile.Write(ref _facts, snapshot is null || cluster is null ? null : new DutyFacts(snapshot, cluster, holdsLease));

    public async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (Volatile.Read(ref _facts) is { } facts)
                {
                    await TryAsync(facts, cancellationToken);
                }

                await Task.Delay(interval, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // We end.
        }
    }

    private async Task TryAsync(DutyFacts facts, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await patient.OpenAsync(cancellationToken);
            await LookForDatabaseAsync(connection, facts, cancellationToken);
            if (facts.Snapshot.InRecovery)
            {
                await DropSlotsAsync(connection, static _ => true, cancellationToken);
            }
            else if (facts.HoldsLease)
            {
                await SlotsAsync(connection, facts.Cluster, cancellationToken);
                await RolesAsync(connection, facts, cancellationToken);
                await CheckpointAsync(connection, facts.Snapshot, cancellationToken);
            }

            _failing = false;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException or ArgumentException or InvalidOperationException)
        {
            patient.Clear();
            Prepare(exception.Message);
            if (!_failing)
            {
                _failing = true;
                log.DutyFailed(exception);
            }
        }
    }

    private async Task SlotsAsync(NpgsqlConnection connection, V1PostgresCluster cluster, CancellationToken cancellationToken)
    {
        var members = (cluster.Status.Members ?? []).Select(static member => member.Name).ToList();
        var wanted = members.Where(name => name != identity.Instance).Select(Names.Slot).ToHashSet();
        var present = (await Slots.ListAsync(connection, Names.SlotPrefix, cancellationToken)).Select(static slot => slot.Name).ToHashSet();
        foreach (var slot in wanted.Where(slot => !present.Contains(slot)))
        {
            if (await Slots.CreateAsync(connection, slot, cancellationToken))
            {
                log.SlotCreated(slot);
            }
        }

        // A list that does not even name us is not the whole of it.
        if (members.Contains(identity.Instance) && (cluster.Status.Instances ?? members.Count) == members.Count)
        {
            await DropSlotsAsync(connection, slot => !wanted.Contains(slot), cancellationToken);
        }
    }

    private async Task DropSlotsAsync(NpgsqlConnection connection, Predicate<string> unwanted, CancellationToken cancellationToken)
    {
        foreach (var slot in await Slots.ListAsync(connection, Names.SlotPrefix, cancellationToken))
        {
            if (unwanted(slot.Name) && await Slots.DropAsync(connection, slot.Name, cancellationToken))
            {
                log.SlotDropped(slot.Name);
            }
        }
    }

    private async Task RolesAsync(NpgsqlConnection connection, DutyFacts facts, CancellationToken cancellationToken)
    {
        var verifiers = MountedFiles.Read(paths.Roles);
        var initdb = InitdbOf(facts);
        var owner = initdb.Owner ?? initdb.Database;
        var key = $"{facts.Snapshot.StartedAt:O} {facts.Snapshot.Timeline} {MountedFiles.Hash(verifiers)} {initdb.Database} {owner}";
        if (key == _rolesDone)
        {
            return;
        }

        var changes = await Roles.ReconcileAsync(
            connection, PodLayout.ReplicationRole, PodLayout.MonitorRole, [.. verifiers.Select(static file => new ApplicationRole(file.Key, file.Value.Trim()))], cancellationToken);
        if (changes > 0)
        {
            log.RolesChanged(changes);
        }

        if (!verifiers.ContainsKey(owner))
        {
            Prepare($"the password of its owner {owner} has not arrived");
            return;
        }

        if (await Databases.EnsureAsync(connection, initdb.Database, owner, initdb.Encoding, cancellationToken))
        {
            log.DatabaseCreated(initdb.Database, owner);
        }

        Volatile.Write(ref _preparing, null);

        changes = await Roles.ReconcileOperatorAsync(connection, PodLayout.OperatorRole, initdb.Database, cancellationToken);
        if (changes > 0)
        {
            log.RolesChanged(changes);
        }

        _rolesDone = key;
    }

    private async Task LookForDatabaseAsync(NpgsqlConnection connection, DutyFacts facts, CancellationToken cancellationToken)
    {
        if (Preparing is not null && await Databases.ExistsAsync(connection, InitdbOf(facts).Database, cancellationToken))
        {
            Volatile.Write(ref _preparing, null);
        }
    }

    /// <summary>Says why the database is not there, as long as it has never been.</summary>
    private void Prepare(string why)
    {
        if (Preparing is not null && Volatile.Read(ref _facts) is { } facts)
        {
            Volatile.Write(ref _preparing, $"the database {InitdbOf(facts).Database} is not made yet: {why}");
        }
    }

    private static InitdbSpec InitdbOf(DutyFacts facts) => facts.Cluster.Spec.Bootstrap?.Initdb ?? new InitdbSpec();

    private async Task CheckpointAsync(NpgsqlConnection connection, ServerSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.CheckpointTimeline < snapshot.Timeline && _checkpointDone < snapshot.Timeline)
        {
            await using var command = new NpgsqlCommand("CHECKPOINT", connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
            _checkpointDone = snapshot.Timeline;
            log.CheckpointDone(snapshot.Timeline);
        }
    }

    private sealed record DutyFacts(ServerSnapshot Snapshot, V1PostgresCluster Cluster, bool HoldsLease);
}
