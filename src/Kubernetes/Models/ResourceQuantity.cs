using System.Text.Json.Serialization;
using Howdah.Kubernetes.Json;

namespace Howdah.Kubernetes.Models;

/// <summary>
/// A resource amount such as <c>500m</c>, <c>1.5Gi</c> or <c>2e3</c>. The text travels unchanged; equality and order are by amount,
/// so <c>1Gi</c> equals <c>1024Mi</c>. A text that is no quantity is carried too (one bad object must not spoil a list) and fails in <see cref="Value"/>.
/// </summary>
[JsonConverter(typeof(ResourceQuantityConverter))]
public readonly struct ResourceQuantity : IEquatable<ResourceQuantity>, IComparable<ResourceQuantity>
{
    private readonly string? _text;

    private ResourceQuantity(string text) => _text = text;

    /// <summary>The amount in base units (cores, bytes), exact to 10⁻⁹, rounded up beyond that, capped at 2⁶³ − 1 like the API server does.</summary>
    /// <exception cref="FormatException">The text is no quantity.</exception>
    public decimal Value => TryGetValue(out var value) ? value : throw new FormatException($"'{this}' is not a resource quantity.");

    public static implicit operator ResourceQuantity(string text) => Parse(text);

    public static bool operator ==(ResourceQuantity left, ResourceQuantity right) => left.Equals(right);

    public static bool operator !=(ResourceQuantity left, ResourceQuantity right) => !left.Equals(right);

    public static bool operator <(ResourceQuantity left, ResourceQuantity right) => left.CompareTo(right) < 0;

    public static bool operator >(ResourceQuantity left, ResourceQuantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(ResourceQuantity left, ResourceQuantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ResourceQuantity left, ResourceQuantity right) => left.CompareTo(right) >= 0;

    /// <exception cref="FormatException">The text is no quantity.</exception>
    public static ResourceQuantity Parse(string text) =>
        TryParse(text, out var quantity) ? quantity : throw new FormatException($"'{text}' is not a resource quantity.");

    public static bool TryParse(string? text, out ResourceQuantity quantity)
    {
        quantity = text is null ? default : new ResourceQuantity(text);
        return text is not null && QuantityParser.TryParse(text, out _);
    }

    /// <summary>Takes any text as it came over the wire.</summary>
    public static ResourceQuantity FromWire(string text) => new(text);

    /// <summary>False when the text is no quantity.</summary>
    public bool TryGetValue(out decimal value) => QuantityParser.TryParse(ToString(), out value);

    public int CompareTo(ResourceQuantity other) => Value.CompareTo(other.Value);

    public bool Equals(ResourceQuantity other) =>
        TryGetValue(out var mine) && other.TryGetValue(out var theirs)
            ? mine == theirs
            : string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is ResourceQuantity other && Equals(other);

    public override int GetHashCode() => TryGetValue(out var value) ? value.GetHashCode() : ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The text as it is on the wire.</summary>
    public override string ToString() => _text ?? "0";
}
