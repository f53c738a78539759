using FsCheck;
using FsCheck.Fluent;
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
    public void Lists_of_both_kinds_and_nothing_at_all_are_connections_too()
    {
        Assert.Equal(("x", "y"), (Parse("Host=x;Database=y").Host, Parse("Host=x;Database=y").Database));
        Assert.Equal(("x", "y"), (Parse("host=x dbname=y").Host, Parse("host=x dbname=y").Database));
        Assert.Equal("localhost", Parse(null).Host);
        Assert.Equal("localhost", Parse(" ").Host);
        Assert.Null(ConnectionText.Read("user=me").Host);
    }

    [Theory]
    [InlineData("host=db password=a;b user=u", "a;b")]
    [InlineData("host=db password='a;b=c' user=u", "a;b=c")]
    [InlineData("host=db;password=ab;username=u", "ab")]
    [InlineData("host=db;password=\"a b;c\";username=u;", "a b;c")]
    [InlineData("postgresql://u:a;b=c@db", "a;b=c")]
    public void A_semicolon_is_a_separator_only_where_a_parameter_follows(string text, string password)
    {
        var settings = ConnectionText.Read(text);
        Assert.Equal(("db", "u", password), (settings.Host, settings.Username, settings.Password));
    }

    [Fact]
    public void What_libpq_knows_and_Npgsql_calls_otherwise_is_taken()
    {
        var settings = ConnectionText.Read("host=a,b target_session_attrs=read-write gssencmode=disable channel_binding=require keepalives=1 passfile=/p sslrootcert=/ca");
        Assert.Equal(("a,b", true, "/p", "/ca"), (settings.Host, settings.TcpKeepAlive, settings.Passfile, settings.RootCertificate));
        Assert.Equal("read-write", settings.TargetSessionAttributes);
        Assert.Equal((GssEncryptionMode.Disable, ChannelBinding.Require), (settings.GssEncryptionMode, settings.ChannelBinding));
        Assert.Equal("a:1,b:2", ConnectionText.Read("postgresql://u@a:1,b:2/d").Host);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("postgresql://h:port/d")]
    [InlineData("postgresql://h:70000/d")]
    [InlineData("postgresql://u:secret@[::1/d")]
    [InlineData("postgresql://u:secret@h/d?no_such=1")]
    [InlineData("postgresql://u:%00secret@h/d")]
    [InlineData("Host=h;NoSuch=1;Password=secret")]
    [InlineData("Host=h;Password=\"secret")]
    [InlineData("host=h password='secret")]
    [InlineData("postgresql://u:secret@h/d?sslmode=perhaps")]
    [InlineData("host=h port=secret")]
    [InlineData("host=h connect_timeout=secret")]
    public void What_cannot_be_read_is_refused_without_its_password(string text)
    {
        var refusal = Assert.Throws<ConnectionTextException>(() => Parse(text));
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
        Assert.Null(refusal.InnerException);
    }

    [Fact]
    public void Every_form_gives_back_what_was_written_into_it() => Prop.ForAll<NonNull<string>, NonNull<string>>((first, second) =>
    {
        var (user, password) = (Written(first.Get), Written(second.Get));
        string[] texts =
        [
            $"postgresql://{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}@db:6000/shop",
            $"host=db port=6000 dbname=shop user={Quoted(user)} password={Quoted(password)}",
            new NpgsqlConnectionStringBuilder { Host = "db", Port = 6000, Database = "shop", Username = user, Password = password }.ConnectionString,
        ];
        return texts.All(text => ConnectionText.Read(text) is { Host: "db", Port: 6000, Database: "shop" } read && read.Username == user && read.Password == password);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_makes_it_fail_otherwise_than_by_its_own_exception_and_none_of_those_repeats_a_value() => Prop.ForAll<NonNull<string>>(text =>
    {
        var secret = $"s3cr3t{text.Get}";
        string[] texts = [text.Get, $"postgresql://{text.Get}", $"postgresql://u:{secret}@h/d", $"host={text.Get}", $"host=h password={secret}", $"Host=h;Password={secret}", $"{text.Get}={secret}"];
        return texts.All(candidate => Message(candidate) is not { } message || !message.Contains("s3cr3t", StringComparison.Ordinal));
    }).QuickCheckThrowOnFailure();

    private static string? Message(string text)
    {
        try
        {
            ConnectionText.Parse(text, _ => null);
            return null;
        }
        catch (ConnectionTextException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>What a name can be: something, and no control characters, which every form refuses.</summary>
    private static string Written(string text) => "x" + string.Concat(text.Where(character => !char.IsControl(character) && !char.IsSurrogate(character) && (character == ' ' || !char.IsWhiteSpace(character))));

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static NpgsqlConnectionStringBuilder Parse(string? text, params (string Name, string Value)[] environment) =>
        ConnectionText.Parse(text, name => environment.FirstOrDefault(variable => variable.Name == name).Value);
}
