using System.Security.Cryptography;
using System.Text;

namespace Howdah.Queueing.Schema;

/// <summary>One step of the schema: an embedded file <c>NNNN_name.sql</c>, run once, in the order of the numbers.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private static readonly Lazy<IReadOnlyList<Migration>> Embedded = new(Load);

    public static IReadOnlyList<Migration> All => Embedded.Value;

    /// <summary>SHA-256 of the text, in hexadecimal.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    private static List<Migration> Load()
    {
        var assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                return new Migration(int.Parse(name.AsSpan(0, 4)), name[5..^4], reader.ReadToEnd());
            })];
    }
}
