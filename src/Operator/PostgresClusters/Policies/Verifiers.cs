using Howdah.Postgres.Authentication;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>SCRAM verifiers that stay the same as long as the password does.</summary>
internal static class Verifiers
{
    /// <summary>The present verifier when it fits the password, else a new one with a fresh salt.</summary>
    public static string Keep(string? present, string password) =>
        present is not null && Scram.Matches(present, password) ? present : Scram.Verifier(password);
}
