using Howdah.HighAvailability.Lease;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Sidecar.Agent.Specs;
using Howdah.Sidecar.Supervision;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Agent;

/// <summary>
/// The primary's lease: observed while somebody else has it, renewed while it is ours. A loop and a connection of its own, so that neither slow SQL nor a long
/// clone nor a stuck watch can delay a renewal; each success goes to the supervisor as a permit at once.
/// </summary>
internal sealed class LeaseKeeper : IDisposable
{
    private const int HandOverAttempts = 5;

    private readonly AgentIdentity _identity;
    private readonly Func<TimeSpan, IKubernetesClient> _connect;
    private readonly Func<SupervisorRequest, CancellationToken, Task<bool>> _permit;
    private readonly Func<bool> _isSupervised;
    private readonly Wake _changed;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Wake _wake = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _lock = new();
    private readonly LeaseObserver _observer;

    private IKubernetesClient? _client;
    private V1Lease? _object;
    private TimeSpan _duration = TimeSpan.FromSeconds(10);
    private TimeSpan _written = TimeSpan.FromSeconds(10);
    private long _heldUntil;
    private long _permitAtMost = long.MaxValue;
    private bool _renewing;
    private bool _handsOver;
    private bool _failing;

    /// <param name="identity">Who holds it.</param>
    /// <param name="connect">A new connection to the API server; each request on it may take as long as said.</param>
    /// <param name="permit">Hands a permit, or a limit to it, to the supervisor; true once it counts.</param>
    /// <param name="isSupervised">False when the agent's loop has stopped: then nothing is renewed, for nobody would obey the next failover.</param>
    /// <param name="changed">Woken when the lease has got or lost its holder.</param>
    /// <param name="clock">Monotonic, the same as the supervisor's.</param>
    /// <param name="log">Gets events.</param>
    public LeaseKeeper(
        AgentIdentity identity,
        Func<TimeSpan, IKubernetesClient> connect,
        Func<SupervisorRequest, CancellationToken, Task<bool>> permit,
        Func<bool> isSupervised,
        Wake changed,
        TimeProvider clock,
        ILogger log)
    {
        _identity = identity;
        _connect = connect;
        _permit = permit;
        _isSupervised = isSupervised;
        _changed = changed;
        _clock = clock;
        _log = log;
        _observer = new LeaseObserver(clock.TimestampFrequency);
    }

    public LeaseSnapshot Snapshot
    {
        get
        {
            lock (_lock)
            {
                var record = _observer.Record;
                var isOurs = record?.Holder == _identity.Holder;
                var isPredecessors = isOurs
                    || (record is { Holder.Length: > 0 } && AgentIdentity.InstanceOf(record.Holder) == _identity.Instance && record.Node == _identity.Node && _identity.Node.Length > 0);
                var holds = isOurs && _heldUntil != 0 && _clock.GetTimestamp() < _heldUntil;
                return new LeaseSnapshot(_object, _observer.View(_clock.GetTimestamp()), holds, isOurs, !holds && isPredecessors);
            }
        }
    }

