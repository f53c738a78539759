using Howdah.Worker.Queue;
using Microsoft.Extensions.Logging;

namespace Howdah.Worker.Tests.Gateway;

public sealed class EnvironmentTests
{
    [Theory]
    [InlineData("", "HOWDAH_TOKEN_FILE is not set")]
    [InlineData("HOWDAH_ANONYMOUS=true;HOWDAH_TOKEN_FILE=x", "exclude each other")]
    [InlineData("HOWDAH_ANONYMOUS=true;HOWDAH_TLS_CERT_FILE=x", "belong together")]
    [InlineData("HOWDAH_ANONYMOUS=true;HOWDAH_PORT=http", "HOWDAH_PORT is a number from 0 to 65535")]
    [InlineData("HOWDAH_ANONYMOUS=true;HOWDAH_CONNECTIONS=1", "HOWDAH_CONNECTIONS is a number from 3 to 1000")]
    [InlineData("HOWDAH_ANONYMOUS=true;HOWDAH_LOG_LEVEL=loud", "HOWDAH_LOG_LEVEL is")]
    [InlineData("HOWDAH_ANONYMOUS=true;HOWDAH_DSN=nonsense", "neither")]
    public void What_is_wrong_is_named(string variables, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<FormatException>(() => GatewayEnvironment.Read(Of(variables))).Message, StringComparison.Ordinal);

    [Fact]
    public void Everything_has_a_default_but_the_way_in()
    {
        var options = GatewayEnvironment.Read(Of("HOWDAH_ANONYMOUS=true;PGHOST=db;PGUSER=worker"));
        Assert.Contains("Host=db", options.ConnectionString, StringComparison.Ordinal);
        Assert.Contains("Username=worker", options.ConnectionString, StringComparison.Ordinal);
        Assert.Equal((16, 8080, 8081, LogLevel.Information), (options.Connections, options.Port, options.HealthPort, options.LogLevel));
        Assert.Empty(options.Queues);
    }

    [Fact]
    public void Queues_are_separated_by_commas() =>
        Assert.Equal(["jobs", "mail"], GatewayEnvironment.Read(Of("HOWDAH_TOKEN_FILE=t;HOWDAH_QUEUES=mail, jobs,")).Queues.Order());

    private static Func<string, string?> Of(string variables)
    {
        var map = variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return name => map.GetValueOrDefault(name);
    }
}
