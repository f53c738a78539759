using Howdah.HighAvailability.Instance;

namespace Howdah.HighAvailability.Tests.Model;

/// <summary>PID 1 of the postgres container with its postmaster: takes orders, stops a primary whose permit has ended.</summary>
internal sealed class ModelSupervisor(ModelWorld world, ModelVolume volume)
{
    private long _permitEnd;
    private long _operation;
    private bool _immediate;

    public Process Process { get; } = new();

    public ModelVolume Volume { get; } = volume;

    public bool Running { get; private set; }

    public bool Starting { get; private set; }

    public bool Stopping { get; private set; }

    public bool InRecovery { get; private set; }

    public bool Replayed { get; private set; }

    public string? Follows { get; private set; }

    public bool WalReceiver { get; set; }

    public bool Streaming { get; set; }

    /// <summary>Whom the walreceiver really asks; follows the setting a moment later.</summary>
    public string? ReceivesFrom { get; private set; }

    /// <summary>The postmaster cannot be started until then.</summary>
    public long BrokenUntil { get; set; }

    /// <summary>The postmaster hangs: what is connected goes on, nothing new is done for anybody.</summary>
    public long? HangsSince { get; private set; }

    public TimeSpan? StalledFor => HangsSince is { } since && Running && !Stopping ? TimeSpan.FromMilliseconds(world.Simulation.Now - since) : null;

    /// <summary>Identifies a run of the server.</summary>
    public long Run => _operation;

    public string? SynchronousNames { get; set; }

    public string? Operation { get; private set; }

    public bool RewindFailed { get; private set; }

    public bool Terminating { get; set; }

    public Func<bool> BelievesAlone { get; set; } = static () => false;

    private long Clock => world.LocalClock(Volume.Index);

    public long PermitMilliseconds => Math.Max(0, _permitEnd - Clock);

    public bool HasLock => Volume.LockedBy == this || world.Mutation == Mutation.NoVolumeLock;

    public bool OutOfRecovery => Running && !InRecovery;

    /// <summary>What has been acknowledged by standbys: end of flushed WAL by name.</summary>
    public Dictionary<string, int> FlushedBy { get; } = [];

    public List<(int Entry, int End)> Unacknowledged { get; } = [];

    public SupervisorReport Report()
    {
        TryLock();
        return new SupervisorReport
        {
            Data = !HasLock ? DataDirectoryState.Locked : Volume.State,
            Server = Stopping ? ServerState.Stopping : Starting ? ServerState.Starting : Running ? ServerState.Running : ServerState.Stopped,
            Control = !HasLock || Volume.State != DataDirectoryState.Ready
                ? null
                : new ControlData
                {
                    SystemIdentifier = "s",
                    Timeline = Volume.Log.Timeline,
                    State = Volume.ControlState,
                    Checkpoint = new Postgres.Lsn((ulong)Volume.Checkpoint),
                },
            HasStandbySignal = Volume.StandbySignal,
            Operation = Operation,
            RewindFailed = RewindFailed,
            UnconfirmedPromotion = Volume.PromotedFor is not null,
            PromotedFor = Volume.PromotedFor,
            PostmasterPid = Running || Starting || Stopping ? 1 : 0,
            Terminating = Terminating,
            VerifiedStopped = HasLock && !Running && !Starting && !Stopping,
            PermitMilliseconds = PermitMilliseconds,
        };
    }

    public ServerFacts? Facts() => !Running || Stopping
        ? null
        : new ServerFacts
        {
            InRecovery = InRecovery,
            Timeline = Volume.Log.Timeline,
            FlushedLsn = Volume.Log.Position,
            ReplayedLsn = Volume.Log.Position,
            LocalWalReplayed = Replayed,
            WalReceiverActive = WalReceiver,
            Streaming = Streaming,
            Follows = Follows,
        };

    /// <param name="end">By the node's clock.</param>
    public void SetPermit(long end)
    {
        _permitEnd = world.Mutation == Mutation.LongestPermitCounts && end > 0 ? Math.Max(_permitEnd, end) : end;
        if (world.Mutation != Mutation.NoPermit)
        {
            world.Simulation.After(world.RealDelay(Volume.Index, _permitEnd - Clock), Process, CheckPermit);
        }
    }

