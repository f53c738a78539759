using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>One instance. Fast-changing numbers are refreshed at most every 30 s unless something else changes too.</summary>
public sealed class InstanceStatus
{
    /// <summary>The instance's name, for example <c>db-1</c>.</summary>
    [Required]
    [Length(maxLength: 63)]
    public string Name { get; set; } = "";

    /// <summary>Primary, Standby or None.</summary>
    [Length(maxLength: 63)]
    public string? Role { get; set; }

    /// <summary>It takes connections; a standby streams too.</summary>
    public bool? Ready { get; set; }

    /// <summary>
    /// One word: Running, Starting, Stopped, Cloning, Rewinding, NotStreaming, SlotLost, CannotConnect, QueryFailed, Unreachable, Fenced,
    /// WrongSystemId, Pending, Failed.
    /// </summary>
    [Length(maxLength: 63)]
    public string? State { get; set; }

    /// <summary>For people: why it is not ready, or how far a clone is.</summary>
    [Length(maxLength: 32768)]
    public string? Message { get; set; }

    /// <summary>The pod's address.</summary>
    [Length(maxLength: 64)]
    public string? Address { get; set; }

    /// <summary>The node that the pod runs on.</summary>
    [Length(maxLength: 253)]
    public string? Node { get; set; }

    /// <summary>The timeline that the instance is on.</summary>
    public int? Timeline { get; set; }

    /// <summary>The last WAL position that was flushed to its disk.</summary>
    [Length(maxLength: 32)]
    public string? ReceivedLsn { get; set; }

    /// <summary>The last WAL position that was replayed.</summary>
    [Length(maxLength: 32)]
    public string? ReplayedLsn { get; set; }

    /// <summary>Bytes of WAL between the primary's write position and this standby's replay, as the primary measures it.</summary>
    public long? LagBytes { get; set; }

    /// <summary>Seconds of replay lag, as the primary measures it.</summary>
    public double? LagSeconds { get; set; }

    /// <summary>The standby's replication slot on the primary.</summary>
    [Length(maxLength: 63)]
    public string? Slot { get; set; }

    /// <summary>True when a changed parameter waits for a restart.</summary>
    public bool? PendingRestart { get; set; }
}
