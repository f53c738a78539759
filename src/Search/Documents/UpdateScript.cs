using System.Text.Json.Nodes;

namespace Howdah.Search.Documents;

/// <summary>A Painless script and its parameters. The text is a constant: whatever varies is a parameter, so that no input is ever read as code and the
/// cluster compiles it once.</summary>
/// <param name="Source">The text.</param>
/// <param name="Parameters">Known to the script as <c>params</c>.</param>
public sealed record UpdateScript(string Source, JsonObject Parameters)
{
    /// <summary>Runs the script on an empty document when there is none (<c>ctx.op</c> is then <c>create</c>).</summary>
    public bool Upsert { get; init; }

    internal JsonObject ToJson()
    {
        var body = new JsonObject
        {
            ["script"] = new JsonObject { ["lang"] = "painless", ["source"] = Source, ["params"] = Parameters.DeepClone() },
        };
        if (Upsert)
        {
            body["scripted_upsert"] = true;
            body["upsert"] = new JsonObject();
        }

        return body;
    }
}
