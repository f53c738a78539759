using System.Text.Json.Nodes;
using Howdah.Search.Documents;

namespace Howdah.Queueing.OpenSearch.Documents;

/// <summary>The scripts, whose texts never vary, with the parameters of one call.</summary>
internal sealed class WorkScripts(OpenSearchQueueOptions options)
{
    /// <summary>The part of a token below a millisecond, drawn at random. Tokens keep below 19 digits, which some servers cannot read although a long can hold them.</summary>
    private const int SaltBits = 16;

    private static readonly string CreateText = Load("create");
    private static readonly string AcquireText = Load("acquire");
    private static readonly string CompleteText = Load("complete");
    private static readonly string SuccessorsText = Load("successors");
    private static readonly string ReleaseText = Load("release");
    private static readonly string RenewText = Load("renew");

    public static string NewNonce() => Guid.NewGuid().ToString("N");

    public static UpdateScript Create(string key, string creator, string nonce, int exponent = 0, string? parent = null, int position = 0) => new(CreateText, new()
    {
        ["version"] = WorkIndexDefinition.ScriptVersion,
        ["key"] = key,
        ["holder"] = creator,
        ["nonce"] = nonce,
        ["exponent"] = exponent,
        ["parent"] = parent,
        ["position"] = position,
    })
    {
        Upsert = true,
    };

    /// <param name="holder">Who.</param>
    /// <param name="lease">How long, before doubling.</param>
    /// <param name="nonce">The same for every try of one call.</param>
    /// <param name="specificKey">The item, when it was asked for by its id: then it is created if need be, and a live lease of the holder is kept.</param>
    public UpdateScript Acquire(string holder, TimeSpan lease, string nonce, string? specificKey) => new(AcquireText, new()
    {
        ["version"] = WorkIndexDefinition.ScriptVersion,
        ["key"] = specificKey,
        ["holder"] = holder,
        ["nonce"] = nonce,
        ["salt"] = Convert.ToInt32(nonce[..(SaltBits / 4)], 16),
        ["keep"] = specificKey is not null,
        ["lease"] = Milliseconds(lease),
        ["longest"] = Milliseconds(options.LeaseMax),
        ["cap"] = options.ExponentCap,
        ["tolerance"] = Milliseconds(options.ClockTolerance),
    })
    {
        Upsert = specificKey is not null,
    };

    public static UpdateScript Complete(long token) => new(CompleteText, Held(token));

    public static UpdateScript Release(long token) => new(ReleaseText, Held(token));

    public static UpdateScript Successors(long token, IEnumerable<string> successors)
    {
        var list = new JsonArray();
        foreach (var successor in successors)
        {
            list.Add((JsonNode)successor);
        }

        var parameters = Held(token);
        parameters["successors"] = list;
        return new UpdateScript(SuccessorsText, parameters);
    }

    public UpdateScript Renew(long token, TimeSpan lease)
    {
        var parameters = Held(token);
        parameters["lease"] = Milliseconds(lease);
        parameters["longest"] = Milliseconds(options.LeaseMax);
        return new UpdateScript(RenewText, parameters);
    }

    private static JsonObject Held(long token) => new() { ["version"] = WorkIndexDefinition.ScriptVersion, ["token"] = token };

    /// <summary>Rounded up: a lease shorter than a millisecond is still one.</summary>
    private static long Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);

    private static string Load(string name)
    {
        using var stream = typeof(WorkScripts).Assembly.GetManifestResourceStream(name + ".painless")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
