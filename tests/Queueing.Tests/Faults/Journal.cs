using Howdah.Queueing.Client;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>What workers saw, in the order of one monotonic clock, and the checks that no queue may fail.</summary>
internal sealed class Journal(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Grant> _grants = [];
    private readonly List<Accepted> _completions = [];

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

    public void Granted(LeasedItem item)
    {
        lock (_lock)
        {
            _grants.Add(new Grant(item.Id, item.Key, item.Token, time.GetTimestamp(), item.Deadline));
        }
    }

    /// <summary>The holder has said that it is done with the item: from then on it claims nothing.</summary>
    public void GivingUp(LeasedItem item, long sent)
    {
        lock (_lock)
        {
            _grants.Single(grant => grant.Token == item.Token).GivenUpAt = sent;
        }
    }

    public void Completed(LeasedItem item)
    {
        lock (_lock)
        {
            _completions.Add(new Accepted(item.Id, item.Key, item.Token));
        }
    }

    public void Check(IReadOnlyCollection<string> keys)
    {
        Assert.Equal(_grants.Count, _grants.Select(grant => grant.Token).Distinct().Count());
        foreach (var grants in _grants.GroupBy(grant => grant.Id))
        {
            CheckHolders([.. grants.OrderBy(grant => grant.Token)]);
        }

        foreach (var completions in _completions.GroupBy(completion => completion.Id))
        {
            Assert.True(completions.Select(completion => completion.Token).Distinct().Count() == 1, $"{completions.First().Key} was completed under two tokens");
            var newest = _grants.Where(grant => grant.Id == completions.Key).Max(grant => grant.Token);
            Assert.True(newest == completions.First().Token, $"{completions.First().Key} was completed under {completions.First().Token}, but given out under {newest}");
        }

        Assert.Equal(keys.Order(StringComparer.Ordinal), _completions.Select(completion => completion.Key).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>While a holder's lease runs by its own clock, and it has not given up, nobody else receives the item.</summary>
    private static void CheckHolders(List<Grant> grants)
    {
        for (var i = 1; i < grants.Count; i++)
        {
            var (before, after) = (grants[i - 1], grants[i]);
            Assert.True(
                after.ReceivedAt >= Math.Min(before.Deadline, before.GivenUpAt),
                $"{after.Key}: token {after.Token} was given out while the lease under {before.Token} was running");
        }
    }

    private sealed record Grant(long Id, string Key, long Token, long ReceivedAt, long Deadline)
    {
        public long GivenUpAt { get; set; } = long.MaxValue;
    }

    private sealed record Accepted(long Id, string Key, long Token);
}
