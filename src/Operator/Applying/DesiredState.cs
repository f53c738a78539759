using System.Text.Json.Nodes;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.Applying;

/// <summary>Whether an object already says everything that is wanted of it.</summary>
internal static class DesiredState
{
    /// <summary>
    /// Every member of <paramref name="desired"/> is in <paramref name="observed"/> with the same value; the server may have added others.
    /// Lists must have the same length; quantities are compared by amount.
    /// </summary>
    public static bool IsContained(JsonNode? desired, JsonNode? observed) => (desired, observed) switch
    {
        (null, _) => true,
        (_, null) => IsEmpty(desired),
        (JsonObject wanted, JsonObject present) => wanted.All(member => IsContained(member.Value, present[member.Key])),
        (JsonArray wanted, JsonArray present) => wanted.Count == present.Count && wanted.Zip(present).All(pair => IsContained(pair.First, pair.Second)),
        (JsonValue wanted, JsonValue present) => JsonNode.DeepEquals(wanted, present) || IsSameAmount(wanted, present),
        _ => false,
    };

    /// <summary>The server leaves empty maps and lists out.</summary>
    private static bool IsEmpty(JsonNode node) => node switch
    {
        JsonObject map => map.Count == 0,
        JsonArray list => list.Count == 0,
        _ => false,
    };

    private static bool IsSameAmount(JsonValue wanted, JsonValue present) =>
        wanted.TryGetValue<string>(out var left) && present.TryGetValue<string>(out var right)
        && ResourceQuantity.TryParse(left, out var leftAmount) && ResourceQuantity.TryParse(right, out var rightAmount)
        && leftAmount == rightAmount;
}
