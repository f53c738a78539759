using System.Globalization;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>Which history of a server the queue's epoch accounts for: kept in the database, in the very transaction that moves the epoch.</summary>
/// <param name="System">PostgreSQL's database system identifier.</param>
/// <param name="Timeline">Rises with every promotion.</param>
internal sealed record FailoverMark(string System, int Timeline)
{
    private const string Prefix = "howdah epoch of ";

    public static FailoverMark? Parse(string? text)
    {
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..].Split('/') is not [{ Length: > 0 } system, var timeline])
        {
            return null;
        }

        return int.TryParse(timeline, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new FailoverMark(system, number) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{System}/{Timeline}");
}
