using FsCheck;
using FsCheck.Fluent;
using Howdah.Operator.WorkQueues.Database;

namespace Howdah.Operator.Tests.WorkQueues;

public sealed class TargetTextTests
{
    [Theory]
    [InlineData("postgresql://u:p@db/shop", "db:5432/shop", "u", "p", "prefer")]
    [InlineData("postgres://u:p%40ss%2F@db:6000/shop?sslmode=verify-full&application_name=x", "db:6000/shop", "u", "p@ss/", "verify-full")]
    [InlineData("postgresql://u@[::1]:6000/shop", "::1:6000/shop", "u", null, "prefer")]
    [InlineData("postgresql://u:a@b@db", "db:5432/u", "u", "a@b", "prefer")]
    [InlineData("host=db port=6000 user=u password='it\\'s secret' dbname=shop sslmode=require", "db:6000/shop", "u", "it's secret", "require")]
    [InlineData(" host = db  user = u ", "db:5432/u", "u", null, "prefer")]
    [InlineData("Host=db;Port=6000;Username=u;Password=p;Database=shop;SSL Mode=VerifyFull", "db:6000/shop", "u", "p", "verify-full")]
    [InlineData("postgresql://u@db/shop?connect_timeout=9&gssencmode=disable&channel_binding=prefer&keepalives=1&target_session_attrs=read-write", "db:5432/shop", "u", null, "prefer")]
    public void Every_form_is_read(string text, string display, string user, string? password, string mode)
    {
        var (target, problem) = TargetText.Parse(text);

        Assert.Null(problem);
        Assert.Equal((display, user, password, mode), (target!.Display, target.UserName, target.Password, target.SslMode));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("db")]
    [InlineData("postgresql://")]
    [InlineData("postgresql://db/shop")]
    [InlineData("postgresql://u@a,b/shop")]
    [InlineData("postgresql://u@%2Frun%2Fpostgresql/shop")]
    [InlineData("postgresql://u@db:0/shop")]
    [InlineData("postgresql://u@db:99999/shop")]
    [InlineData("postgresql://u@[::1/shop")]
    [InlineData("postgresql://u@db/shop?sslmode=none")]
    [InlineData("postgresql://u@db/shop?options=-crole%3Dpostgres")]
    [InlineData("postgresql://u@db/shop?sslcert=/etc/passwd")]
    [InlineData("host=db user=u password='open")]
    [InlineData("host=db user=u passfile=/etc/shadow")]
    [InlineData("host=db;user=")]
    [InlineData("Host=db;Username=u;Pooling=false")]
    [InlineData("Host=/run/postgresql;Username=u")]
    [InlineData("host=db user=u\u0000")]
    public void Anything_that_the_operator_cannot_use_is_refused(string? text) => Assert.NotNull(TargetText.Parse(text).Problem);

    [Fact]
    public void No_text_makes_it_throw() => Prop.ForAll<string>(text =>
    {
        _ = TargetText.Parse(text);
        _ = TargetText.Parse("postgresql://" + text);
        _ = TargetText.Parse("host=" + text);
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_target_never_prints_its_secrets() => Assert.Equal("db:5432/shop", TargetText.Parse("postgresql://u:hidden@db/shop").Target!.ToString());
}
