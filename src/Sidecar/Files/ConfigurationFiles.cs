using Howdah.Instances;
using Howdah.Postgres.Configuration;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Files;

/// <summary>Writes what the agent rendered into the data directory.</summary>
internal sealed class ConfigurationFiles(DataDirectory directory, string systemUser)
{
    private const string Included = "# Written by Howdah; changes are lost.\ninclude 'howdah.conf'\n";

    private ServerFiles? _written;

    /// <summary>The hash of what is on disk; null until it has been written once.</summary>
    public string? Hash => _written?.Hash;

    /// <summary>The account PostgreSQL and the agent run as may be these roles, whatever its name.</summary>
    private string Ident => HbaRules.RenderIdentMap(systemUser, PodLayout.MonitorRole, PodLayout.OperatorCommonName, PodLayout.OperatorRole);

    public bool Differs(ServerFiles files) => files != _written;

    /// <returns>Settings removed from postgresql.auto.conf.</returns>
    public IReadOnlyList<string> Write(ServerFiles files)
    {
        AtomicFile.WriteIfChanged(At("howdah.conf"), files.Configuration);
        AtomicFile.WriteIfChanged(At("pg_hba.conf"), files.Hba);
        AtomicFile.WriteIfChanged(At("pg_ident.conf"), Ident);
        AtomicFile.WriteIfChanged(At("postgresql.conf"), Included);
        _written = files;
        return CleanAutoConf();
    }

    /// <summary>Removes from postgresql.auto.conf what is ours to set.</summary>
    public IReadOnlyList<string> CleanAutoConf()
    {
        var path = At("postgresql.auto.conf");
        if (_written is not { } files || !File.Exists(path))
        {
            return [];
        }

        var (text, removed) = AutoConf.Without(File.ReadAllText(path), AutoConf.NamesIn(files.Configuration));
        if (removed.Count > 0)
        {
            AtomicFile.Write(path, text);
        }

        return removed;
    }

    /// <summary>After the data directory has been replaced.</summary>
    public void Forget() => _written = null;

    private string At(string file) => Path.Combine(directory.Paths.DataDirectory, file);
}
