using Howdah.Sidecar.Native;

namespace Howdah.Sidecar.Operations;

internal sealed record ToolResult(string Program, ExitStatus Status, IReadOnlyList<string> Lines)
{
    public bool IsSuccess => Status.IsSuccess;

    public string Text => string.Join('\n', Lines);

    /// <summary>The program, how it ended, and its last lines.</summary>
    public string Describe() => $"{Program}: {Status}: {string.Join('\n', Lines.TakeLast(8))}";
}
