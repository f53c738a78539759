using Howdah.Kubernetes.Auth;
using Howdah.Kubernetes.Configuration;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Tests.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Kubernetes.Tests.Client;

/// <summary>Plugins are shell scripts; each run leaves a line in a file.</summary>
public sealed class ExecCredentialTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("howdah-exec-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public ExecCredentialTests() => Skip.IfNot(File.Exists("/bin/sh"), "there is no /bin/sh to run a plugin with");

    private int Runs => File.Exists(Log) ? File.ReadAllLines(Log).Length : 0;

    private string Log => Path.Combine(_directory.FullName, "runs");

    public void Dispose() => _directory.Delete(recursive: true);

    [SkippableFact]
    public async Task A_token_is_kept_until_shortly_before_it_expires()
    {
        var source = Plugin($"printf '{Answer(", \"expirationTimestamp\": \"2026-01-01T01:00:00Z\"")}' $(wc -l < {Log})");
        var first = await source.GetAsync(default);
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Same(first, await source.GetAsync(default));
        _time.Advance(TimeSpan.FromSeconds(55));

        Assert.Equal(("t1", "t2", 2), (first.Token, (await source.GetAsync(default)).Token, Runs));
    }

    [SkippableFact]
    public async Task A_token_that_the_server_refuses_is_asked_for_again()
    {
        var source = Plugin($"printf '{Answer()}' $(wc -l < {Log})");
        var first = await source.GetAsync(default);
        _time.Advance(TimeSpan.FromDays(365));
        Assert.Same(first, await source.GetAsync(default));

        Assert.True(source.Invalidate(first));
        Assert.Equal("t2", (await source.GetAsync(default)).Token);
        Assert.True(source.Invalidate(first));
        Assert.Equal(("t2", 2), ((await source.GetAsync(default)).Token, Runs));
    }

    [SkippableFact]
    public async Task Many_callers_at_once_run_it_once()
    {
        var source = Plugin($"printf '{Answer()}' $(wc -l < {Log})");

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => source.GetAsync(default).AsTask()));

        Assert.Equal(1, Runs);
    }

    [SkippableFact]
    public async Task A_certificate_may_come_instead_and_stays_the_same_object_while_it_is_the_same()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = WebhookHost.Pem(authority, "client");
        var answer = Path.Combine(_directory.FullName, "answer");
        File.WriteAllText(
            answer,
            $$$"""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientCertificateData":"{{{Escaped(certificate)}}}","clientKeyData":"{{{Escaped(key)}}}"}}""");
        var source = Plugin($"cat {answer}");
        var first = await source.GetAsync(default);
        source.Invalidate(first);
        var second = await source.GetAsync(default);

        Assert.NotNull(first.Certificate);
        Assert.Null(first.Token);
        Assert.Same(first.Certificate, second.Certificate);
        Assert.Equal(2, Runs);
    }

    [SkippableFact]
    public async Task It_is_told_the_version_and_the_cluster_and_gets_its_environment_and_arguments()
    {
        var source = Plugin($"printf '%s' \"$KUBERNETES_EXEC_INFO\" > {Log}.info; printf '{Answer()}' \"$COLOUR-$1\"", "args: [--flag]\nenv: [{name: COLOUR, value: red}]\nprovideClusterInfo: true");

        Assert.Equal("tred---flag", (await source.GetAsync(default)).Token);
        Assert.Contains("\"server\":\"https://api:6443\"", File.ReadAllText(Log + ".info"), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("echo 'no such profile' >&2; exit 3", "ended with exit code 3: no such profile")]
    [InlineData("echo hello", "printed something that is no ExecCredential")]
    [InlineData("true", "printed something that is no ExecCredential")]
    [InlineData("echo null", "printed   and not client.authentication.k8s.io/v1 ExecCredential")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"t\"}}'", "printed client.authentication.k8s.io/v1beta1")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\"}'", "printed neither a token nor a client certificate")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"clientKeyData\":\"k\",\"token\":\"t\"}}'", "printed only one of client certificate and key")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"clientKeyData\":\"k\",\"clientCertificateData\":\"c\"}}'", "printed a certificate or key that cannot be used")]
    [InlineData("echo '{\"secret-looking\": \"hunter2\"'", "printed something that is no ExecCredential")]
    public async Task A_plugin_that_fails_or_prints_garbage_is_named_and_what_it_printed_is_not_shown(string script, string complaint)
    {
        var message = (await Assert.ThrowsAsync<KubernetesConfigException>(async () => await Plugin(script).GetAsync(default))).Message;

        Assert.Contains(complaint, message, StringComparison.Ordinal);
        Assert.Contains("user 'u': exec command", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_plugin_that_is_not_installed_comes_with_its_hint()
    {
        var path = Path.Combine(_directory.FullName, "config");
        File.WriteAllText(path, Config("no-such-plugin-anywhere", "installHint: get it from the wiki"));

        var message = (await Assert.ThrowsAsync<KubernetesConfigException>(async () => await Load(path).Credentials.GetAsync(default))).Message;

        Assert.Contains("could not be started", message, StringComparison.Ordinal);
        Assert.Contains("get it from the wiki", message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task After_a_failure_the_next_caller_tries_again()
    {
        var source = Plugin($"[ $(wc -l < {Log}) -gt 1 ] || exit 1; printf '{Answer()}' 2");

        await Assert.ThrowsAsync<KubernetesConfigException>(async () => await source.GetAsync(default));
        Assert.Equal("t2", (await source.GetAsync(default)).Token);
    }

    /// <summary>A format for printf whose %s becomes part of the token.</summary>
    private static string Answer(string more = "") =>
        "{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\", \"status\": {\"token\": \"t%s\"" + more + "}}";

    private static string Escaped(string pem) => pem.Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Config(string command, string more) => $"""
        current-context: x
        contexts: [{"{name: x, context: {cluster: c, user: u}}"}]
        clusters: [{"{name: c, cluster: {server: \"https://api:6443\"}}"}]
        users:
        - name: u
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: {command}
              {more.Replace("\n", "\n      ", StringComparison.Ordinal)}
        """;

    private ICredentialSource Plugin(string script, string more = "")
    {
        var plugin = Path.Combine(_directory.FullName, "plugin");
        File.WriteAllText(plugin, $"#!/bin/sh\necho run >> {Log}\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(plugin, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var path = Path.Combine(_directory.FullName, "config");
        File.WriteAllText(path, Config("./plugin", more));
        return Load(path).Credentials;
    }

    private ClusterConfig Load(string path) => ClusterConfigLoader.Load(
        path, null, _time, NullLoggerFactory.Instance, new ConfigEnvironment(_ => null, _directory.FullName, "none"));
}
