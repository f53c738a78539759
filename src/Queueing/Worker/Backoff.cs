namespace Howdah.Queueing.Worker;

/// <summary>Waits that double from <paramref name="first"/> to <paramref name="last"/>, a fifth up or down at random so that workers do not march in step.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan last)
{
    private const double Spread = 0.2;
    private int _doublings;

    public void Reset() => _doublings = 0;

    public TimeSpan Next()
    {
        var wait = first * Math.Pow(2, _doublings);
        if (wait < last)
        {
            _doublings++;
        }
        else
        {
            wait = last;
        }

#pragma warning disable CA5394 // Jitter is no secret.
        return wait * (1 - Spread + (Random.Shared.NextDouble() * 2 * Spread));
#pragma warning restore CA5394
    }
}