    public long PermitEnd => _permitEnd;

    public void Obey(InstanceDecision decision)
    {
        TryLock();
        if (!HasLock)
        {
            return;
        }

        if (decision.ConfirmPromotion)
        {
            Volume.PromotedFor = null;
        }

        switch (decision.Server)
        {
            case ServerGoal.RunPrimary:
                RunPrimary(decision.PromoteAbove, decision.PromotionFor);
                break;
            case ServerGoal.RunStandby:
                RunStandby(decision.Source?.Name);
                break;
            case ServerGoal.StopFast:
                Stop(world.Simulation.Chance(0.2) ? world.Simulation.Between(2000, 8000) : world.Simulation.Between(50, 1000), clean: true);
                break;
            case ServerGoal.StopImmediate:
                Stop(world.Simulation.Between(5, 600), clean: false);
                break;
            case ServerGoal.Clone:
                Rebuild("clone", decision.Source!.Name);
                break;
            case ServerGoal.Rewind:
                Rebuild("rewind", decision.Source!.Name);
                break;
            case ServerGoal.Restart:
                Stop(200, clean: true);
                break;
        }
    }

    /// <summary>The container ends at once, with everything in it.</summary>
    public void Kill()
    {
        Process.Dead = true;
        Down(clean: false);
        _operation++;
        Operation = null;
        Volume.LockedBy = Volume.LockedBy == this ? null : Volume.LockedBy;
    }

    /// <summary>The postmaster crashes; the supervisor does not.</summary>
    public void Crash()
    {
        if (Running)
        {
            Down(clean: false);
        }
    }

    public void Hang()
    {
        if (Running)
        {
            HangsSince ??= world.Simulation.Now;
        }
    }

    private void TryLock()
    {
        if (Volume.LockedBy is null && !Process.Dead)
        {
            Volume.LockedBy = this;
        }
    }

    private void CheckPermit()
    {
        if (world.Mutation == Mutation.AloneNeverStops && BelievesAlone())
        {
            return;
        }

        if (PermitMilliseconds == 0 && (OutOfRecovery || (Starting && !Volume.StandbySignal)))
        {
            Stop(world.Simulation.Between(0, 1000), clean: false);
        }
    }

    private void RunPrimary(int? above, string? promotion)
    {
        if (PermitMilliseconds == 0 || Stopping || Starting || Operation is not null || Volume.State != DataDirectoryState.Ready)
        {
            return;
        }

        if (!Running)
        {
            Start(null);
        }
        else if (InRecovery && HangsSince is null)
        {
            var run = _operation;
            world.Simulation.After(world.Simulation.Between(50, 800), Process, () =>
            {
                if (run == _operation && Running && InRecovery && !Stopping && HangsSince is null && PermitMilliseconds > 0)
                {
                    Promote(above, promotion);
                }
            });
        }
    }

    private void Promote(int? above, string? promotion)
    {
        _operation++;
        InRecovery = false;
        (WalReceiver, Streaming, Follows, ReceivesFrom) = (false, false, null, null);
        Volume.StandbySignal = false;
        Volume.PromotedFor = promotion ?? "";
        Volume.ControlState = "in production";
        Volume.Log.Promote(Math.Max(Volume.Log.Timeline, above ?? 0) + 1, world.NextEntry());
        ResetAcknowledgements();
    }

    private void RunStandby(string? source)
    {
        if (Starting || Stopping || Operation is not null || Volume.State != DataDirectoryState.Ready || !Volume.StandbySignal)
        {
            return;
        }

        if (!Running)
        {
            Start(source);
            return;
        }

        if (InRecovery && Follows != source && HangsSince is null)
        {
            Follows = source;
            var run = _operation;
            world.Simulation.After(world.Simulation.Between(1, 300), Process, () =>
            {
                if (run == _operation && Follows == source)
                {
                    (WalReceiver, Streaming, ReceivesFrom) = (false, false, source);
                }
            });
        }
    }

