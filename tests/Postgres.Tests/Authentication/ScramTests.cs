using Howdah.Postgres.Authentication;

namespace Howdah.Postgres.Tests.Authentication;

public sealed class ScramTests
{
    /// <summary>RFC 7677, section 3: password "pencil", this salt, 4096 iterations; keys computed from it by hand with HMAC-SHA-256.</summary>
    private const string Salt = "W22ZaJ0SNY7soEsUEjb6gQ==";

    [Fact]
    public void A_verifier_has_the_form_that_PostgreSQL_stores()
    {
        var verifier = Scram.Verifier("pencil", Convert.FromBase64String(Salt), 4096);
        Assert.StartsWith($"SCRAM-SHA-256$4096:{Salt}$", verifier, StringComparison.Ordinal);
        Assert.EndsWith("WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=", verifier, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_password_matches_and_another_does_not()
    {
        var verifier = Scram.Verifier("correct horse");
        Assert.True(Scram.Matches(verifier, "correct horse"));
        Assert.False(Scram.Matches(verifier, "correct horse "));
        Assert.False(Scram.Matches("SCRAM-SHA-256$x", "correct horse"));
        Assert.False(Scram.Matches("", ""));
    }

    [Fact]
    public void Characters_that_are_mapped_to_nothing_do_not_count() => Assert.True(Scram.Matches(Scram.Verifier("I\u00ADX"), "IX"));
}
