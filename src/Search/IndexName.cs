using System.Text;

namespace Howdah.Search;

/// <summary>The name of an index or alias, as OpenSearch allows them: lower case, 1 to 255 bytes, none of <c>\ / * ? " &lt; &gt; | , # :</c> or space,
/// not beginning with <c>- _ +</c>, not <c>.</c> or <c>..</c>.</summary>
public readonly record struct IndexName
{
    private const int MaxBytes = 255;
    private const string Forbidden = "\\/*?\"<>| ,#:";
    private readonly string? _value;

    /// <exception cref="ArgumentException">It breaks one of the rules.</exception>
    public IndexName(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (!IsValid(value))
        {
            throw new ArgumentException(
                $"'{value}' cannot be the name of an index: 1 to {MaxBytes} bytes in lower case without {Forbidden} or control characters, not beginning with -, _ or +.", nameof(value));
        }

        _value = value;
    }

    public string Value => _value ?? throw new InvalidOperationException("This is no index name.");

    public static bool IsValid(string value) =>
        value.Length > 0 && Encoding.UTF8.GetByteCount(value) <= MaxBytes && value is not ("." or "..") && value[0] is not ('-' or '_' or '+')
        && !value.Any(c => char.IsControl(c) || char.IsSurrogate(c) || char.IsUpper(c) || Forbidden.Contains(c, StringComparison.Ordinal));

    public override string ToString() => Value;
}
