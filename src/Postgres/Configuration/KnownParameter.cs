namespace Howdah.Postgres.Configuration;

/// <summary>A setting of PostgreSQL as pg_settings describes it.</summary>
/// <param name="Name">As PostgreSQL writes it; compared without case.</param>
/// <param name="Type">bool, integer, real, string or enum.</param>
/// <param name="Context">Who may change it when: internal, postmaster, sighup, superuser-backend, backend, superuser or user.</param>
/// <param name="Unit">Of a bare number: B, kB, 8kB, MB, ms, s, min; empty when it has none.</param>
/// <param name="Least">Of a number, in <paramref name="Unit"/>.</param>
/// <param name="Greatest">Of a number, in <paramref name="Unit"/>.</param>
/// <param name="Values">Of an enum.</param>
/// <param name="Since">First major version that has it, from 13 on.</param>
/// <param name="Until">Last major version that has it; null: still there.</param>
public sealed record KnownParameter(
    string Name, string Type, string Context, string Unit, double? Least, double? Greatest, IReadOnlyList<string> Values, int Since, int? Until)
{
    /// <summary>A changed value waits for a restart of the server.</summary>
    public bool NeedsRestart => Context == "postmaster";

    public bool ExistsIn(int major) => major >= Since && (Until is null || major <= Until);
}
