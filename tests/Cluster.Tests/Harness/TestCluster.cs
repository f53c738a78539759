using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace Howdah.Cluster.Tests.Harness;

/// <summary>One PostgresCluster in a namespace of its own.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly ClusterFixture _fixture;
    private readonly Kubectl _kubectl;
    private string? _password;
    private string? _certificateFile;

    private TestCluster(ClusterFixture fixture, string ns, string name)
    {
        _fixture = fixture;
        _kubectl = fixture.Kubectl;
        Namespace = ns;
        Name = name;
    }

    public string Namespace { get; }

    public string Name { get; }

    /// <summary>The Secret with the application's credentials, when it is not the generated one.</summary>
    public string? ApplicationSecret { get; set; }

    public static async Task<TestCluster> CreateAsync(ClusterFixture fixture, string ns, string spec, string name = "db")
    {
        var cluster = new TestCluster(fixture, ns, name);
        await cluster._kubectl.ApplyAsync($"{{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{{\"name\":\"{ns}\"}}}}");
        await cluster.ApplyAsync(spec);
        return cluster;
    }

    public static string Spec(int instances, string? image = null, string more = "") => $"""
        instances: {instances}
        image: {image ?? ClusterFixture.PostgresImage}
        imagePullPolicy: IfNotPresent
        storage: {"{"}size: 1Gi{"}"}
        resources: {"{"}requests: {"{"}cpu: 20m, memory: 64Mi{"}"}{"}"}
        {more}
        """;

    public string Manifest(string spec) => new StringBuilder()
        .AppendLine("apiVersion: howdah.dev/v1alpha1")
        .AppendLine("kind: PostgresCluster")
        .AppendLine(CultureInfo.InvariantCulture, $"metadata: {{name: {Name}, namespace: {Namespace}}}")
        .AppendLine("spec:")
        .AppendJoin('\n', spec.Split('\n').Select(line => "  " + line))
        .AppendLine().ToString();

    public Task ApplyAsync(string spec) => _kubectl.ApplyAsync(Manifest(spec));

    public Task PatchAsync(string json) => _kubectl.RunAsync("patch", "pgc", Name, "-n", Namespace, "--type=merge", "-p", json);

    public Task<JsonNode?> GetAsync() => _kubectl.GetAsync("pgc", Name, Namespace);

    public async Task<string?> PrimaryAsync() => (string?)(await GetAsync())?["status"]?["currentPrimary"];

    public async Task<string> ConditionAsync(string type)
    {
        var conditions = (await GetAsync())?["status"]?["conditions"]?.AsArray() ?? [];
        var condition = conditions.FirstOrDefault(c => (string?)c?["type"] == type);
        return condition is null ? "absent" : $"{condition["status"]} {condition["reason"]}: {condition["message"]}";
    }

    /// <summary>Ready for the current generation, all instances, failover stable.</summary>
    public Task WaitReadyAsync(int instances, TimeSpan? bound = null) => Poll.TrueAsync(
        $"{Namespace}/{Name} ready with {instances} instances", bound ?? TimeSpan.FromSeconds(180), async () =>
        {
            var entity = await GetAsync();
            var status = entity?["status"];
            var ready = status?["conditions"]?.AsArray().FirstOrDefault(c => (string?)c?["type"] == "Ready");
            var progressing = status?["conditions"]?.AsArray().FirstOrDefault(c => (string?)c?["type"] == "Progressing");
            return status is not null
                && (long?)status["observedGeneration"] == (long?)entity!["metadata"]!["generation"]
                && (int?)status["readyInstances"] == instances
                && (string?)ready?["status"] == "True"
                && (string?)progressing?["status"] != "True"
                && ((string?)status["failover"]?["state"] ?? "Stable") == "Stable"
                && (status["members"]?.AsArray().Count ?? 0) == instances;
        }, DescribeAsync);

    public async Task<string> DescribeAsync()
    {
        var text = new StringBuilder();
        text.AppendLine((await _kubectl.TryRunAsync("describe", "pgc", Name, "-n", Namespace)).Output);
        text.AppendLine((await _kubectl.TryRunAsync("get", "pods,sts,pvc,lease", "-n", Namespace, "-o", "wide", "--show-labels")).Output);
        foreach (var pod in await _kubectl.ListAsync("pods", Namespace))
        {
            var name = (string)pod!["metadata"]!["name"]!;
            foreach (var container in new[] { "postgres", "sidecar" })
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"--- {name} {container}")
                    .AppendLine((await _kubectl.TryRunAsync("logs", name, "-c", container, "-n", Namespace, "--tail", "25")).Output);
            }
        }

        return text.AppendLine("--- operator").AppendLine(await _fixture.OperatorLogAsync()).ToString();
    }

    public async Task<string> PodAddressAsync(string instance) =>
        (string?)(await _kubectl.GetAsync("pod", instance + "-0", Namespace))?["status"]?["podIP"] ?? "";

    public async Task<string> ServiceAddressAsync(string suffix) =>
        (string)(await _kubectl.GetAsync("service", $"{Name}-{suffix}", Namespace))!["spec"]!["clusterIP"]!;

    public async Task<NpgsqlDataSource> ConnectAsync(string host, int timeoutSeconds = 3, bool pooling = false)
    {
        if (_password is null)
        {
            var secret = (await _kubectl.GetAsync("secret", ApplicationSecret ?? $"{Name}-app", Namespace))!["data"]!;
            var ca = (await _kubectl.GetAsync("secret", $"{Name}-server", Namespace))!["data"]!["ca.crt"]!;
            _certificateFile = Path.GetTempFileName();
            await File.WriteAllBytesAsync(_certificateFile, Convert.FromBase64String((string)ca!));
            _password = Encoding.UTF8.GetString(Convert.FromBase64String((string)secret["password"]!));
        }

        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = host,
            Username = "app",
            Password = _password,
            Database = "app",
            SslMode = SslMode.VerifyCA,
            RootCertificate = _certificateFile,
            Timeout = timeoutSeconds,
            CommandTimeout = timeoutSeconds,
            Pooling = pooling,
        };
        return NpgsqlDataSource.Create(builder);
    }

    public async Task<T> QueryAsync<T>(string host, string sql)
    {
        await using var source = await ConnectAsync(host, 10);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var source = await ConnectAsync(await ServiceAddressAsync("rw"), 20);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The same sum on every instance, once each has replayed what the primary has written.</summary>
    public async Task AssertEqualDataAsync(int instances, string sql)
    {
        var expected = await QueryAsync<string>(await ServiceAddressAsync("rw"), sql);
        var members = (await GetAsync())!["status"]!["members"]!.AsArray();
        Assert.Equal(instances, members.Count);
        foreach (var member in members)
        {
            var name = (string)member!["name"]!;
            var address = await PodAddressAsync(name);
            await Poll.TrueAsync($"{name} has the primary's data", TimeSpan.FromSeconds(30), async () => await QueryAsync<string>(address, sql) == expected);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_certificateFile is not null)
        {
            File.Delete(_certificateFile);
        }

        await _kubectl.TryRunAsync("delete", "pgc", "--all", "-n", Namespace, "--wait=true", "--timeout=90s");
        await _kubectl.TryRunAsync("delete", "namespace", Namespace, "--wait=false");
    }
}