    private void Start(string? source)
    {
        Starting = true;
        var run = ++_operation;
        world.Simulation.After(world.Simulation.Between(100, 1500), Process, () =>
        {
            if (run != _operation)
            {
                return;
            }

            Starting = false;
            if (BrokenUntil > world.Simulation.Now)
            {
                return;
            }

            if (!Volume.StandbySignal && PermitMilliseconds == 0 && world.Mutation != Mutation.NoPermit)
            {
                return;
            }

            (Running, InRecovery, Replayed) = (true, Volume.StandbySignal, false);
            (Follows, ReceivesFrom) = (source, source);
            Volume.ControlState = InRecovery ? "in archive recovery" : "in production";
            ResetAcknowledgements();
            world.Simulation.After(world.Simulation.Between(10, 300), Process, () => Replayed |= run == _operation && Running);
        });
    }

    private void Stop(long takes, bool clean)
    {
        if (Starting)
        {
            Starting = false;
            _operation++;
        }

        if (!Running || (Stopping && (clean || _immediate)))
        {
            return;
        }

        Stopping = true;
        _immediate = !clean;
        if (clean && HangsSince is not null)
        {
            (takes, clean) = (10_000 + takes, false);
        }

        var run = ++_operation;
        world.Simulation.After(takes, Process, () =>
        {
            if (run == _operation)
            {
                Down(clean);
            }
        });
    }

    private void Down(bool clean)
    {
        if (Running && clean)
        {
            if (InRecovery)
            {
                Volume.ControlState = "shut down in recovery";
            }
            else
            {
                Volume.Checkpoint = Volume.Log.End;
                Volume.Log.Entries.Add(world.NextEntry());
                Volume.ControlState = "shut down";
                world.SendToEnd(this);
            }
        }

        _operation++;
        (Running, Starting, Stopping, WalReceiver, Streaming, Replayed) = (false, false, false, false, false, false);
        (Follows, ReceivesFrom, HangsSince) = (null, null, null);
        ResetAcknowledgements();
    }

    private void ResetAcknowledgements()
    {
        FlushedBy.Clear();
        Unacknowledged.Clear();
    }

    private void Rebuild(string what, string from)
    {
        if (Operation is not null || Starting || Stopping)
        {
            return;
        }

        if (Running)
        {
            Down(clean: true);
        }

        Operation = what;
        RewindFailed = false;
        var run = ++_operation;
        if (what == "clone")
        {
            Volume.Clear(DataDirectoryState.Incomplete);
        }

        world.Simulation.After(world.Simulation.Between(300, 8000), Process, () =>
        {
            if (run != _operation)
            {
                return;
            }

            Operation = null;
            var source = world.ServerOf(from);
            if (source is null || !world.CanTalk(Volume.Index, source.Volume.Index) || world.Simulation.Chance(0.1))
            {
                RewindFailed = what == "rewind" && world.Simulation.Chance(0.5);
                return;
            }

            if (what == "clone")
            {
                Volume.Log = source.Volume.Log.Copy();
            }
            else
            {
                world.Rewind(Volume, source);
            }

            (Volume.State, Volume.StandbySignal, Volume.PromotedFor) = (DataDirectoryState.Ready, true, null);
            Volume.ControlState = "in archive recovery";
        });
    }
}

/// <summary>The persistent volume of an instance; outlives pods.</summary>
internal sealed class ModelVolume(int index)
{
    public int Index { get; } = index;

    public DataDirectoryState State { get; set; } = DataDirectoryState.Ready;

    public ModelLog Log { get; set; } = new();

    public bool StandbySignal { get; set; }

    public string? PromotedFor { get; set; }

    public string ControlState { get; set; } = "shut down";

    /// <summary>Position of the last shutdown checkpoint.</summary>
    public int Checkpoint { get; set; }

    public ModelSupervisor? LockedBy { get; set; }

    public void Clear(DataDirectoryState state)
    {
        State = state;
        Log = new ModelLog();
        (StandbySignal, PromotedFor, ControlState, Checkpoint) = (false, null, "", 0);
    }
}
