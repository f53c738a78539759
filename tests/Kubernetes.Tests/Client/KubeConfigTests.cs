using Howdah.Kubernetes.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Kubernetes.Tests.Client;

public sealed class KubeConfigTests : IDisposable
{
    private const string One = """
        current-context: one
        contexts:
        - {name: one, context: {cluster: c, user: u, namespace: shop}}
        clusters:
        - {name: c, cluster: {server: "https://one:6443"}}
        users:
        - {name: u, user: {token: t1}}
        """;

    private const string Two = """
        current-context: two
        contexts:
        - {name: one, context: {cluster: other, user: other}}
        - {name: two, context: {cluster: d, user: u}}
        clusters:
        - {name: c, cluster: {server: "https://ignored"}}
        - {name: d, cluster: {server: "https://two:6443"}}
        users:
        - {name: u, user: {token: ignored}}
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("howdah-kubeconfig-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Of_several_files_the_first_that_has_an_entry_wins()
    {
        var list = string.Join(Path.PathSeparator, File("a", One), Path.Combine(_directory.FullName, "missing"), File("b", Two));

        var one = Load(kubeconfig: list);
        var two = Load(kubeconfig: list, context: "two");

        Assert.Equal(("https://one:6443/", "shop"), (one.Server.ToString(), one.Namespace));
        Assert.Equal(("https://two:6443/", "default"), (two.Server.ToString(), two.Namespace));
        Assert.Equal("t1", (await two.Credentials.GetAsync(default)).Token);
    }

    [Fact]
    public void A_current_context_of_a_later_file_counts_when_the_first_has_none()
    {
        var list = string.Join(Path.PathSeparator, File("a", One.Replace("current-context: one", "", StringComparison.Ordinal)), File("b", Two));

        Assert.Equal("https://two:6443/", Load(kubeconfig: list).Server.ToString());
    }

    [Fact]
    public async Task Paths_are_relative_to_the_file_they_stand_in()
    {
        var other = _directory.CreateSubdirectory("other");
        System.IO.File.WriteAllText(Path.Combine(other.FullName, "token"), "from-file\n");
        System.IO.File.WriteAllText(
            Path.Combine(other.FullName, "config"),
            "users:\n- {name: u, user: {tokenFile: token}}\n");
        var list = string.Join(Path.PathSeparator, File("a", One.Replace("users:\n- {name: u, user: {token: t1}}", "", StringComparison.Ordinal)), Path.Combine(other.FullName, "config"));

        Assert.Equal("from-file", (await Load(kubeconfig: list).Credentials.GetAsync(default)).Token);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var path = Path.Combine(_directory.FullName, "nowhere");

        Assert.Contains(path, Refused(() => Load(path: path)), StringComparison.Ordinal);
        Assert.Contains($"KUBECONFIG is '{path}'", Refused(() => Load(kubeconfig: path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_configured_says_where_it_was_looked_for()
    {
        var message = Refused(() => Load());

        Assert.Contains("KUBECONFIG is not set", message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_directory.FullName, ".kube", "config"), message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "a: [", "line " },
        { "- 1\n- 2\n", "is not a mapping" },
        { "contexts: text", "contexts is not a list" },
        { "contexts: [text]", "contexts[0] is not a mapping" },
        { "contexts: [{context: {}}]", "contexts[0].name is missing" },
        { One.Replace("current-context: one", "", StringComparison.Ordinal), "current-context is not set" },
        { One.Replace("current-context: one", "current-context: [x]", StringComparison.Ordinal), "current-context is not a text" },
        { One.Replace("current-context: one", "current-context: three", StringComparison.Ordinal), "there is no context 'three'" },
        { One.Replace("cluster: c,", "cluster: x,", StringComparison.Ordinal), "context 'one': there is no cluster 'x'" },
        { One.Replace("user: u,", "user: x,", StringComparison.Ordinal), "context 'one': there is no user 'x'" },
        { One.Replace("https://one:6443", "one:6443", StringComparison.Ordinal), "cluster 'c': server 'one:6443' is not an http or https URL" },
        { One.Replace("{server:", "{insecure-skip-tls-verify: maybe, server:", StringComparison.Ordinal), "insecure-skip-tls-verify is neither true nor false" },
        { One.Replace("{server:", "{certificate-authority-data: '%', server:", StringComparison.Ordinal), "certificate-authority-data is not base64" },
        { One.Replace("{server:", "{certificate-authority: nowhere.crt, server:", StringComparison.Ordinal), "certificate-authority cannot be used" },
        { One.Replace("token: t1", "client-certificate-data: AAAA", StringComparison.Ordinal), "client-key is missing" },
        { One.Replace("token: t1", "client-key-data: AAAA", StringComparison.Ordinal), "client-certificate is missing" },
        { One.Replace("token: t1", "username: me", StringComparison.Ordinal), "user 'u': username is not supported" },
        { One.Replace("token: t1", "exec: {command: x}", StringComparison.Ordinal), "exec.apiVersion '' is neither" },
        { One.Replace("token: t1", "exec: {apiVersion: client.authentication.k8s.io/v1}", StringComparison.Ordinal), "exec.command is missing" },
        { One.Replace("token: t1", "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}", StringComparison.Ordinal), "exec.interactiveMode" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_cannot_be_used_is_refused_by_file_and_place(string text, string complaint)
    {
        var path = File("bad", text);

        var message = Refused(() => Load(path: path));

        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }

    private static string Refused(Func<ClusterConfig> load) => Assert.Throws<KubernetesConfigException>(load).Message;

    private ClusterConfig Load(string? path = null, string? kubeconfig = null, string? context = null) => ClusterConfigLoader.Load(
        path,
        context,
        TimeProvider.System,
        NullLoggerFactory.Instance,
        new ConfigEnvironment(name => name == "KUBECONFIG" ? kubeconfig : null, _directory.FullName, Path.Combine(_directory.FullName, "no-service-account")));

    private string File(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
