using Howdah.HighAvailability.Instance;
using Howdah.Postgres.Probes;

namespace Howdah.Sidecar.Agent;

/// <summary>What the local server said when it was last asked.</summary>
internal sealed record ServerView(ServerFacts? Facts, ServerSnapshot? Snapshot, IReadOnlyList<StandbySnapshot> Standbys, bool CanConnect, string? Error)
{
    public static readonly ServerView Nothing = new(null, null, [], CanConnect: false, null);
}
