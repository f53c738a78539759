using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Howdah.Kubernetes.Configuration;

/// <summary>Reads a kubeconfig file through YAML's node model: no reflection, so it survives trimming.</summary>
internal static class KubeConfigReader
{
    private static readonly string[] UnsupportedUserFields =
        ["username", "password", "auth-provider", "as", "as-uid", "as-groups", "as-user-extra"];

    /// <exception cref="KubernetesConfigException">Unreadable or not a kubeconfig.</exception>
    public static KubeConfig ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigException($"Cannot read {path}: {e.Message}", e);
        }
    }

    /// <param name="text">YAML or JSON.</param>
    /// <param name="file">The path it came from; relative paths in it are relative to this.</param>
    public static KubeConfig Read(string text, string file)
    {
        var root = Root(text, file);
        return new KubeConfig
        {
            CurrentContext = root.Text("current-context"),
            Contexts = [.. Named(root, "contexts", "context", Context)],
            Clusters = [.. Named(root, "clusters", "cluster", Cluster)],
            Users = [.. Named(root, "users", "user", User)],
        };
    }

    private static YamlMap Root(string text, string file)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new KubernetesConfigException($"{file}: line {e.Start.Line}: {e.Message}", e);
        }

        return yaml.Documents.Count == 0 ? YamlMap.Empty(file) : YamlMap.Of(yaml.Documents[0].RootNode, file, "");
    }

    private static IEnumerable<T> Named<T>(YamlMap root, string list, string member, Func<string, YamlMap, T> read) =>
        root.Maps(list).Select(entry => read(
            entry.Text("name") is { Length: > 0 } name ? name : throw entry.Error("name", "is missing"),
            entry.Map(member)));

    private static KubeConfigContext Context(string name, YamlMap map) => new(name, map.File)
    {
        Cluster = map.Text("cluster"),
        User = map.Text("user"),
        Namespace = map.Text("namespace"),
    };

    private static KubeConfigCluster Cluster(string name, YamlMap map) => new(name, map.File)
    {
        Server = map.Text("server"),
        CertificateAuthority = map.Text("certificate-authority"),
        CertificateAuthorityData = map.Text("certificate-authority-data"),
        InsecureSkipTlsVerify = map.Flag("insecure-skip-tls-verify"),
        TlsServerName = map.Text("tls-server-name"),
        ProxyUrl = map.Text("proxy-url"),
    };

    private static KubeConfigUser User(string name, YamlMap map) => new(name, map.File)
    {
        Token = map.Text("token"),
        TokenFile = map.Text("tokenFile"),
        ClientCertificate = map.Text("client-certificate"),
        ClientCertificateData = map.Text("client-certificate-data"),
        ClientKey = map.Text("client-key"),
        ClientKeyData = map.Text("client-key-data"),
        Exec = map.Has("exec") ? Exec(map.Map("exec")) : null,
        Unsupported = [.. UnsupportedUserFields.Where(map.Has)],
    };

    private static KubeConfigExec Exec(YamlMap map) => new()
    {
        ApiVersion = map.Text("apiVersion"),
        Command = map.Text("command"),
        Args = map.Texts("args"),
        Env = [.. map.Maps("env").Select(entry => KeyValuePair.Create(
            entry.Text("name") ?? throw entry.Error("name", "is missing"),
            entry.Text("value") ?? ""))],
        InstallHint = map.Text("installHint"),
        InteractiveMode = map.Text("interactiveMode"),
        ProvideClusterInfo = map.Flag("provideClusterInfo"),
    };
}
