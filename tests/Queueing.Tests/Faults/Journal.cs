using Howdah.Queueing.Client;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>What workers saw, in the order of one monotonic clock, and the checks that no queue may fail.</summary>
internal sealed class Journal(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Grant> _grants = [];
    private readonly HashSet<Completion> _completions = [];
    private readonly List<(long Floor, long At)> _epochs = [];

    public int Completions
    {
        get
        {
            lock (_lock)
            {
                return _completions.Count;
            }
        }
    }

    public int Grants
    {
        get
        {
            lock (_lock)
            {
                return _grants.Count;
            }
        }
    }

    public void Granted(LeasedItem item) => Granted(new Grant(item.Id, item.Key, item.Token, time.GetTimestamp(), item.Deadline));

    /// <summary>A token is given out once, whoever receives it.</summary>
    public void Granted(Grant grant)
    {
        lock (_lock)
        {
            Assert.True(_grants.TryAdd(grant.Token, grant), $"{grant.Key}: token {grant.Token} was given out before, for {_grants[grant.Token].Key}");
        }
    }

    /// <summary>The lease has been prolonged, to this time at least.</summary>
    public void Renewed(long token, long deadline)
    {
        lock (_lock)
        {
            _grants[token].Deadline = Math.Max(_grants[token].Deadline, deadline);
        }
    }

    /// <summary>Whether anybody has received this token.</summary>
    public bool HasSeen(long token)
    {
        lock (_lock)
        {
            return _grants.ContainsKey(token);
        }
    }

    /// <summary>The holder has said that it is done with the item: from then on it claims nothing.</summary>
    public void GivingUp(long token, long sent)
    {
        lock (_lock)
        {
            _grants[token].GivenUpAt = sent;
        }
    }

    /// <summary>All leases with smaller tokens are over from now on, and their holders' completions refused.</summary>
    public void EpochBegins(long floor)
    {
        lock (_lock)
        {
            _epochs.Add((floor, time.GetTimestamp()));
        }
    }

    public void Completed(Completion completion)
    {
        lock (_lock)
        {
            _completions.Add(completion);
        }
    }

    /// <summary>Tokens that must not be good for anything any more, once every item is completed.</summary>
    public (long[] Ids, long[] Tokens) Stale()
    {
        var accepted = _completions.Select(completion => completion.Token).ToHashSet();
        var stale = _grants.Values.Where(grant => !accepted.Contains(grant.Token)).ToList();
        return ([.. stale.Select(grant => grant.Id)], [.. stale.Select(grant => grant.Token)]);
    }

    /// <param name="keys">The items there are.</param>
    /// <param name="onRecord">The completions that the queue remembers.</param>
    public void Check(IReadOnlyCollection<string> keys, IReadOnlyCollection<Completion> onRecord)
    {
        var forgotten = _completions.Except(onRecord).ToList();
        Assert.True(forgotten.Count == 0, $"acknowledged, but not on record: {string.Join(", ", forgotten)}");
        _completions.UnionWith(onRecord);
        foreach (var grants in _grants.Values.GroupBy(grant => grant.Id))
        {
            CheckHolders([.. grants.OrderBy(grant => grant.Token)]);
        }

        foreach (var completions in _completions.GroupBy(completion => completion.Id))
        {
            Assert.True(completions.Count() == 1, $"{completions.First().Key} was completed under two tokens");
            var newest = _grants.Values.Where(grant => grant.Id == completions.Key).Max(grant => grant.Token);
            Assert.True(newest == completions.First().Token, $"{completions.First().Key} was completed under {completions.First().Token}, but given out under {newest}");
        }

        Assert.Equal(keys.Order(StringComparer.Ordinal), _completions.Select(completion => completion.Key).Order(StringComparer.Ordinal));
    }

    /// <summary>While a holder's lease runs by its own clock, and it has not given up, nobody else receives the item.</summary>
    private void CheckHolders(List<Grant> grants)
    {
        for (var i = 1; i < grants.Count; i++)
        {
            var (before, after) = (grants[i - 1], grants[i]);
            var end = _epochs.Where(epoch => before.Token < epoch.Floor).Select(epoch => epoch.At).Append(before.Deadline).Append(before.GivenUpAt).Min();
            Assert.True(after.ReceivedAt >= end, $"{after.Key}: token {after.Token} was given out while the lease under {before.Token} was running");
        }
    }

    /// <summary>Times are timestamps of the monotonic clock, which all processes of a machine share.</summary>
    internal sealed record Grant(long Id, string Key, long Token, long ReceivedAt, long Deadline)
    {
        public long Deadline { get; set; } = Deadline;

        public long GivenUpAt { get; set; } = long.MaxValue;
    }

    internal readonly record struct Completion(long Id, string Key, long Token);
}
