using System.Security.Cryptography;
using System.Text;

namespace Howdah.Kubernetes.Configuration;

/// <summary>Files and inline data that an entry of a kubeconfig names; complaints say which entry and field.</summary>
internal sealed class ReferencedFiles(string file, string where)
{
    public string Where => where;

    public string PathOf(string path) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, path);

    public KubernetesConfigException Error(string field, string complaint, Exception? inner = null) => new($"{where}: {field} {complaint}.", inner);

    /// <summary>Inline data wins over a path, as in kubectl.</summary>
    public string? Content(string field, string? path, string? data)
    {
        if (!string.IsNullOrEmpty(data))
        {
            return Base64($"{field}-data", data);
        }

        return string.IsNullOrEmpty(path) ? null : Guard(field, () => File.ReadAllText(PathOf(path)));
    }

    public string Base64(string field, string data)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        }
        catch (FormatException e)
        {
            throw Error(field, "is not base64", e);
        }
    }

    public T Guard<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Error(field, $"cannot be used: {e.Message}", e);
        }
    }
}
