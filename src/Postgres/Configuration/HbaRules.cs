using System.Text;

namespace Howdah.Postgres.Configuration;

/// <summary>pg_hba.conf and pg_ident.conf: our rules first, then the user's, then the default for applications.</summary>
public static class HbaRules
{
    private const string Map = "howdah";
    private const string OperatorMap = "howdah_operator";

    /// <summary>Null when PostgreSQL takes this line and we allow it; else why not.</summary>
    public static string? Validate(string line) => HbaLine.Refuse(line);

    /// <summary>Everything that is wrong with spec.postgresql.pgHba.</summary>
    public static IReadOnlyList<ParameterRefusal> Validate(IReadOnlyList<string>? lines) =>
    [
        .. (lines ?? []).Select((line, index) => (Message: Validate(line), index)).Where(found => found.Message is not null)
            .Select(found => new ParameterRefusal($"spec.postgresql.pgHba[{found.index}]", found.Message!)),
    ];

    /// <summary>
    /// pg_hba.conf. The superuser comes in over the socket alone; the replication role and the operator by their certificates alone; our roles have no password, so nobody
    /// else can use them.
    /// </summary>
    /// <exception cref="ArgumentException">A line that <see cref="Validate(string)"/> refuses.</exception>
    public static string Render(IReadOnlyList<string>? userLines, string replicationRole, string monitorRole, string operatorRole)
    {
        var text = new StringBuilder("# Written by Howdah; changes are lost.\n");
        text.Append($"local all postgres peer map={Map}\n");
        text.Append($"local all {Quote(monitorRole)} peer map={Map}\n");
        text.Append($"hostssl replication {Quote(replicationRole)} all cert\n");
        text.Append($"hostssl postgres {Quote(replicationRole)} all cert\n");
        text.Append($"hostssl all {Quote(operatorRole)} all cert map={OperatorMap}\n");
        foreach (var role in new[] { "postgres", Quote(replicationRole), Quote(monitorRole), Quote(operatorRole) })
        {
            text.Append($"host all {role} all reject\n");
        }

        text.Append($"host replication postgres,{Quote(monitorRole)},{Quote(replicationRole)},{Quote(operatorRole)} all reject\n");
        foreach (var line in userLines ?? [])
        {
            if (Validate(line) is { } refusal)
            {
                throw new ArgumentException($"The line '{line}' of pg_hba.conf {refusal}.", nameof(userLines));
            }

            text.Append(line).Append('\n');
        }

        return text.Append("hostssl all all all scram-sha-256\n").ToString();
    }

    /// <summary>pg_ident.conf: the operating system's user may be the superuser and the monitor over the socket; the operator's certificate stands for its role.</summary>
    /// <param name="systemUser">As the server's container knows the user id of both containers; <c>postgres</c> in PostgreSQL's images.</param>
    /// <param name="monitorRole">For metrics.</param>
    /// <param name="operatorCommonName">The subject of the operator's certificate.</param>
    /// <param name="operatorRole">The operator's role.</param>
    public static string RenderIdentMap(string systemUser, string monitorRole, string operatorCommonName, string operatorRole) =>
        "# Written by Howdah; changes are lost.\n"
        + $"{Map} {Quote(systemUser)} postgres\n{Map} {Quote(systemUser)} {Quote(monitorRole)}\n{OperatorMap} {Quote(operatorCommonName)} {Quote(operatorRole)}\n";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
