using System.Text.Json.Nodes;

namespace Howdah.Cluster.Tests.Harness;

/// <summary>kubectl, as a user would call it.</summary>
internal sealed class Kubectl(string kubeconfig)
{
    public Task<string> RunAsync(params string[] arguments) => Command.RunAsync("kubectl", ["--kubeconfig", kubeconfig, .. arguments]);

    public Task<(int ExitCode, string Output, string Error)> TryRunAsync(params string[] arguments) =>
        Command.TryRunAsync("kubectl", ["--kubeconfig", kubeconfig, .. arguments]);

    public Task<string> ApplyAsync(string manifest) =>
        Command.RunAsync("kubectl", ["--kubeconfig", kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", "-"], manifest);

    public Task<(int ExitCode, string Output, string Error)> TryApplyAsync(string manifest) =>
        Command.TryRunAsync("kubectl", ["--kubeconfig", kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", "-"], manifest);

    /// <summary>Asks the server, which stores nothing.</summary>
    public Task<(int ExitCode, string Output, string Error)> TryDryRunAsync(string manifest) =>
        Command.TryRunAsync("kubectl", ["--kubeconfig", kubeconfig, "create", "--dry-run=server", "-f", "-"], manifest);

    /// <summary>Null when it does not exist.</summary>
    public async Task<JsonNode?> GetAsync(string kind, string name, string ns)
    {
        var output = await RunAsync("get", kind, name, "-n", ns, "-o", "json", "--ignore-not-found");
        return output.Length == 0 ? null : JsonNode.Parse(output);
    }

    public async Task<JsonArray> ListAsync(string kind, string ns, string? selector = null)
    {
        string[] arguments = selector is null ? ["get", kind, "-n", ns, "-o", "json"] : ["get", kind, "-n", ns, "-l", selector, "-o", "json"];
        return JsonNode.Parse(await RunAsync(arguments))!["items"]!.AsArray();
    }
}
