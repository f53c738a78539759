using Howdah.HighAvailability.Quorum;
using Howdah.Postgres;
using Howdah.Postgres.Configuration;

namespace Howdah.HighAvailability.Tests.Quorum;

public sealed class SynchronousPolicyTests
{
    private static readonly string BothSetting = SynchronousNames.Render(1, ["db-2", "db-3"]);
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private SynchronousMemory? _memory;

    [Fact]
    public void A_set_that_went_and_came_back_is_confirmed_only_by_what_was_flushed_since()
    {
        var record = new SynchronousStandbys(1, ["db-2", "db-3"], "");
        record = Confirm(record, 1, BothSetting, ("db-2", 100), ("db-3", 100))!;
        Assert.Equal(BothSetting, record.Applied);

        Next(record, 1, 100, BothSetting, ("db-3", 100));
        _now += SynchronousPolicy.Patience;
        record = Next(record, 1, 100, BothSetting, ("db-3", 100))!;
        Assert.Equal(["db-3"], record.Names);
        Assert.Equal(BothSetting, record.Applied);

        record = Next(record, 1, 200, SynchronousNames.Render(1, ["db-3"]), ("db-2", 100))!;
        Assert.Equal(["db-2", "db-3"], record.Names);
        Assert.Contains(SynchronousNames.Render(1, ["db-3"]), record.Applied, StringComparison.Ordinal);

        var behind = record;
        for (var report = 0; report < 5; report++)
        {
            _now += SynchronousPolicy.SettleTime;
            Assert.Equal(behind.Applied, Next(record, 1, 200, BothSetting, ("db-2", 100))!.Applied);
        }

        Assert.Equal(BothSetting, Next(record, 1, 200, BothSetting, ("db-2", 200))!.Applied);
    }

    [Fact]
    public void A_primary_that_is_still_on_record_itself_has_taken_the_names_over()
    {
        var record = new SynchronousStandbys(1, ["db-1", "db-2"], SynchronousNames.Render(1, ["db-2"]));
        Assert.Equal(SynchronousNames.Render(1, ["db-1", "db-2"]), Confirm(record, 1, SynchronousNames.Render(1, ["db-2"]), ("db-2", 100))!.Applied);
    }

    [Fact]
    public void A_setting_is_not_taken_for_settled_by_reports_in_quick_succession()
    {
        var record = new SynchronousStandbys(1, ["db-2", "db-3"], "");
        for (var report = 0; report < 10; report++)
        {
            Assert.Equal("", Next(record, 1, 100, BothSetting, ("db-2", 100), ("db-3", 100))!.Applied);
        }
    }

    [Fact]
    public void Turned_off_the_record_stays_until_the_primary_runs_without()
    {
        var record = Next(new SynchronousStandbys(1, ["db-2", "db-3"], BothSetting), null, 100, BothSetting, ("db-2", 100))!;
        Assert.Equal((0, 0, BothSetting), (record.Number, record.Names.Count, record.Applied));
        Assert.True(AppliedSettings.CountOn(record.Applied, "db-3"));
        Assert.Equal(0, QuorumRule.Missing([], record.Number, [.. record.Names]));

        for (var report = 0; report < 5; report++)
        {
            _now += SynchronousPolicy.SettleTime;
            Assert.Equal(record, Next(record, null, 100, BothSetting, ("db-2", 100)));
        }

        Assert.Equal(record, Next(record, null, 100, null, ("db-2", 100)));
        Assert.Null(Confirm(record, null, null, ("db-2", 100)));
    }

    [Fact]
    public void Turned_off_and_on_again_the_earlier_setting_still_binds()
    {
        var off = new SynchronousStandbys(0, [], BothSetting);
        var on = Next(off, 1, 100, "", ("db-2", 100))!;
        Assert.Equal((1, "db-2", BothSetting), (on.Number, Assert.Single(on.Names), on.Applied));
    }

    [Fact]
    public void Turning_off_waits_for_a_primary_that_answers()
    {
        var record = new SynchronousStandbys(1, ["db-2", "db-3"], BothSetting);
        Assert.Equal(record, SynchronousPolicy.Next(new SynchronousObservation { Cluster = Cluster(record), Now = _now }).Next);
    }

    private SynchronousStandbys? Confirm(SynchronousStandbys record, int? wanted, string? running, params (string Name, ulong Flushed)[] standbys)
    {
        SynchronousStandbys? next = record;
        for (var report = 0; report < 3 && next is not null; report++)
        {
            next = Next(record, wanted, 100, running, standbys);
            _now += SynchronousPolicy.SettleTime;
        }

        return next;
    }

    private SynchronousStandbys? Next(SynchronousStandbys record, int? wanted, ulong end, string? running, params (string Name, ulong Flushed)[] standbys)
    {
        var step = SynchronousPolicy.Next(new SynchronousObservation
        {
            Cluster = Cluster(record),
            Wanted = wanted,
            Memory = _memory,
            Now = _now,
            Reports =
            [
                new InstanceReport
                {
                    Name = "db-1", Role = InstanceRole.Primary, State = InstanceState.Running, HoldsLease = true, Timeline = 1, FlushedLsn = new Lsn(end),
                    SynchronousStandbyNames = running,
                    Standbys = [.. standbys.Select(standby => new StandbyReport { Name = standby.Name, State = "streaming", FlushedLsn = new Lsn(standby.Flushed) })],
                },
            ],
        });
        _memory = step.Memory;
        return step.Next;
    }

    private static ClusterState Cluster(SynchronousStandbys record) => new()
    {
        CurrentPrimary = "db-1",
        Members = [.. Enumerable.Range(1, 3).Select(serial => new Member($"db-{serial}", $"db-{serial}", null))],
        Synchronous = record,
    };
}
