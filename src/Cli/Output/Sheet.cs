namespace Howdah.Cli.Output;

/// <summary>What a command prints: rows under columns. A value is text, a number, a boolean, an instant, a span, <see cref="RawJson"/> or null.</summary>
internal sealed record Sheet(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>Whether it is one object rather than a list.</summary>
    public bool IsSingle { get; init; }

    public static Sheet Single(params (string Column, object? Value)[] values) =>
        new([.. values.Select(value => value.Column)], [[.. values.Select(value => value.Value)]]) { IsSingle = true };
}

/// <summary>JSON that is printed as it is.</summary>
internal sealed record RawJson(string Text);
