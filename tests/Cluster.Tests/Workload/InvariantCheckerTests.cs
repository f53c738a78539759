namespace Howdah.Cluster.Tests.Workload;

public sealed class InvariantCheckerTests
{
    private static Acknowledgement Ack(string instance, long started, long ended, long sequence = 1) => new(0, sequence, "w-" + instance, instance, started, ended);

    [Fact]
    public void A_handover_is_no_overlap()
    {
        Assert.Empty(InvariantChecker.Overlaps([Ack("a", 0, 10), Ack("a", 20, 30), Ack("b", 25, 40), Ack("b", 50, 60)]));
    }

    [Fact]
    public void A_write_begun_on_the_old_primary_after_the_new_one_acknowledged_is_an_overlap()
    {
        var found = InvariantChecker.Overlaps([Ack("a", 0, 10), Ack("b", 25, 40), Ack("a", 41, 50)]);
        Assert.Single(found);
    }

    [Fact]
    public void An_acknowledged_write_that_is_gone_is_lost()
    {
        var lost = InvariantChecker.Lost([Ack("a", 0, 1, 1), Ack("a", 2, 3, 2)], new HashSet<(int, string, long)> { (0, "w-a", 1) });
        Assert.Equal(2, Assert.Single(lost).Sequence);
    }

    [Fact]
    public void Appends_of_one_writer_keep_their_order()
    {
        Assert.Empty(InvariantChecker.OutOfOrder([(1, "w", 1, 10), (1, "w", 3, 12)]));
        Assert.Single(InvariantChecker.OutOfOrder([(1, "w", 3, 10), (1, "w", 2, 12)]));
    }
}
