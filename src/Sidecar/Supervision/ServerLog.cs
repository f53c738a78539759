namespace Howdah.Sidecar.Supervision;

/// <summary>The few lines of PostgreSQL's log that decide something (src/backend/replication of 15 to 18, messages in English).</summary>
internal static class ServerLog
{
    /// <summary>A walreceiver was refused because the WAL it asks for is gone, or its slot was invalidated.</summary>
    public static bool SaysWalIsMissing(ReadOnlySpan<byte> line) =>
        (line.IndexOf("requested WAL segment"u8) >= 0 && line.IndexOf("has already been removed"u8) >= 0)
        || line.IndexOf("can no longer get changes from replication slot"u8) >= 0
        || line.IndexOf("can no longer access replication slot"u8) >= 0
        || line.IndexOf("cannot read from replication slot"u8) >= 0;
}
