namespace Howdah.Sidecar.Operations;

/// <summary>How a long operation ended.</summary>
/// <param name="Error">Null on success.</param>
/// <param name="RewindFailed">The data directory is of no use any more, or cannot be rewound at all.</param>
internal sealed record OperationResult(string? Error = null, bool RewindFailed = false)
{
    public static readonly OperationResult Success = new();
}
