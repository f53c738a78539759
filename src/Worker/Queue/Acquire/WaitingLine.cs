namespace Howdah.Worker.Queue.Acquire;

/// <summary>
/// Requests for work in the order of their arrival. Thread-safe. Its capacity is for requests that have not been answered: one that is being asked for has left the
/// line, and has its place until its <see cref="Exit"/>.
/// </summary>
internal sealed class WaitingLine(int capacity)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Waiter> _patient = [];
    private readonly SortedDictionary<long, Waiter> _impatient = [];
    private long _arrivals;
    private int _present;

    /// <summary>How many have not been answered, those that are being asked for included.</summary>
    public int Present => Volatile.Read(ref _present);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _patient.Count + _impatient.Count;
            }
        }
    }

    /// <summary>How many have arrived so far, which is the number of the newest.</summary>
    public long Arrivals => Interlocked.Read(ref _arrivals);

    public bool TryAdd(Waiter waiter)
    {
        lock (_gate)
        {
            if (_present >= capacity)
            {
                return false;
            }

            _present++;
            waiter.Number = Interlocked.Increment(ref _arrivals);
            Of(waiter).Add(waiter.Number, waiter);
            return true;
        }
    }

    /// <summary>Ends what <see cref="TryAdd"/> has begun.</summary>
    public void Exit()
    {
        lock (_gate)
        {
            _present--;
        }
    }

    public void Remove(Waiter waiter)
    {
        lock (_gate)
        {
            Of(waiter).Remove(waiter.Number);
        }
    }

    /// <summary>Claims the oldest, those that want the same length of lease, up to so many items in all.</summary>
    public List<Waiter> Claim(int items)
    {
        lock (_gate)
        {
            var claimed = new List<Waiter>();
            foreach (var waiter in InOrder())
            {
                if (items <= 0)
                {
                    break;
                }

                if ((claimed.Count == 0 || waiter.Lease == claimed[0].Lease) && waiter.TryClaim())
                {
                    claimed.Add(waiter);
                    items -= waiter.Limit;
                }
            }

            claimed.ForEach(waiter => Of(waiter).Remove(waiter.Number));
            return claimed;
        }
    }

    /// <summary>Puts one that was claimed back to its place.</summary>
    public void Return(Waiter waiter)
    {
        lock (_gate)
        {
            if (waiter.TryUnclaim())
            {
                Of(waiter).Add(waiter.Number, waiter);
            }
        }
    }

    /// <summary>Takes out those that do not wait and arrived up to <paramref name="number"/>, claimed.</summary>
    public List<Waiter> ClaimImpatient(long number)
    {
        lock (_gate)
        {
            var claimed = _impatient.Values.TakeWhile(waiter => waiter.Number <= number).ToList();
            claimed.ForEach(waiter => _impatient.Remove(waiter.Number));
            return claimed.FindAll(waiter => waiter.TryClaim());
        }
    }

    /// <summary>Takes all out, claimed.</summary>
    public List<Waiter> ClaimAll()
    {
        lock (_gate)
        {
            var claimed = InOrder().Where(waiter => waiter.TryClaim()).ToList();
            _patient.Clear();
            _impatient.Clear();
            return claimed;
        }
    }

    private SortedDictionary<long, Waiter> Of(Waiter waiter) => waiter.IsPatient ? _patient : _impatient;

    private IEnumerable<Waiter> InOrder()
    {
        using var patient = _patient.Values.GetEnumerator();
        using var impatient = _impatient.Values.GetEnumerator();
        var hasPatient = patient.MoveNext();
        var hasImpatient = impatient.MoveNext();
        while (hasPatient || hasImpatient)
        {
            if (hasPatient && (!hasImpatient || patient.Current.Number < impatient.Current.Number))
            {
                yield return patient.Current;
                hasPatient = patient.MoveNext();
            }
            else
            {
                yield return impatient.Current;
                hasImpatient = impatient.MoveNext();
            }
        }
    }
}
