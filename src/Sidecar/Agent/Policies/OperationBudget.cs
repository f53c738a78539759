namespace Howdah.Sidecar.Agent.Policies;

/// <summary>
/// When a long operation (initdb, clone, rewind, restart) may be tried again: at once the first time, then after longer and longer pauses, until the server streams or serves
/// again. Gives each try its revision.
/// </summary>
internal sealed class OperationBudget(string prefix, TimeProvider clock)
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60),
    ];

    private string _operation = "";
    private int _tries;
    private int _revisions;
    private long _endedAt;
    private bool _running;

    public string Revision => $"{prefix}-{_revisions}";

    /// <summary>Whether to order this operation now, as <see cref="Revision"/>.</summary>
    /// <param name="operation">The goal and whom it is about.</param>
    /// <param name="finishedRevision">The last one the supervisor has ended.</param>
    public bool TryUse(string operation, string? finishedRevision)
    {
        Observe(finishedRevision);
        if (_running && operation == _operation)
        {
            return true;
        }

        if (operation == _operation && clock.GetElapsedTime(_endedAt) < Pauses[Math.Min(_tries, Pauses.Length - 1)])
        {
            return false;
        }

        _tries = operation == _operation ? _tries + 1 : 1;
        _operation = operation;
        _revisions++;
        _running = true;
        return true;
    }

    /// <summary>Notices that the operation under way has ended.</summary>
    public void Observe(string? finishedRevision)
    {
        if (_running && finishedRevision == Revision)
        {
            _running = false;
            _endedAt = clock.GetTimestamp();
        }
    }

    /// <summary>The server is well: the next need is a new one.</summary>
    public void Reset()
    {
        if (!_running)
        {
            _operation = "";
            _tries = 0;
        }
    }
}
