using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Howdah.Kubernetes.Configuration;
using Howdah.Kubernetes.Json;

namespace Howdah.Kubernetes.Auth;

/// <summary>How to run a credential plugin.</summary>
/// <param name="Command">A path, or a name to be found in PATH.</param>
/// <param name="Arguments">Passed one by one, never through a shell.</param>
/// <param name="Environment">Added to our own.</param>
/// <param name="Request">What the plugin is told in KUBERNETES_EXEC_INFO; its version is the one the answer must have.</param>
/// <param name="Where">File, context and user, for messages.</param>
/// <param name="InstallHint">Shown when the command does not exist.</param>
internal sealed record ExecPlugin(
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<KeyValuePair<string, string>> Environment,
    ExecCredential Request,
    string Where,
    string? InstallHint)
{
    private const int MaxErrorText = 500;

    public static readonly JsonSerializerOptions Json = KubernetesJson.Create(ExecJsonContext.Default);

    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(60);

    /// <exception cref="KubernetesConfigException">The plugin failed, or its answer cannot be used.</exception>
    public async Task<ExecCredentialStatus> RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(RunTime, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var process = Start();
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(linked.Token);
            var answer = await process.StandardOutput.ReadToEndAsync(linked.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(linked.Token).ConfigureAwait(false);
            return process.ExitCode == 0
                ? Parse(answer)
                : throw Error($"ended with exit code {process.ExitCode}: {Shorten(await errors.ConfigureAwait(false))}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Error($"did not end within {RunTime.TotalSeconds:0} s");
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>Reads the plugin's answer; the text itself is never shown, it holds the secret.</summary>
    internal ExecCredentialStatus Parse(string answer)
    {
        ExecCredential? credential;
        try
        {
            credential = JsonSerializer.Deserialize(answer, Json.TypeInfo<ExecCredential>());
        }
        catch (JsonException e)
        {
            throw Error($"printed something that is no ExecCredential ({e.Path ?? "$"})");
        }

        if (credential?.Kind != "ExecCredential" || credential.ApiVersion != Request.ApiVersion)
        {
            throw Error($"printed {credential?.ApiVersion} {credential?.Kind} and not {Request.ApiVersion} ExecCredential");
        }

        var status = credential.Status;
        if (string.IsNullOrEmpty(status?.Token) && string.IsNullOrEmpty(status?.ClientCertificateData))
        {
            throw Error("printed neither a token nor a client certificate");
        }

        return string.IsNullOrEmpty(status.ClientCertificateData) == string.IsNullOrEmpty(status.ClientKeyData)
            ? status
            : throw Error("printed only one of client certificate and key");
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = JsonSerializer.Serialize(Request, Json.TypeInfo<ExecCredential>());
        try
        {
            return Process.Start(start) ?? throw Error("could not be started");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw Error($"could not be started: {e.Message}{(string.IsNullOrEmpty(InstallHint) ? "" : $" ({InstallHint.Trim()})")}", e);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private KubernetesConfigException Error(string complaint, Exception? inner = null) => new($"{Where}: exec command '{Command}' {complaint}", inner);

    private static string Shorten(string text) => text.Trim() is { Length: > MaxErrorText } trimmed ? $"…{trimmed[^MaxErrorText..]}" : text.Trim();
}
