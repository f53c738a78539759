using Howdah.Worker.Queue.Acquire;

namespace Howdah.Worker.Tests.Gateway;

public sealed class WaitingLineTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void The_oldest_are_claimed_first_whether_they_wait_or_not()
    {
        var line = Fill(New("a"), New("b", patient: false), New("c"), New("d", patient: false));
        Assert.Equal(["a", "b", "c"], line.Claim(3).Select(waiter => waiter.Holder));
        Assert.Equal(1, line.Count);
    }

    [Fact]
    public void Only_those_with_the_lease_of_the_oldest_share_its_call()
    {
        var line = Fill(New("a"), New("b", lease: Minute * 2), New("c"));
        Assert.Equal(["a", "c"], line.Claim(10).Select(waiter => waiter.Holder));
        Assert.Equal(["b"], line.Claim(10).Select(waiter => waiter.Holder));
    }

    [Fact]
    public void Who_is_put_back_stands_where_it_stood()
    {
        var line = Fill(New("a"), New("b"), New("c"));
        line.Claim(2).ForEach(line.Return);
        Assert.Equal(["a", "b", "c"], line.Claim(10).Select(waiter => waiter.Holder));
    }

    [Fact]
    public void Who_has_left_is_neither_claimed_nor_put_back()
    {
        var (staying, leaving, vanishing) = (New("a"), New("b"), New("c"));
        var line = Fill(staying, leaving, vanishing);
        Assert.True(leaving.TryLeave());
        var claimed = line.Claim(10);
        Assert.Equal([staying, vanishing], claimed);
        Assert.False(staying.TryLeave());
        Assert.True(vanishing.TryVanish());
        Assert.False(vanishing.TryAnswer([]));
        claimed.ForEach(line.Return);
        Assert.Equal([staying], line.Claim(10));
    }

    [Fact]
    public void Only_those_who_do_not_wait_and_came_in_time_are_told_that_there_is_nothing()
    {
        var line = Fill(New("a"), New("b", patient: false), New("c"), New("d", patient: false));
        Assert.Equal(["b"], line.ClaimImpatient(3).Select(waiter => waiter.Holder));
        Assert.Equal(3, line.Count);
    }

    [Fact]
    public void Who_is_being_asked_for_still_takes_a_place()
    {
        var line = new WaitingLine(1);
        Assert.True(line.TryAdd(New("a")));
        Assert.Single(line.Claim(1));
        Assert.Equal((0, 1), (line.Count, line.Present));
        Assert.False(line.TryAdd(New("b")));
        line.Exit();
        Assert.True(line.TryAdd(New("b")));
    }

    [Fact]
    public void A_full_line_takes_nobody()
    {
        var line = new WaitingLine(1);
        Assert.True(line.TryAdd(New("a")));
        Assert.False(line.TryAdd(New("b")));
    }

    [Fact]
    public void Everybody_gets_one_before_anybody_gets_a_second()
    {
        Waiter[] waiters = [New("a", limit: 3), New("b"), New("c", limit: 2)];
        Assert.Equal(["a", "b", "c", "a", "c", "a"], Slots.Deal(waiters, 100).Select(waiter => waiter.Holder));
        Assert.Equal(["a", "b", "c", "a"], Slots.Deal(waiters, 4).Select(waiter => waiter.Holder));
        Assert.Equal(["a", "b", "c"], Slots.Deal(waiters, 1).Select(waiter => waiter.Holder));
    }

    private static Waiter New(string holder, int limit = 1, bool patient = true, TimeSpan? lease = null) => new(holder, lease ?? Minute, limit, patient);

    private static WaitingLine Fill(params Waiter[] waiters)
    {
        var line = new WaitingLine(100);
        Assert.All(waiters, waiter => Assert.True(line.TryAdd(waiter)));
        return line;
    }
}
