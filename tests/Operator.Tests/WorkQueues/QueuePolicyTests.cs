using Howdah.Entities.WorkQueue;
using Howdah.Operator.WorkQueues.Policies;

namespace Howdah.Operator.Tests.WorkQueues;

public sealed class QueuePolicyTests
{
    private static readonly FailoverMark Server = new("7123", 3);

    [Fact]
    public void The_epoch_is_kept_while_the_history_is_the_same() => Assert.Equal(EpochDecision.Keep, EpochPolicy.Decide(Server, Server, 3, tokensGiven: true));

    [Fact]
    public void A_promotion_and_a_restored_backup_begin_an_epoch()
    {
        Assert.Equal(EpochDecision.Bump, EpochPolicy.Decide(Server with { Timeline = 2 }, Server, 2, tokensGiven: false));
        Assert.Equal(EpochDecision.Bump, EpochPolicy.Decide(Server with { System = "9" }, Server, 3, tokensGiven: false));
    }

    [Fact]
    public void An_epoch_that_the_queue_has_begun_by_itself_is_not_begun_again()
    {
        Assert.Equal(EpochDecision.Record, EpochPolicy.Decide(Server with { Timeline = 2 }, Server, 2, tokensGiven: true, followed: 3));
        Assert.Equal(EpochDecision.Bump, EpochPolicy.Decide(Server with { Timeline = 2 }, Server, 2, tokensGiven: true, followed: 2));
        Assert.Equal(EpochDecision.Bump, EpochPolicy.Decide(Server with { System = "9" }, Server, 3, tokensGiven: true, followed: 3));
    }

    [Fact]
    public void A_new_queue_is_only_marked_unless_tokens_may_have_been_given_out()
    {
        Assert.Equal(EpochDecision.Record, EpochPolicy.Decide(null, Server, null, tokensGiven: false));
        Assert.Equal(EpochDecision.Bump, EpochPolicy.Decide(null, Server, null, tokensGiven: true));
        Assert.Equal(EpochDecision.Bump, EpochPolicy.Decide(null, Server, 2, tokensGiven: false));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("fencing tokens")]
    [InlineData("howdah epoch of 7123")]
    [InlineData("howdah epoch of 7123/x")]
    [InlineData("howdah epoch of /3")]
    public void What_is_no_mark_is_none(string? text) => Assert.Null(FailoverMark.Parse(text));

    [Fact]
    public void A_mark_reads_back() => Assert.Equal(Server, FailoverMark.Parse(Server.ToString()));

    [Theory]
    [InlineData("session", "4711", "psql", 1200.0, 10, "pid 4711 (application psql) keeps dead rows for more than 15 min")]
    [InlineData("slot", "old_standby", "not in use, physical", null, 2000000, "replication slot old_standby (not in use, physical)")]
    [InlineData("prepared", "tx-1", "app", 90000.0, 1, "ROLLBACK PREPARED")]
    public void Who_holds_the_horizon_too_long_is_named_with_the_remedy(string kind, string who, string application, double? seconds, long transactions, string message)
    {
        var worst = HorizonPolicy.Worst([new HorizonHolder("session", "1", "quick", 3, 5), new HorizonHolder(kind, who, application, seconds, transactions)]);

        Assert.Equal(who, worst!.Who);
        Assert.Contains(message, HorizonPolicy.Describe(worst), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_some_minutes_is_nothing_unusual() => Assert.Null(HorizonPolicy.Worst([new HorizonHolder("session", "1", "report", 600, 50_000)]));

    [Theory]
    [InlineData(0, 0, false, "True", "InTime")]
    [InlineData(0, 3700, false, "False", "ItemsWait")]
    [InlineData(0, 3700, true, "True", "Paused")]
    [InlineData(2, 0, false, "False", "DeadItems")]
    public void The_backlog_is_healthy_while_items_are_taken_in_time_and_none_is_dead(long dead, int age, bool paused, string status, string reason)
    {
        var counts = new QueueCounts { Ready = 1, Leased = 0, Delayed = 0, Dead = dead, OldestAge = TimeSpan.FromSeconds(age), Paused = paused };

        var condition = BacklogPolicy.Judge(new WorkQueueSpec(), counts);

        Assert.Equal((status, reason), (condition.Status.ToString(), condition.Reason));
    }

    [Fact]
    public void Numbers_are_written_when_they_change_much_and_not_too_often()
    {
        var before = new WorkQueueStatus { Ready = 1000, Leased = 10 };
        var little = new WorkQueueStatus { Ready = 1010, Leased = 10 };
        var much = new WorkQueueStatus { Ready = 1200, Leased = 10 };
        var none = new WorkQueueStatus { Ready = 1000, Leased = 0 };

        Assert.False(QueueStatusChangePolicy.NeedsWrite(before, before, TimeSpan.MaxValue));
        Assert.False(QueueStatusChangePolicy.NeedsWrite(before, little, TimeSpan.FromSeconds(10)));
        Assert.True(QueueStatusChangePolicy.NeedsWrite(before, little, TimeSpan.FromSeconds(30)));
        Assert.False(QueueStatusChangePolicy.NeedsWrite(before, much, TimeSpan.FromSeconds(1)));
        Assert.True(QueueStatusChangePolicy.NeedsWrite(before, much, TimeSpan.FromSeconds(5)));
        Assert.True(QueueStatusChangePolicy.NeedsWrite(before, none, TimeSpan.FromSeconds(5)));
        Assert.True(QueueStatusChangePolicy.NeedsWrite(before, new WorkQueueStatus { Ready = 1000, Leased = 10, Epoch = 2 }, TimeSpan.Zero));
    }
}