    /// <summary>Whether to keep it, and for how long.</summary>
    /// <param name="renewing">To keep it.</param>
    /// <param name="duration">Sets the pace.</param>
    /// <param name="written">What is written into it; null: the same.</param>
    public void Want(bool renewing, TimeSpan duration, TimeSpan? written = null)
    {
        bool sooner;
        lock (_lock)
        {
            sooner = renewing && !_renewing && !_handsOver;
            _renewing = renewing && !_handsOver;
            _duration = duration;
            _written = written ?? duration;
        }

        if (sooner)
        {
            _wake.Set();
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan pause;
            try
            {
                pause = await TurnAsync(cancellationToken);
                await _wake.WaitAsync(pause, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Reads the lease now. False when the API server does not answer.</summary>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            Observe(await Client().GetAsync<V1Lease>(Names.PrimaryLease(_identity.Cluster), _identity.Namespace, cancellationToken));
            _failing = false;
            return true;
        }
        catch (Exception exception) when (ApiFailures.IsOne(exception, cancellationToken))
        {
            Failed(exception);
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Becomes the holder if nobody has touched the lease since <paramref name="seen"/>.</summary>
    public async Task<bool> AcquireAsync(LeaseSnapshot seen, CancellationToken cancellationToken)
    {
        if (seen.Object is not { } lease || await WriteAsync(lease, Written, cancellationToken) != LeaseWrite.Done)
        {
            return false;
        }

        lock (_lock)
        {
            _renewing = true;
        }

        _log.LeaseAcquired(_identity.Holder, _observer.Record?.Transitions ?? 0);
        return true;
    }

    /// <summary>A last, long renewal: the next agent of this pod goes on with it. Nothing is renewed after it, whatever the agent's loop still wants.</summary>
    public async Task<bool> HandOverAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _renewing = false;
            _handsOver = true;
        }

        // A renewal that is under way makes the record read before it an old one.
        var longest = Written > LeasePermit.HandoverDuration ? Written : LeasePermit.HandoverDuration;
        for (var attempt = 0; attempt < HandOverAttempts && Snapshot is { IsOurs: true } snapshot; attempt++)
        {
            if (await WriteAsync(snapshot.Object!, longest, cancellationToken, last: true) == LeaseWrite.Done)
            {
                _log.LeaseHandedOver(longest.TotalSeconds);
                return true;
            }

            await ReadAsync(cancellationToken);
        }

        return false;
    }

    /// <summary>Gives the lease up. Only after a verified stop.</summary>
    /// <returns>True when it is no longer ours.</returns>
    public async Task<bool> ReleaseAsync(CancellationToken cancellationToken)
    {
        Lose();
        await EndPermitAsync(cancellationToken);
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_object is not { } lease || !Snapshot.HeldByPredecessor)
            {
                return true;
            }

            Observe(await Client().UpdateAsync(LeaseSpecs.Released(lease, _clock.GetUtcNow()), cancellationToken));
            _log.LeaseReleased(_identity.Holder);
            return true;
        }
        catch (KubernetesApiException exception) when (exception.IsConflict)
        {
            return false;
        }
        catch (Exception exception) when (ApiFailures.IsOne(exception, cancellationToken))
        {
            Failed(exception);
            return false;
        }
        finally
        {
            _one.Release();
            _wake.Set();
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _wake.Dispose();
        _one.Dispose();
    }

    private TimeSpan Duration
    {
        get
        {
            lock (_lock)
            {
                return _duration;
            }
        }
    }

    private bool HandsOver
    {
        get
        {
            lock (_lock)
            {
                return _handsOver;
            }
        }
    }

    private TimeSpan Written
    {
        get
        {
            lock (_lock)
            {
                return _written;
            }
        }
    }

    private async Task<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        var duration = Duration;
        bool renewing;
        lock (_lock)
        {
            renewing = _renewing;
        }

        if (!renewing)
        {
            return await ReadAsync(cancellationToken) ? LeasePermit.RenewInterval(duration) : LeasePermit.RetryInterval(duration);
        }

        if (!_isSupervised())
        {
            _log.RenewalSuspended();
            return LeasePermit.RenewInterval(duration);
        }

        var snapshot = Snapshot;
        var started = _clock.GetTimestamp();
        var write = snapshot.IsOurs ? await WriteAsync(snapshot.Object!, Written, cancellationToken) : LeaseWrite.Refused;
        if (write == LeaseWrite.Done)
        {
            var left = LeasePermit.RenewInterval(duration) - _clock.GetElapsedTime(started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }

        // Who has it now? A renewal whose answer was lost left it ours, and prolonged nothing here: only an answered one does.
        if (await ReadAsync(cancellationToken))
        {
            if (Snapshot.IsOurs)
            {
                return write == LeaseWrite.Refused ? TimeSpan.Zero : LeasePermit.RetryInterval(duration);
            }

            await LostAsync(cancellationToken);
        }

        return LeasePermit.RetryInterval(duration);
    }

    private async Task<LeaseWrite> WriteAsync(V1Lease read, TimeSpan duration, CancellationToken cancellationToken, bool last = false)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (HandsOver && !last)
            {
                return LeaseWrite.Refused;
            }

            var started = _clock.GetTimestamp();
            if (!await ShortenAsync(started, duration, cancellationToken))
            {
                _log.PermitNotShortened(duration.TotalSeconds);
                return LeaseWrite.Failed;
            }

            var written = await Client().UpdateAsync(LeaseSpecs.Held(read, _identity, duration, _clock.GetUtcNow()), cancellationToken);
            Observe(written);
            lock (_lock)
            {
                _heldUntil = HeldUntil(started, duration);
            }

            _failing = false;
            await GrantAsync(started, LeasePermit.EndsAt(started, duration, _clock.TimestampFrequency), cancellationToken);
            return LeaseWrite.Done;
        }
        catch (KubernetesApiException exception) when (exception.IsConflict)
        {
            return LeaseWrite.Refused;
        }
        catch (Exception exception) when (ApiFailures.IsOne(exception, cancellationToken))
        {
            Failed(exception);
            return LeaseWrite.Failed;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Before a lease is written that ends sooner than what was last written: others may act on the new record though its writer never gets the answer. False when the
    /// supervisor does not confirm it; then the shorter lease must not be written.
    /// </summary>
    private async Task<bool> ShortenAsync(long started, TimeSpan duration, CancellationToken cancellationToken)
    {
        long end;
        lock (_lock)
        {
            _heldUntil = _heldUntil == 0 ? 0 : Math.Min(_heldUntil, HeldUntil(started, duration));
            end = LeasePermit.EndsAtBeforeAnswer(_permitAtMost, started, duration, _clock.TimestampFrequency);
            if (end == _permitAtMost)
            {
                return true;
            }
        }

        if (!await _permit(new SupervisorRequest { PermitLimit = new PermitLimit(started, end) }, cancellationToken))
        {
            return false;
        }

        lock (_lock)
        {
            _permitAtMost = end;
        }

        return true;
    }

    /// <summary>Replaces the permit. What the supervisor holds is never more than the greatest of all that was handed out, confirmed or not.</summary>
    private Task<bool> GrantAsync(long issued, long end, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _permitAtMost = _permitAtMost == long.MaxValue ? long.MaxValue : Math.Max(_permitAtMost, end);
        }

        return _permit(new SupervisorRequest { Permit = new PermitGrant(issued, end) }, cancellationToken);
    }

