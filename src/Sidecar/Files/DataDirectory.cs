using Howdah.HighAvailability.Instance;
using Howdah.Postgres;

namespace Howdah.Sidecar.Files;

/// <summary>The data directory, and what lies beside it while it is made or replaced.</summary>
internal sealed class DataDirectory(SidecarPaths paths)
{
    private const string StandbySignal = "standby.signal";

    public SidecarPaths Paths => paths;

    public DataDirectoryState State
    {
        get
        {
            if (File.Exists(paths.RewindMarker))
            {
                return DataDirectoryState.Incomplete;
            }

            if (File.Exists(Path.Combine(paths.DataDirectory, "PG_VERSION")) && File.Exists(Path.Combine(paths.DataDirectory, "global/pg_control")))
            {
                return DataDirectoryState.Ready;
            }

            return Directory.Exists(paths.DataDirectory) || Directory.Exists(paths.NewDataDirectory) || Directory.Exists(paths.OldDataDirectory)
                ? DataDirectoryState.Incomplete
                : DataDirectoryState.Empty;
        }
    }

    public bool HasStandbySignal => File.Exists(Path.Combine(paths.DataDirectory, StandbySignal));

    public static void MakeStandby(string directory) => AtomicFile.Write(Path.Combine(directory, StandbySignal), "");

    public void RemoveStandbySignal() => File.Delete(Path.Combine(paths.DataDirectory, StandbySignal));

    /// <summary>Of a server that is gone: the lock on the volume is ours.</summary>
    public void RemovePidFile() => File.Delete(Path.Combine(paths.DataDirectory, "postmaster.pid"));

    /// <summary>A signal file for a targeted recovery would end in a promotion nobody ordered.</summary>
    public void RemoveRecoverySignal() => File.Delete(Path.Combine(paths.DataDirectory, "recovery.signal"));

    public bool HasUnconfirmedPromotion => File.Exists(paths.PromotionMarker);

    /// <summary>The failover that the mark of an unconfirmed promotion names, empty when it names none; null without a mark.</summary>
    public string? PromotedFor => HasUnconfirmedPromotion ? File.ReadAllText(paths.PromotionMarker) : null;

    public void MarkPromotion(string? failover) => AtomicFile.Write(paths.PromotionMarker, failover ?? "");

    public void ConfirmPromotion()
    {
        File.Delete(paths.PromotionMarker);
        AtomicFile.SyncDirectory(paths.Volume);
    }

    /// <summary>Takes the numbers of timelines that other servers may have used, so that a promotion ends on a higher one.</summary>
    /// <param name="current">The timeline that is left.</param>
    /// <param name="above">The promotion must end on a higher one than this.</param>
    public void ReserveTimelines(int current, int above)
    {
        for (var timeline = current + 1; timeline <= above; timeline++)
        {
            var file = Path.Combine(paths.DataDirectory, "pg_wal", TimelineHistory.FileName(timeline));
            if (!File.Exists(file))
            {
                AtomicFile.Write(file, TimelineHistory.Placeholder(current));
            }
        }
    }

    public void MarkRewinding() => AtomicFile.Write(paths.RewindMarker, "");

    public void UnmarkRewinding()
    {
        File.Delete(paths.RewindMarker);
        AtomicFile.SyncDirectory(paths.Volume);
    }

    /// <summary>Removes the data directory and everything half made. Moved aside first, so that a half removed one is not taken for whole.</summary>
    public void RemoveAll()
    {
        Remove(paths.NewDataDirectory);
        if (Directory.Exists(paths.DataDirectory))
        {
            Remove(paths.OldDataDirectory);
            Directory.Move(paths.DataDirectory, paths.OldDataDirectory);
            AtomicFile.SyncDirectory(paths.Volume);
        }

        Remove(paths.OldDataDirectory);
        ConfirmPromotion();
        UnmarkRewinding();
    }

    /// <summary>Puts the new data directory, complete and synced by its maker, into its place.</summary>
    public void CommitNew()
    {
        Directory.Move(paths.NewDataDirectory, paths.DataDirectory);
        AtomicFile.SyncDirectory(paths.Volume);
    }

    private static void Remove(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
