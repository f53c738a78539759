using Howdah.Kubernetes.Leadership;

namespace Howdah.Kubernetes.Tests.Runtime.Leadership;

public class LeaderElectionOptionsTests
{
    [Fact]
    public void The_defaults_are_those_of_client_go_and_valid()
    {
        var options = Options(15, 10, 2);

        Assert.Equal((15, 10, 2), (options.LeaseDuration.TotalSeconds, options.RenewDeadline.TotalSeconds, options.RetryPeriod.TotalSeconds));
        Assert.Equal(options.LeaseDuration, new LeaderElectionOptions { LeaseName = "l", LeaseNamespace = "n" }.LeaseDuration);
        Assert.Empty(options.Problems());
    }

    [Theory]
    [InlineData(10, 10, 2, "The lease duration (10 s) must be longer than the renew deadline (10 s).")]
    [InlineData(15, 2.4, 2, "The renew deadline (2.4 s) must be longer than 1.2 retry periods (2 s each).")]
    [InlineData(15, 10, 0, "The retry period of leader election must be positive.")]
    [InlineData(15.5, 10, 2, "The lease duration must be a whole number of seconds: the Lease stores it so.")]
    public void Wrong_proportions_are_refused(double lease, double renew, double retry, string problem) =>
        Assert.Equal([problem], Options(lease, renew, retry).Problems());

    [Fact]
    public void Names_are_needed() => Assert.Single((Options(15, 10, 2) with { Identity = "" }).Problems());

    [Fact]
    public void Identities_differ_between_processes_of_one_pod() => Assert.NotEqual(
        new LeaderElectionOptions { LeaseName = "l", LeaseNamespace = "n" }.Identity,
        new LeaderElectionOptions { LeaseName = "l", LeaseNamespace = "n" }.Identity);

    private static LeaderElectionOptions Options(double lease, double renew, double retry) => new()
    {
        LeaseName = "lease",
        LeaseNamespace = "default",
        LeaseDuration = TimeSpan.FromSeconds(lease),
        RenewDeadline = TimeSpan.FromSeconds(renew),
        RetryPeriod = TimeSpan.FromSeconds(retry),
    };
}
