namespace Howdah.Cluster.Tests.Harness;

/// <summary>
/// A Kubernetes with the operator in it, for all tests with real pods. <c>HOWDAH_TEST_KUBECONFIG</c> names the cluster; <c>HOWDAH_TEST_IMAGE</c>,
/// <c>HOWDAH_TEST_POSTGRES_IMAGE</c> and <c>HOWDAH_TEST_POSTGRES_IMAGE_NEXT</c> (the next major version) the images, by default those of eng/images;
/// <c>HOWDAH_TEST_POSTGRES_IMAGE_AGAIN</c> another one of the first's major version.
/// </summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    public const string SystemNamespace = "howdah-system";

    public const string Release = "howdah";

    private static readonly string? _kubeconfig = Environment.GetEnvironmentVariable("HOWDAH_TEST_KUBECONFIG");

    private static readonly Lazy<Task> Installed = new(InstallAgainAsync);

    internal Kubectl Kubectl => new(Kubeconfig);

    internal static string Kubeconfig
    {
        get
        {
            Skip.If(string.IsNullOrEmpty(_kubeconfig), "HOWDAH_TEST_KUBECONFIG is not set: no Kubernetes to run pods on (eng/test sets it)");
            return _kubeconfig!;
        }
    }

    internal static string Image => Environment.GetEnvironmentVariable("HOWDAH_TEST_IMAGE") ?? "localhost/howdah:dev";

    internal static string PostgresImage => Environment.GetEnvironmentVariable("HOWDAH_TEST_POSTGRES_IMAGE") ?? "localhost/postgres:15";

    internal static string Postgres17Image => Environment.GetEnvironmentVariable("HOWDAH_TEST_POSTGRES_IMAGE_NEXT") ?? "localhost/postgres:17";

    internal static string PostgresImageAgain
    {
        get
        {
            var image = Environment.GetEnvironmentVariable("HOWDAH_TEST_POSTGRES_IMAGE_AGAIN");
            Skip.If(string.IsNullOrEmpty(image), "HOWDAH_TEST_POSTGRES_IMAGE_AGAIN is not set: no second image of the same major version (eng/test makes one in its own cluster)");
            return image!;
        }
    }

    public Task InitializeAsync() => string.IsNullOrEmpty(_kubeconfig) ? Task.CompletedTask : Installed.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The release as all tests expect it.</summary>
    internal static Task InstallAgainAsync() => InstallAsync("--wait", "--timeout", "120s");

    /// <summary>Installs the chart, or upgrades the release to these arguments and no others.</summary>
    internal static Task InstallAsync(params string[] arguments) => HelmAsync(
    [
        "upgrade", "--install", Release, "charts/howdah", "--namespace", SystemNamespace, "--create-namespace",
        "--set", $"image.reference={Image}", "--set", "image.pullPolicy=IfNotPresent", .. arguments,
    ]);

    internal static Task<string> HelmAsync(params string[] arguments) =>
        Command.RunAsync(Path.Combine(Repository.Root, "eng", "helm"), [.. arguments, "--kubeconfig", Kubeconfig]);

    /// <summary>Deletes the operator's pods: what it knew only in memory is gone.</summary>
    internal Task RestartOperatorAsync() =>
        Kubectl.RunAsync("delete", "pod", "-n", SystemNamespace, "-l", "app.kubernetes.io/name=howdah", "--grace-period=0", "--force", "--wait=false");

    internal Task<string> OperatorLogAsync(int lines = 60) => Kubectl.RunAsync(
        "logs", "-n", SystemNamespace, "-l", "app.kubernetes.io/name=howdah", "--tail", lines.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>
/// Tests that have the cluster for themselves, because they measure times or change the operator. Classes without a collection run beside each other, before these:
/// each has namespaces of its own, and a restart of the operator is nothing that a test may notice.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterCollection : ICollectionFixture<ClusterFixture>
{
    public const string Name = "cluster";
}
