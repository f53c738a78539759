namespace Howdah.Sidecar.Tests.Support;

/// <summary>A PostgreSQL to test with: <c>HOWDAH_PG15_BIN</c> and <c>HOWDAH_PG17_BIN</c> name directories of programs.</summary>
internal static class PostgresBin
{
    /// <summary>Skips the test, and says so, when that version is not there.</summary>
    public static string Require(int version)
    {
        var variable = $"HOWDAH_PG{version}_BIN";
        var directory = Environment.GetEnvironmentVariable(variable);
        Skip.If(string.IsNullOrEmpty(directory), $"{variable} is not set: export {variable}=$(eng/postgres bin {version})");
        Assert.True(File.Exists(Path.Combine(directory!, "postgres")), $"{variable}: there is no postgres in {directory}");
        return directory!;
    }
}
