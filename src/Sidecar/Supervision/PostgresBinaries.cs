namespace Howdah.Sidecar.Supervision;

/// <summary>Where initdb, postgres and the others are.</summary>
internal sealed class PostgresBinaries(Func<string, string?> variable, Func<string, bool> exists, Func<string, IEnumerable<string>> directories)
{
    private const string Debian = "/usr/lib/postgresql";

    public static PostgresBinaries OfThisMachine { get; } = new(
        Environment.GetEnvironmentVariable, File.Exists, static path => Directory.Exists(path) ? Directory.EnumerateDirectories(path) : []);

    /// <summary><c>HOWDAH_PG_BIN</c>; else the first directory of PATH that holds a server and pg_controldata; else Debian's newest.</summary>
    /// <exception cref="FileNotFoundException">There is no PostgreSQL here.</exception>
    public string Find()
    {
        if (variable("HOWDAH_PG_BIN") is { Length: > 0 } given)
        {
            return given;
        }

        var path = (variable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var debian = directories(Debian)
            .OrderByDescending(static directory => int.TryParse(Path.GetFileName(directory), out var version) ? version : 0)
            .Select(static directory => Path.Combine(directory, "bin"));
        return path.Concat(debian).FirstOrDefault(directory => exists(Path.Combine(directory, "postgres")) && exists(Path.Combine(directory, "pg_controldata")))
            ?? throw new FileNotFoundException($"PostgreSQL is neither in PATH nor below {Debian}.");
    }
}
