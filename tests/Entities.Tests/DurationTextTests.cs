using System.Text.RegularExpressions;

namespace Howdah.Entities.Tests;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("7d", 604800)]
    [InlineData("1500ms", 1.5)]
    [InlineData("0s", 0)]
    [InlineData("99999d99999d99999d99999d99999d", 5d * 99999 * 86400)]
    public void A_length_of_time_is_the_sum_of_its_parts(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("100000s")]
    [InlineData("1.5h")]
    [InlineData("5s'; drop table settings; --")]
    public void Anything_else_is_refused(string? text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("90s")]
    [InlineData("5")]
    [InlineData("1h30m5s")]
    [InlineData("100000s")]
    [InlineData("1d1h1m1s1ms")]
    public void The_schema_s_pattern_and_the_parser_agree(string text) =>
        Assert.Equal(Regex.IsMatch(text, DurationText.Pattern), DurationText.TryParse(text, out _));
}
