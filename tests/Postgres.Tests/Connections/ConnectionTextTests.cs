using Howdah.Postgres.Connections;
using Npgsql;

namespace Howdah.Postgres.Tests.Connections;

public sealed class ConnectionTextTests
{
    [Fact]
    public void A_url_says_everything()
    {
        var settings = Parse("postgresql://us%40er:p%3Aw@[::1]:6000/da%20ta?sslmode=verify-full&application_name=me&connect_timeout=7&Maximum%20Pool%20Size=3");
        Assert.Equal(("::1", 6000, "da ta", "us@er", "p:w"), (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password));
        Assert.Equal((SslMode.VerifyFull, "me", 7, 3), (settings.SslMode, settings.ApplicationName, settings.Timeout, settings.MaxPoolSize));
    }

    [Fact]
    public void What_a_url_leaves_out_comes_from_the_environment()
    {
        var settings = Parse("postgres://h/", ("PGHOST", "other"), ("PGPORT", "7000"), ("PGDATABASE", "d"), ("PGUSER", "u"), ("PGPASSWORD", "p"), ("PGSSLMODE", "require"));
        Assert.Equal(("h", 7000, "d", "u", "p", SslMode.Require), (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password, settings.SslMode));
    }

    [Fact]
    public void A_list_and_nothing_at_all_are_connections_too()
    {
        Assert.Equal(("x", "y"), (Parse("Host=x;Database=y").Host, Parse("Host=x;Database=y").Database));
        Assert.Equal("localhost", Parse(null).Host);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("postgresql://h:port/d")]
    [InlineData("postgresql://u:secret@h/d?no_such=1")]
    [InlineData("Host=h;NoSuch=1;Password=secret")]
    [InlineData("postgresql://u:secret@h/d?sslmode=perhaps")]
    public void What_cannot_be_read_is_refused_without_its_password(string text) =>
        Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => Parse(text)).Message, StringComparison.Ordinal);

    private static NpgsqlConnectionStringBuilder Parse(string? text, params (string Name, string Value)[] environment) =>
        ConnectionText.Parse(text, name => environment.FirstOrDefault(variable => variable.Name == name).Value);
}
