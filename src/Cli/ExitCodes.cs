namespace Howdah.Cli;

/// <summary>How a command ends; docs/workqueue.md has the list for scripts.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The database is away or something unforeseen has happened.</summary>
    public const int Failed = 1;

    /// <summary>The arguments are wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>There was nothing to take.</summary>
    public const int NoWork = 3;

    /// <summary>The queue has refused: stale token, not the owner, no such queue or item …</summary>
    public const int Refused = 4;

    /// <summary>Some lines of the input were refused and named; all others are loaded.</summary>
    public const int Partly = 5;

    /// <summary>Ended by a signal.</summary>
    public const int Cancelled = 130;
}
