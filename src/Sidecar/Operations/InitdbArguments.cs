using System.Globalization;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Operations;

/// <summary>The command line of initdb.</summary>
internal static class InitdbArguments
{
    private const int ChecksumsByDefault = 18;

    /// <param name="majorVersion">Checksums are on by default since 18.</param>
    public static IReadOnlyList<string> Of(InitdbOptions options, string directory, int majorVersion)
    {
        var arguments = new List<string>
        {
            "--pgdata=" + directory,
            "--username=postgres",
            "--encoding=" + options.Encoding,
            "--locale=" + options.Locale,
            "--auth-local=peer",
            "--auth-host=reject",
            "--no-instructions",
        };
        if (options.DataChecksums)
        {
            arguments.Add("--data-checksums");
        }
        else if (majorVersion >= ChecksumsByDefault)
        {
            arguments.Add("--no-data-checksums");
        }

        if (options.WalSegmentSize is { } megabytes)
        {
            arguments.Add("--wal-segsize=" + megabytes.ToString(CultureInfo.InvariantCulture));
        }

        return arguments;
    }
}
