using System.Security.Cryptography;
using System.Text;

namespace Howdah.Sidecar.Agent;

/// <summary>Files of a mounted Secret. The kubelet replaces them all at once by a link; names that begin with a dot are its own.</summary>
internal static class MountedFiles
{
    /// <summary>Contents by name; empty when there is no such directory yet.</summary>
    public static IReadOnlyDictionary<string, string> Read(string directory)
    {
        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var file in Directory.EnumerateFiles(directory).Where(static file => !Path.GetFileName(file).StartsWith('.')))
            {
                contents[Path.GetFileName(file)] = File.ReadAllText(file);
            }
        }
        catch (IOException)
        {
            // Being replaced, or not there: the next look will tell.
        }
        catch (UnauthorizedAccessException)
        {
            return contents;
        }

        return contents;
    }

    /// <summary>Changes when any of them does.</summary>
    public static string Hash(IReadOnlyDictionary<string, string> contents)
    {
        var text = string.Join('\0', contents.OrderBy(static file => file.Key, StringComparer.Ordinal).Select(static file => file.Key + '\0' + file.Value));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
