namespace Howdah.Cli.Queue.Load;

internal enum LineFormat
{
    /// <summary>An id, or an id, a tab and a payload.</summary>
    Text,

    /// <summary>A JSON object.</summary>
    Jsonl,
}
