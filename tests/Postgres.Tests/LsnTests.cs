using FsCheck;
using FsCheck.Fluent;

namespace Howdah.Postgres.Tests;

public sealed class LsnTests
{
    [Fact]
    public void Every_position_reads_back_from_its_text() => Prop.ForAll<ulong>(value => Lsn.Parse(new Lsn(value).ToString()).Value == value).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("16/B374D848", 0x16B374D848UL)]
    [InlineData("0/0", 0UL)]
    [InlineData("FFFFFFFF/FFFFFFFF", ulong.MaxValue)]
    public void Text_is_two_hexadecimal_halves(string text, ulong value) => Assert.Equal(value, Lsn.Parse(text).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("1/")]
    [InlineData("/1")]
    [InlineData("0/123456789")]
    [InlineData("G/0")]
    [InlineData("-1/0")]
    [InlineData("1/0/0")]
    public void Anything_else_is_refused(string? text) => Assert.False(Lsn.TryParse(text, out _));
}
