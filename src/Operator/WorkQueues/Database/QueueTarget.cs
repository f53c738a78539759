namespace Howdah.Operator.WorkQueues.Database;

/// <summary>Where a queue's database is, and how the operator is let in.</summary>
internal sealed record QueueTarget
{
    public required string Host { get; init; }

    public int Port { get; init; } = 5432;

    public required string Database { get; init; }

    public required string UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>As libpq writes it: disable, allow, prefer, require, verify-ca or verify-full.</summary>
    public string SslMode { get; init; } = "prefer";

    /// <summary>PEM; null: the system's.</summary>
    public string? Authorities { get; init; }

    /// <summary>PEM; by which the server knows the operator instead of a password.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM.</summary>
    public string? Key { get; init; }

    /// <summary>Without credentials.</summary>
    public string Display => $"{Host}:{Port}/{Database}";

    /// <summary>Records print all their members; this one holds secrets.</summary>
    public override string ToString() => Display;
}
