using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Supervision;

/// <summary>The latest answer, and those who wait for a newer one.</summary>
internal sealed class AnswerBoard
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _endRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SupervisorAnswer _latest;

    public AnswerBoard(string supervisorId) => _latest = new SupervisorAnswer
    {
        Report = new SupervisorReport { Data = DataDirectoryState.Locked, VerifiedStopped = false },
        SupervisorId = supervisorId,
        Version = 1,
    };

    public SupervisorAnswer Latest
    {
        get
        {
            lock (_lock)
            {
                return _latest;
            }
        }
    }

    /// <summary>Takes the place of the latest answer; the version rises if something worth a wake-up differs.</summary>
    public void Publish(SupervisorAnswer answer)
    {
        TaskCompletionSource published;
        lock (_lock)
        {
            var same = Comparable(answer) == Comparable(_latest);
            _latest = answer with { Version = _latest.Version + (same ? 0 : 1), SupervisorId = _latest.SupervisorId };
            published = _published;
            _published = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        published.TrySetResult();
    }

    /// <summary>The first answer that satisfies, or after the time given the latest.</summary>
    public async Task<SupervisorAnswer> WaitAsync(Predicate<SupervisorAnswer> satisfies, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(atMost, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        while (true)
        {
            SupervisorAnswer latest;
            Task published;
            lock (_lock)
            {
                latest = _latest;
                published = _published.Task;
            }

            if (satisfies(latest) || timeout.IsCancellationRequested)
            {
                return latest;
            }

            try
            {
                await published.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Latest;
            }
        }
    }

    /// <summary>Somebody has this answer now.</summary>
    public void WasRead(SupervisorAnswer answer)
    {
        if (answer.Report is { Terminating: true, VerifiedStopped: true })
        {
            _endRead.TrySetResult();
        }
    }

    /// <summary>Waits until somebody has read of the verified stop of an ending supervisor.</summary>
    public Task WaitUntilReadAsync(TimeSpan atMost) => Task.WhenAny(_endRead.Task, Task.Delay(atMost, TimeProvider.System));

    /// <summary>Without what whoever gave the last order knows: it would be woken by its own order, and give the next one, without end.</summary>
    private static SupervisorAnswer Comparable(SupervisorAnswer answer) => answer with
    {
        Version = 0,
        SupervisorId = "",
        AppliedOrder = null,
        Report = answer.Report with { PermitMilliseconds = 0, Progress = null, Control = null },
    };
}
