namespace Howdah.Queueing.Tests.Model;

internal enum ModelState
{
    Ready,
    Leased,
    Dead,
    Completed,
}

internal sealed class ModelItem
{
    public ModelState State { get; set; }

    /// <summary>Second of the test clock from which it may be taken, then the order in which it became so.</summary>
    public (int Second, int Order) Due { get; set; }

    public string? Holder { get; set; }

    public long Token { get; set; }

    public int Until { get; set; }

    public int Attempt { get; set; }

    public int Exponent { get; set; }

    public bool CompletedWithSuccessors { get; set; }
}

/// <summary>What a queue with doubling leases is meant to do, in memory and in whole seconds.</summary>
internal sealed class QueueModel(int maxAttempts)
{
    private int _order;

    public Dictionary<string, ModelItem> Items { get; } = new(StringComparer.Ordinal);

    public int Now { get; private set; }

    public void Advance(int seconds) => Now += seconds;

    public bool Create(string key)
    {
        if (Items.ContainsKey(key))
        {
            return false;
        }

        Items[key] = new ModelItem { State = ModelState.Ready, Due = (Now, _order++) };
        return true;
    }

    public List<string> DueKeys() =>
        [.. Items.Where(pair => pair.Value.State == ModelState.Ready && pair.Value.Due.Second <= Now).OrderBy(pair => pair.Value.Due).Select(pair => pair.Key)];

    public bool IsExpired(string key) => Items[key] is { State: ModelState.Leased } item && item.Until <= Now;

    public bool IsPoisoned(string key) => IsExpired(key) && Items[key].Attempt >= maxAttempts;

    public void Lease(string key, string holder, long token, int seconds)
    {
        var item = Items[key];
        item.State = ModelState.Leased;
        item.Holder = holder;
        item.Token = token;
        item.Until = Now + (seconds << Math.Min(item.Exponent, 10));
        item.Exponent++;
        item.Attempt++;
    }

    /// <summary>Whether a verb of this holder with this token is accepted: the end of the lease does not matter, a newer token does.</summary>
    public bool Holds(string key, string holder, long token) =>
        Items.TryGetValue(key, out var item) && item.State == ModelState.Leased && item.Token == token && item.Holder == holder;

    public void Complete(string key) => Items[key].State = ModelState.Completed;

    public void Bury(string key) => Items[key].State = ModelState.Dead;

    public void Release(string key)
    {
        Items[key].Attempt--;
        MakeReady(key, Now);
    }

    public bool Fail(string key, int delay)
    {
        if (Items[key].Attempt >= maxAttempts)
        {
            Bury(key);
            return true;
        }

        MakeReady(key, Now + delay);
        return false;
    }

    public void Redrive(string key)
    {
        Items[key].Attempt = 0;
        Items[key].Exponent = 0;
        MakeReady(key, Now);
    }

    private void MakeReady(string key, int second)
    {
        Items[key].State = ModelState.Ready;
        Items[key].Due = (second, _order++);
    }
}
