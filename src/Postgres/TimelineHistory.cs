using System.Globalization;

namespace Howdah.Postgres;

/// <summary>A line of a timeline history file: <paramref name="Timeline"/> ended at <paramref name="End"/>, where the next one branched off.</summary>
public sealed record TimelineBranch(int Timeline, Lsn End, string Reason);

/// <summary>
/// A timeline history file (<c>00000003.history</c>): the ancestors of a timeline. Format: PostgreSQL's src/backend/access/transam/timeline.c, fields separated by tabs.
/// </summary>
public sealed record TimelineHistory(int Timeline, IReadOnlyList<TimelineBranch> Ancestors)
{
    /// <summary>Where this timeline begins; zero for timeline 1.</summary>
    public Lsn Begin => Ancestors.Count == 0 ? Lsn.Zero : Ancestors[^1].End;

    /// <summary>The name of the file in pg_wal.</summary>
    public static string FileName(int timeline) => string.Create(CultureInfo.InvariantCulture, $"{timeline:X8}.history");

    /// <exception cref="FormatException">A line that is neither empty, nor a comment, nor an ancestor; or ancestors that do not rise.</exception>
    public static TimelineHistory Parse(int timeline, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ancestors = new List<TimelineBranch>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var fields = line.Split(['\t', ' '], 3, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 2 || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ancestor) || !Lsn.TryParse(fields[1], out var end))
            {
                throw new FormatException($"'{line}' is not a line of a timeline history.");
            }

            if (ancestor >= timeline || (ancestors.Count > 0 && (ancestor <= ancestors[^1].Timeline || end < ancestors[^1].End)))
            {
                throw new FormatException($"The ancestors of timeline {timeline} do not rise: '{line}'.");
            }

            ancestors.Add(new TimelineBranch(ancestor, end, fields.Length > 2 ? fields[2].Trim() : ""));
        }

        return new TimelineHistory(timeline, ancestors);
    }

    /// <summary>Whether a server on <paramref name="timeline"/> that has WAL up to <paramref name="position"/> can go on along this history without being rewound.</summary>
    public bool Includes(int timeline, Lsn position) =>
        timeline == Timeline || Ancestors.Any(branch => branch.Timeline == timeline && position <= branch.End);

    /// <summary>
    /// The text of a history file that only takes a number: PostgreSQL ends a promotion on the first timeline after its own for which there is no history file. Written
    /// just before a promotion, for numbers that other servers have used. Its branch point lies before everything, so no server in recovery follows it.
    /// </summary>
    public static string Placeholder(int parent) =>
        string.Create(CultureInfo.InvariantCulture, $"{parent}\t{new Lsn(1)}\tnumber taken by another server\n");
}
