using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Supervision;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Tests.Supervision;

public sealed class AnswerBoardTests
{
    private static readonly SupervisorAnswer Quiet = new()
    {
        Report = new SupervisorReport { Data = DataDirectoryState.Empty, VerifiedStopped = true },
        MajorVersion = 17,
    };

    private readonly AnswerBoard _board = new("s");

    [Fact]
    public void An_order_that_changes_nothing_wakes_nobody()
    {
        _board.Publish(Quiet with { AppliedOrder = "1" });
        var version = _board.Latest.Version;

        _board.Publish(Quiet with { AppliedOrder = "2", Report = Quiet.Report with { PermitMilliseconds = 7000 } });

        Assert.Equal(version, _board.Latest.Version);
        Assert.Equal("2", _board.Latest.AppliedOrder);
    }

    [Fact]
    public void A_change_of_the_report_wakes()
    {
        _board.Publish(Quiet);
        var version = _board.Latest.Version;

        _board.Publish(Quiet with { Report = Quiet.Report with { Server = ServerState.Running } });
        _board.Publish(Quiet with { FinishedRevision = "clone-1" });

        Assert.Equal(version + 2, _board.Latest.Version);
    }

    [Fact]
    public async Task Whoever_has_given_an_order_is_told_when_it_is_applied()
    {
        var waiting = _board.WaitAsync(answer => answer.AppliedOrder == "3", TimeSpan.FromSeconds(30), CancellationToken.None);
        _board.Publish(Quiet with { AppliedOrder = "3" });

        Assert.Equal("3", (await waiting).AppliedOrder);
    }
}
