using Howdah.HighAvailability;
using Howdah.HighAvailability.Instance;

namespace Howdah.Sidecar.Agent;

/// <summary>What the loop leaves for others to read.</summary>
internal sealed class AgentState(AgentIdentity identity, TimeProvider clock)
{
    /// <summary>Without a turn for this long the agent counts as dead.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private InstanceReport _report = new() { Name = identity.Instance, PodUid = identity.PodUid };
    private long _turnedAt = clock.GetTimestamp();
    private bool _ready;
    private bool _started;
    private volatile bool _terminating;
    private SupervisorReport? _lastHeard;

    public bool IsTerminating => _terminating;

    public InstanceReport Report
    {
        get
        {
            lock (_lock)
            {
                return _report;
            }
        }
    }

    public bool Live
    {
        get
        {
            lock (_lock)
            {
                return clock.GetElapsedTime(_turnedAt) < LongestTurn;
            }
        }
    }

    public bool Ready
    {
        get
        {
            lock (_lock)
            {
                return _ready;
            }
        }
    }

    public bool Started
    {
        get
        {
            lock (_lock)
            {
                return _started;
            }
        }
    }

    /// <summary>The last thing the supervisor said, though it may be gone since. Null when it never said anything.</summary>
    public SupervisorReport? LastHeard
    {
        get
        {
            lock (_lock)
            {
                return _lastHeard;
            }
        }
    }

    public void Heard(SupervisorReport report)
    {
        lock (_lock)
        {
            _lastHeard = report;
        }
    }

    public void Terminate() => _terminating = true;

    public void Turned()
    {
        lock (_lock)
        {
            _turnedAt = clock.GetTimestamp();
        }
    }

    public void SupervisorIsSilent()
    {
        lock (_lock)
        {
            _ready = false;
            _report = _report with { State = InstanceState.Unknown, Message = "The supervisor does not answer", HoldsLease = false, FencedFor = null, StreamingFrom = null };
        }
    }

    public void Publish(InstanceReport report, bool ready)
    {
        lock (_lock)
        {
            _report = report;
            _ready = ready;
            _started = true;
        }
    }
}
