using System.Globalization;
using System.Text.Json.Serialization;
using Howdah.Kubernetes.Json;

namespace Howdah.Kubernetes.Models;

/// <summary>A number (port 5432) or a text (port <c>postgres</c>, <c>25%</c>); the default is the number 0.</summary>
[JsonConverter(typeof(IntOrStringConverter))]
public readonly record struct IntOrString
{
    private readonly int _number;
    private readonly string? _text;

    public IntOrString(int number) => _number = number;

    public IntOrString(string text) => _text = text;

    /// <summary>Null when it is a text.</summary>
    public int? Number => _text is null ? _number : null;

    /// <summary>Null when it is a number.</summary>
    public string? Text => _text;

    public static implicit operator IntOrString(int number) => new(number);

    public static implicit operator IntOrString(string text) => new(text);

    public override string ToString() => _text ?? _number.ToString(CultureInfo.InvariantCulture);
}
