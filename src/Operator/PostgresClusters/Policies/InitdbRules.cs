using System.Numerics;
using System.Text;
using Howdah.Entities.PostgresCluster;
using Howdah.Instances;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>What initdb and the creation of the first database are given.</summary>
internal static class InitdbRules
{
    /// <summary>NAMEDATALEN - 1.</summary>
    private const int LongestIdentifier = 63;

    private static readonly string[] TakenDatabases = ["postgres", "template0", "template1"];
    private static readonly string[] TakenRoles = ["postgres", "public", "none", PodLayout.ReplicationRole, PodLayout.MonitorRole, PodLayout.OperatorRole];

    public static IEnumerable<SpecProblem> Check(InitdbSpec? initdb)
    {
        if (initdb is null)
        {
            yield break;
        }

        foreach (var problem in Identifier("spec.bootstrap.initdb.database", initdb.Database, TakenDatabases))
        {
            yield return problem;
        }

        foreach (var problem in initdb.Owner is null ? [] : Identifier("spec.bootstrap.initdb.owner", initdb.Owner, TakenRoles))
        {
            yield return problem;
        }

        if (initdb.Owner is null && TakenRoles.Contains(initdb.Database, StringComparer.Ordinal))
        {
            yield return new SpecProblem("spec.bootstrap.initdb.owner", $"'{initdb.Database}' cannot own the database; name another owner");
        }

        foreach (var (field, value) in new[] { ("encoding", initdb.Encoding), ("locale", initdb.Locale) })
        {
            if (value.Length == 0 || value.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('.' or '_' or '-' or '@')))
            {
                yield return new SpecProblem($"spec.bootstrap.initdb.{field}", $"'{value}' is not a name; use one like {(field == "locale" ? "C.UTF-8" : "UTF8")}");
            }
        }

        if (initdb.WalSegmentSize is { } size && (size is < 1 or > 1024 || !BitOperations.IsPow2(size)))
        {
            yield return new SpecProblem("spec.bootstrap.initdb.walSegmentSize", $"{size} MB is not possible; use a power of two from 1 to 1024");
        }
    }

    private static IEnumerable<SpecProblem> Identifier(string field, string value, string[] taken)
    {
        if (value.Length == 0 || Encoding.UTF8.GetByteCount(value) > LongestIdentifier || value.Any(char.IsControl))
        {
            yield return new SpecProblem(field, $"'{value}' is not a name; use 1 to {LongestIdentifier} bytes without control characters");
        }
        else if (taken.Contains(value, StringComparer.Ordinal) || value.StartsWith("pg_", StringComparison.Ordinal))
        {
            yield return new SpecProblem(field, $"'{value}' is PostgreSQL's or the operator's own; use another name");
        }
    }
}
