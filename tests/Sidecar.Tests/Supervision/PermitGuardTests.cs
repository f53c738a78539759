using Howdah.Kubernetes.Testing.Time;
using Howdah.Sidecar.Supervision;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Tests.Supervision;

/// <summary>How grants and limits are merged into the one permit.</summary>
public sealed class PermitGuardTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly PermitGuard _guard;

    public PermitGuardTests()
    {
        _guard = new PermitGuard(_clock, static () => { });
        _clock.Advance(TimeSpan.FromSeconds(100));
    }

    [Fact]
    public void A_grant_replaces_the_permit_by_an_earlier_end_too()
    {
        Assert.True(Grant(0, 58));
        Assert.True(Grant(0, 8));

        Assert.Equal(TimeSpan.FromSeconds(8), _guard.Remaining);
    }

    [Fact]
    public void A_limit_shortens_and_never_prolongs()
    {
        Grant(0, 58);
        Limit(0, 8);
        Assert.Equal(TimeSpan.FromSeconds(8), _guard.Remaining);

        Limit(0, 30);

        Assert.Equal(TimeSpan.FromSeconds(8), _guard.Remaining);
    }

    [Fact]
    public void A_limit_without_a_permit_gives_none()
    {
        Limit(0, 8);

        Assert.Equal(TimeSpan.Zero, _guard.Remaining);
        Assert.False(_guard.TryRunPrimary(static () => { }));
    }

    [Fact]
    public void A_grant_that_was_held_up_counts_no_more_after_a_limit_or_a_newer_grant()
    {
        Limit(0, 8);
        Assert.False(Grant(-1, 58));
        Assert.Equal(TimeSpan.Zero, _guard.Remaining);

        Assert.True(Grant(0, 8));
        Assert.False(Grant(-1, 58));
        Assert.Equal(TimeSpan.FromSeconds(8), _guard.Remaining);
    }

    [Fact]
    public void Times_of_another_clock_are_refused()
    {
        Assert.False(Grant(1, 8));
        Assert.False(Grant(0, 1_000_000));
    }

    private bool Grant(double issued, double ends) => _guard.Grant(new PermitGrant(At(issued), At(ends)));

    private void Limit(double issued, double ends) => _guard.Limit(new PermitLimit(At(issued), At(ends)));

    private long At(double seconds) => _clock.GetTimestamp() + (long)(seconds * _clock.TimestampFrequency);
}
