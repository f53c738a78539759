using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Instances;
using Howdah.Kubernetes.Models;
using Howdah.Postgres.Configuration;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Agent.Specs;

/// <summary>The configuration of this instance's server, from the PostgresCluster.</summary>
internal static class ConfigurationSpec
{
    /// <param name="source">Whom to follow; null: nobody.</param>
    /// <param name="minimums">As pg_controldata of a standby has them; empty on a primary.</param>
    public static ServerFiles Build(
        V1PostgresCluster cluster, string instance, Member? source, int majorVersion, IReadOnlyDictionary<string, long> minimums, SidecarPaths paths)
    {
        var rendered = PostgresConfiguration.Render(new ServerSettings
        {
            InstanceName = instance,
            Major = majorVersion,
            Parameters = cluster.Spec.Postgresql?.Parameters ?? [],
            SocketDirectory = paths.PostgresSocketDirectory,
            Port = paths.PostgresPort,
            Certificates = new ServerCertificates(
                Path.Combine(paths.ServerCertificates, "tls.crt"), Path.Combine(paths.ServerCertificates, "tls.key"), Path.Combine(paths.ServerCertificates, "ca.crt")),
            VolumeBytes = Bytes(cluster.Spec.Storage.Size),
            MemoryBytes = Bytes(cluster.Spec.Resources?.Limits?.GetValueOrDefault("memory")),
            SynchronousStandbyNames = Synchronous(cluster.Status.Synchronous, instance),
            PrimaryConnInfo = source is null ? null : ConnectionTo(source, instance, paths, database: null),
            PrimarySlotName = source is null ? null : Names.Slot(instance),
            HotStandbyMinimums = minimums,
        });
        var text = paths.ListenAddress is { } address ? rendered.Text + ConfigurationFile.Line("listen_addresses", address) + "\n" : rendered.Text;
        return new ServerFiles(
            text, HbaRules.Render(cluster.Spec.Postgresql?.PgHba, PodLayout.ReplicationRole, PodLayout.MonitorRole, PodLayout.OperatorRole), rendered.Hash);
    }

    /// <param name="applicationName">Names a streaming standby to its primary. A clone must bear another name: it would be counted as one.</param>
    public static string ConnectionTo(Member source, string applicationName, SidecarPaths paths, string? database) => ConnInfo.Replication(
        source.HostName, source.Address, paths.PostgresPort, PodLayout.ReplicationRole, applicationName,
        Path.Combine(paths.ReplicationCertificates, "tls.crt"), Path.Combine(paths.ReplicationCertificates, "tls.key"), Path.Combine(paths.ReplicationCertificates, "ca.crt"),
        database);

    /// <summary>Rendered on standbys too, so that a promoted one waits from its first commit on; for the others, not for itself.</summary>
    private static string? Synchronous(SynchronousStatus? status, string instance) =>
        status is { Number: > 0 } ? SynchronousNames.Render(status.Number, [.. status.Standbys.Where(name => name != instance)]) : null;

    private static long? Bytes(string? quantity) =>
        ResourceQuantity.TryParse(quantity, out var parsed) && parsed.TryGetValue(out var value) ? (long)value : null;
}
