using Howdah.Search.Connection;
using Howdah.Search.Tests.Fakes;

namespace Howdah.Search.Tests.Connection;

public sealed class ConnectionTests
{
    private static readonly Uri Plain = new("http://search.test:9200");
    private static readonly Uri Tls = new("https://search.test:9200");

    public static TheoryData<SearchConnection, string> Contradictions => new()
    {
        { new() { Url = Plain, Username = "u" }, "username and passwordFile go together" },
        { new() { Url = Plain, Password = "p" }, "username and password go together" },
        { new() { Url = Plain, Username = "u", Password = "p", PasswordFile = "f" }, "password and passwordFile exclude each other" },
        { new() { Url = Plain, Username = "u", Password = "p", Token = "t" }, "username and token exclude each other" },
        { new() { Url = Plain, Token = "t", TokenFile = "f" }, "token and tokenFile exclude each other" },
        { new() { Url = Tls, CertificateAuthorityFile = "f", InsecureSkipVerify = true }, "certificateAuthorityFile and insecureSkipVerify exclude each other" },
        { new() { Url = Tls, ClientCertificateFile = "f" }, "clientCertificateFile and clientKeyFile go together" },
        { new() { Url = Plain, CertificateAuthorityFile = "f" }, "url is http" },
        { new() { Url = new Uri("http://u:p@search.test") }, "url holds credentials" },
        { new() { Url = new Uri("ftp://search.test") }, "url is not" },
        { new() { Url = new Uri("http://search.test/?a=b") }, "url is not" },
        { new() { Url = new Uri("a", UriKind.Relative) }, "url is not" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Contradictions_are_refused_by_name(SearchConnection connection, string message) =>
        Assert.Contains(message, Assert.Throws<SearchConfigurationException>(connection.Validate).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_rotated_secret_is_used_from_the_next_request_on()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "one\n");
        var cluster = new FakeCluster().Answer(200, """{"_shards": {"total": 1, "failed": 0}}""");
        using var client = cluster.Client(connection: new() { Url = Plain, TokenFile = file });

        await client.RefreshAsync(new("items"));
        await File.WriteAllTextAsync(file, "two\n");
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(5));
        await client.RefreshAsync(new("items"));
        File.Delete(file);
        await client.RefreshAsync(new("items"));

        Assert.Equal(["Bearer one", "Bearer two", "Bearer two"], cluster.Requests.Select(request => request.Authorization));
    }

    [Fact]
    public async Task Basic_authentication_is_sent_in_UTF8()
    {
        var cluster = new FakeCluster().Answer(200, """{"_shards": {"total": 1, "failed": 0}}""");

        await cluster.Client(connection: new() { Url = Plain, Username = "jörg", Password = "p:ä" }).RefreshAsync(new("items"));

        Assert.Equal("Basic asO2cmc6cDrDpA==", cluster.Requests.Single().Authorization);
    }

    [Fact]
    public async Task Missing_files_are_configuration_errors()
    {
        using var client = new FakeCluster().Client(connection: new() { Url = Plain, TokenFile = "/nonexistent/token" });

        await Assert.ThrowsAsync<SearchConfigurationException>(() => client.RefreshAsync(new("items")));
        Assert.Throws<SearchConfigurationException>(() => new SearchClient(new SearchConnection { Url = Tls, CertificateAuthorityFile = "/nonexistent/ca.pem" }));
    }

    [Fact]
    public async Task A_path_below_the_host_is_kept()
    {
        var cluster = new FakeCluster().Answer(200, """{"_shards": {"total": 1, "failed": 0}}""");

        await cluster.Client(connection: new() { Url = new Uri("https://gateway.test/search/") }).RefreshAsync(new("items"));

        Assert.Equal("/search/items/_refresh", cluster.Requests.Single().Path);
    }

    [Fact]
    public void The_environment_is_read()
    {
        var variables = new Dictionary<string, string?> { ["OS_URL"] = "https://search.test", ["OS_USERNAME"] = "u", ["OS_PASSWORD_FILE"] = "f", ["OS_INSECURE"] = "True", ["OS_TOKEN"] = "" };

        var connection = SearchConnection.FromEnvironment("OS", name => variables.GetValueOrDefault(name));

        Assert.Equal(new SearchConnection { Url = new Uri("https://search.test"), Username = "u", PasswordFile = "f", InsecureSkipVerify = true }, connection);
        Assert.Throws<SearchConfigurationException>(() => SearchConnection.FromEnvironment("OS", _ => null));
    }
}
