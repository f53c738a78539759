using Howdah.Postgres;

namespace Howdah.HighAvailability.Tests.Model;

/// <summary>
/// A data directory's WAL: entries with an identity of their own (the truth), and the timeline numbers PostgreSQL knows them by (what decisions see). A position is a
/// number of entries.
/// </summary>
internal sealed class ModelLog
{
    public List<int> Entries { get; } = [];

    /// <summary>Timelines and where each begins.</summary>
    public List<(int Timeline, int Begin)> Timelines { get; } = [(1, 0)];

    public int Timeline => Timelines[^1].Timeline;

    public int End => Entries.Count;

    public Lsn Position => new((ulong)End);

    /// <summary>PostgreSQL's rule for a standby that wants to follow: its own end must lie on this history.</summary>
    public bool Includes(ModelLog standby)
    {
        var index = Timelines.FindIndex(entry => entry.Timeline == standby.Timeline);
        return index >= 0 && standby.End <= (index + 1 < Timelines.Count ? Timelines[index + 1].Begin : End);
    }

    /// <summary>Whether what the standby has is in truth a beginning of what this log has.</summary>
    public bool IsReallyPrefix(ModelLog standby) => standby.End <= End && standby.Entries.SequenceEqual(Entries.Take(standby.End));

    public void CopyFrom(ModelLog source, int count)
    {
        var end = Math.Min(source.End, End + count);
        Entries.AddRange(source.Entries.GetRange(End, end - End));
        Timelines.Clear();
        Timelines.AddRange(source.Timelines.Where(entry => entry.Begin < end || entry.Begin == 0));
    }

    public void Promote(int timeline, int entry)
    {
        Timelines.Add((timeline, End));
        Entries.Add(entry);
    }

    public ModelLog Copy()
    {
        var copy = new ModelLog();
        copy.Entries.AddRange(Entries);
        copy.Timelines.Clear();
        copy.Timelines.AddRange(Timelines);
        return copy;
    }

    /// <summary>
    /// pg_rewind: where the two histories part by timeline numbers and branch points, or null when they seem to be the same timeline and nothing is done. Source:
    /// findCommonAncestorTimeline in src/bin/pg_rewind/pg_rewind.c.
    /// </summary>
    public int? Divergence(ModelLog source)
    {
        if (Timelines.SequenceEqual(source.Timelines))
        {
            return null;
        }

        var common = 0;
        while (common < Timelines.Count && common < source.Timelines.Count && Timelines[common] == source.Timelines[common])
        {
            common++;
        }

        return Math.Min(EndOf(common - 1), source.EndOf(common - 1));
    }

    private int EndOf(int index) => index + 1 < Timelines.Count ? Timelines[index + 1].Begin : End;
}
