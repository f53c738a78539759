using Howdah.Kubernetes.Testing.Requests;

namespace Howdah.Kubernetes.Testing.Faults;

/// <summary>Makes things go wrong on purpose.</summary>
public sealed class FaultInjector
{
    private readonly Lock _gate = new();
    private readonly List<Rule> _rules = [];
    private readonly WatchRegistry _watches;
    private readonly TimeProvider _time;

    internal FaultInjector(WatchRegistry watches, TimeProvider time) => (_watches, _time) = (watches, time);

    /// <summary>The fault happens to the next so many requests that match; older rules come first.</summary>
    public void Next(int count, Func<FakeRequest, bool> when, Fault fault)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Add(new Rule(when, fault, count));
    }

    /// <summary>The fault happens to every request that matches, until the result is disposed.</summary>
    public IDisposable While(Func<FakeRequest, bool> when, Fault fault)
    {
        var rule = new Rule(when, fault, int.MaxValue);
        Add(rule);
        return new WatchRegistry.Removal(() =>
        {
            lock (_gate)
            {
                _rules.Remove(rule);
            }
        });
    }

    /// <summary>Breaks the connections of all open watches, without a proper end.</summary>
    public void CutWatches()
    {
        foreach (var watch in _watches.Open)
        {
            watch.Abort();
        }
    }

    /// <summary>Breaks all open watches again and again, until the result is disposed.</summary>
    public IDisposable CutWatchesEvery(TimeSpan period) => _time.CreateTimer(_ => CutWatches(), null, period, period);

    /// <summary>Every watch breaks after so many events (the initial ones not counted); 0 ends that.</summary>
    public void CutWatchesAfter(int events) => _watches.EventsBeforeCut = events;

    /// <summary>Ends all open watches in order, as the server does when their time is over.</summary>
    public void EndWatches()
    {
        foreach (var watch in _watches.Open)
        {
            watch.End();
        }
    }

    internal Fault? Take(FakeRequest request)
    {
        lock (_gate)
        {
            var rule = _rules.Find(candidate => candidate.When(request));
            if (rule is null)
            {
                return null;
            }

            if (rule.Left != int.MaxValue && --rule.Left == 0)
            {
                _rules.Remove(rule);
            }

            return rule.Fault;
        }
    }

    private void Add(Rule rule)
    {
        lock (_gate)
        {
            _rules.Add(rule);
        }
    }

    private sealed class Rule(Func<FakeRequest, bool> when, Fault fault, int left)
    {
        public Func<FakeRequest, bool> When { get; } = when;

        public Fault Fault { get; } = fault;

        public int Left { get; set; } = left;
    }
}