    private Task<bool> EndPermitAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetTimestamp();
        return GrantAsync(now, now, cancellationToken);
    }

    private long HeldUntil(long started, TimeSpan duration) => started + (long)(duration.TotalSeconds * _clock.TimestampFrequency);

    private async Task LostAsync(CancellationToken cancellationToken)
    {
        Lose();
        _log.LeaseLost(_observer.Record?.Holder ?? "");
        await EndPermitAsync(cancellationToken);
        _changed.Set();
    }

    private void Lose()
    {
        lock (_lock)
        {
            _renewing = false;
            _heldUntil = 0;
        }
    }

    private void Observe(V1Lease? lease)
    {
        bool changesHands;
        lock (_lock)
        {
            var before = _observer.Record?.Holder;
            _object = lease;
            var record = lease is null ? null : LeaseSpecs.Record(lease);
            _observer.Observe(record, _clock.GetTimestamp());
            changesHands = before != record?.Holder;
        }

        if (changesHands)
        {
            _changed.Set();
        }
    }

    private IKubernetesClient Client() => _client ??= _connect(LeasePermit.RequestTimeout(Duration));

    private void Failed(Exception exception)
    {
        if (!_failing)
        {
            _failing = true;
            _log.LeaseRequestFailed(exception);
        }

        // The connection may be dead without either end knowing: the next try makes its own.
        _client?.Dispose();
        _client = null;
    }
}
