namespace Howdah.Kubernetes.Client;

/// <summary>Options of a list request.</summary>
public sealed record ListOptions
{
    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Objects a page; null leaves it to the server.</summary>
    public int? Limit { get; init; }

    public string? Continue { get; init; }

    /// <summary><c>0</c>: any cached state will do; null: a consistent read.</summary>
    public string? ResourceVersion { get; init; }

    public string? ResourceVersionMatch { get; init; }
}

/// <summary>Options of a watch request.</summary>
public sealed record WatchOptions
{
    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    public string? ResourceVersion { get; init; }

    public string? ResourceVersionMatch { get; init; }

    public bool AllowBookmarks { get; init; } = true;

    /// <summary>WatchList (KEP-3157): the initial state as ADDED events, then a bookmark annotated <c>k8s.io/initial-events-end</c>.</summary>
    public bool? SendInitialEvents { get; init; }

    /// <summary>The server ends the watch after this time; null leaves it to the server.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>Options of a server-side apply.</summary>
/// <param name="FieldManager">One per controller.</param>
/// <param name="Force">Take fields over from other managers; right for a controller's own objects.</param>
public sealed record ApplyOptions(string FieldManager, bool Force = true)
{
    public bool DryRun { get; init; }

    /// <summary>
    /// On <c>/status</c>: send the object's resource version along, so that the apply is a compare-and-swap (409 when somebody was faster).
    /// An apply of the main resource sends the version whenever it is set.
    /// </summary>
    public bool OptimisticLock { get; init; }
}

/// <summary>Options of a merge patch.</summary>
public sealed record PatchOptions
{
    public string? FieldManager { get; init; }

    /// <summary>For example <c>status</c> or <c>scale</c>.</summary>
    public string? Subresource { get; init; }
}

/// <summary>Options of a deletion.</summary>
public sealed record DeleteOptions
{
    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>.</summary>
    public string? PropagationPolicy { get; init; }

    public int? GracePeriodSeconds { get; init; }

    /// <summary>Delete only this very object.</summary>
    public string? PreconditionUid { get; init; }

    public string? PreconditionResourceVersion { get; init; }
}
