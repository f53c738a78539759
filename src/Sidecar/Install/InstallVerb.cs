namespace Howdah.Sidecar.Install;

/// <summary><c>install DIR</c>: copies this executable into a directory that another image will run it from.</summary>
internal static class InstallVerb
{
    public static int Run(string directory, string executable)
    {
        Directory.CreateDirectory(directory);
        var target = Path.Combine(directory, "howdah-sidecar");
        var temporary = target + ".new";
        File.Copy(executable, temporary, overwrite: true);
        File.SetUnixFileMode(temporary, (UnixFileMode)0b111_101_101);
        File.Move(temporary, target, overwrite: true);
        return 0;
    }
}
