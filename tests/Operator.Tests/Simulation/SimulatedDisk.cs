using Howdah.HighAvailability.Instance;
using Howdah.Postgres;

namespace Howdah.Operator.Tests.Simulation;

/// <summary>What is on an instance's volume; it outlives pods, and clusters.</summary>
internal sealed class SimulatedDisk
{
    public DataDirectoryState State { get; set; } = DataDirectoryState.Empty;

    public string? SystemIdentifier { get; set; }

    public int Timeline { get; set; }

    public Lsn Lsn { get; set; }

    public Lsn Checkpoint { get; set; }

    public string ControlState { get; set; } = "";

    public bool StandbySignal { get; set; }

    public bool UnconfirmedPromotion { get; set; }

    public void CopyFrom(SimulatedDisk source)
    {
        State = DataDirectoryState.Ready;
        SystemIdentifier = source.SystemIdentifier;
        Timeline = source.Timeline;
        Lsn = source.Lsn;
        Checkpoint = source.Checkpoint;
        ControlState = "in archive recovery";
        StandbySignal = true;
        UnconfirmedPromotion = false;
    }
}
