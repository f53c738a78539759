using System.Text;

namespace Howdah.Queueing;

/// <summary>The name of a queue, which is the name of its schema: 1 to 63 bytes of UTF-8, not <c>pg_…</c>, no NUL.</summary>
public readonly record struct QueueName
{
    private const int MaxBytes = 63;

    /// <exception cref="ArgumentException">The name cannot be that of a schema.</exception>
    public QueueName(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (Encoding.UTF8.GetByteCount(value) > MaxBytes || value.Contains('\0') || value.StartsWith("pg_", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{value}' cannot be the name of a queue: it has more than {MaxBytes} bytes, begins with pg_, or holds a NUL.", nameof(value));
        }

        Value = value;
    }

    public string Value { get; }

    /// <summary>The name as an SQL identifier.</summary>
    public string Quoted => Quote(Value);

    public static string Quote(string identifier) => "\"" + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    public override string ToString() => Value;
}
