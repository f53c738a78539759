using System.Text;
using System.Text.RegularExpressions;

namespace Howdah.Queueing.Contract;

/// <summary>
/// The id of a piece of a migration: a place in a shard of an index, in text <c>base64url(index)__shard__document</c> without padding, or the
/// sentinel <c>shard_setup</c>, which has neither shard nor document.
/// </summary>
public sealed partial record WorkItemId(string Index, int? Shard, long? Document)
{
    private const string Separator = "__";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The work that creates all other work.</summary>
    public static readonly WorkItemId ShardSetup = new("shard_setup", null, null);

    /// <exception cref="WorkQueueException">Not the text of an id: invalid argument.</exception>
    public static WorkItemId Parse(string text)
    {
        if (text == ShardSetup.Index)
        {
            return ShardSetup;
        }

        var match = Pattern().Match(text);
        if (!match.Success || !int.TryParse(match.Groups["shard"].ValueSpan, out var shard) || !long.TryParse(match.Groups["document"].ValueSpan, out var document))
        {
            throw Malformed(text, null);
        }

        try
        {
            return new WorkItemId(StrictUtf8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(match.Groups["index"].ValueSpan)), shard, document);
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            throw Malformed(text, exception);
        }
    }

    /// <summary>The successor of this item when its documents before <paramref name="cursor"/> are done.</summary>
    /// <exception cref="InvalidOperationException">The sentinel has no place to go on from.</exception>
    public WorkItemId At(long cursor) =>
        Document is null ? throw new InvalidOperationException("The set-up item has no successor.") : this with { Document = cursor };

    public override string ToString() => Shard is null || Document is null
        ? Index
        : System.Buffers.Text.Base64Url.EncodeToString(StrictUtf8.GetBytes(Index)) + Separator + Shard + Separator + Document;

    private static WorkQueueException Malformed(string text, Exception? inner) =>
        new(WorkQueueError.InvalidArgument, $"'{text}' is not the id of a work item: base64url(index)__shard__document.", inner);

    /// <summary>The base64url alphabet holds the underscore, so the index is everything before the last two separators.</summary>
    [GeneratedRegex("^(?<index>[A-Za-z0-9_-]+)__(?<shard>[0-9]+)__(?<document>[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
