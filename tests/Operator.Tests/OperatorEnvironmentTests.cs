namespace Howdah.Operator.Tests;

public sealed class OperatorEnvironmentTests
{
    [Theory]
    [InlineData("HOWDAH_IMAGE", " ")]
    [InlineData("HOWDAH_LOG_LEVEL", "loud")]
    [InlineData("HOWDAH_LEADER_ELECTION", "yes")]
    [InlineData("HOWDAH_METRICS_PORT", "65536")]
    [InlineData("HOWDAH_HEALTH_PORT", "-1")]
    [InlineData("HOWDAH_MAX_CONCURRENT_RECONCILES", "many")]
    public void A_variable_that_cannot_be_used_is_named(string name, string value)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => OperatorEnvironment.Read(v => v == name ? value : v == "HOWDAH_IMAGE" ? "howdah:1" : null));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_set_has_defaults()
    {
        var options = OperatorEnvironment.Read(v => v == "HOWDAH_IMAGE" ? "howdah:1" : null);
        Assert.Equal("howdah:1", options.SidecarImage);
        Assert.True(options.LeaderElection);
        Assert.Empty(options.WatchNamespaces);
        Assert.Null(options.WebhookName);
    }
}
