using Howdah.HighAvailability;
using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Wire;

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
    private SupervisorAnswer? _lastHeard;
    private long _heardAt = clock.GetTimestamp();

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
                return _lastHeard?.Report;
            }
        }
    }

    /// <summary>Since the supervisor last said anything.</summary>
    public TimeSpan SilentFor
    {
        get
        {
            lock (_lock)
            {
                return clock.GetElapsedTime(_heardAt);
            }
        }
    }

    /// <summary>Answers come over several connections and may overtake each other: an older one does not count.</summary>
    public void Heard(SupervisorAnswer answer)
    {
        lock (_lock)
        {
            _heardAt = clock.GetTimestamp();
            if (_lastHeard is not { } last || last.SupervisorId != answer.SupervisorId || last.Version <= answer.Version)
            {
                _lastHeard = answer;
            }
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
