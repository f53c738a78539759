using System.Text.RegularExpressions;
using Howdah.Architecture.Tests.Support;

namespace Howdah.Architecture.Tests;

/// <summary>What code may not even name, by folder.</summary>
public sealed class LayeringTests
{
    private const string Clocks = @"\b(TimeProvider|Stopwatch|DateTime(Offset)?\.(UtcNow|Now)|Environment\.TickCount(64)?)\b";
    private const string Clients = @"\b(IKubernetesClient|IDynamicClient|Howdah\.Kubernetes\.Client|Npgsql\w*|HttpClient|Socket)\b";
    private const string Files = @"\b(File|Directory|FileStream|Process)\.";
    private const string Kubernetes = @"\bHowdah\.(Kubernetes|Entities|Instances)\b";

    /// <summary>They keep time between decisions and belong one folder up, beside the loop that owns them.</summary>
    private static readonly string[] Misplaced = ["src/Sidecar/Agent/Policies/Durations.cs", "src/Sidecar/Agent/Policies/OperationBudget.cs"];

    [Fact]
    public void Specs_and_policies_are_pure() =>
        AssertNowhere(
            $"{Clocks}|{Clients}|{Files}",
            Repository.SourceFiles("src/")
                .Where(f => f.Contains("/Specs/", StringComparison.Ordinal) || f.Contains("/Policies/", StringComparison.Ordinal))
                .Except(Misplaced));

    [Fact]
    public void The_failover_core_knows_no_clock_no_input_and_no_kubernetes() =>
        AssertNowhere($"{Clocks}|{Clients}|{Files}|{Kubernetes}", Repository.SourceFiles("src/HighAvailability/"));

    [Fact]
    public void Postgres_search_and_queueing_know_nothing_of_kubernetes() =>
        AssertNowhere(
            Kubernetes, new[] { "src/Postgres/", "src/Search/", "src/Queueing/", "src/Queueing.OpenSearch/" }.SelectMany(folder => Repository.SourceFiles(folder)));

    [Fact]
    public void Entities_know_no_network_and_no_database() => AssertNowhere(Clients, Repository.SourceFiles("src/Entities/"));

    [Fact]
    public void The_kubernetes_library_knows_none_of_our_kinds()
    {
        AssertNowhere(@"\bHowdah\.(Entities|Instances|Operator|HighAvailability|Postgres)\b|PostgresCluster", Repository.SourceFiles("src/Kubernetes/"));
        Assert.Equal([], Repository.SourceFiles("src/Kubernetes/").SelectMany(f => Repository.Read(f).Split('\n'))
            .Where(line => line.Contains("howdah.dev", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
    }

    [Fact]
    public void Only_the_generators_walk_over_types_by_reflection() =>
        AssertNowhere(
            @"\.(GetProperties|GetFields|GetMethods|GetExportedTypes|GetTypes)\(|\bActivator\.CreateInstance\(",
            Repository.SourceFiles("src/").Where(f => !f.StartsWith("src/Kubernetes/Schema/", StringComparison.Ordinal) && !f.StartsWith("src/Cli/", StringComparison.Ordinal)));

    [Theory]
    [InlineData("x = TimeProvider.System;", true)]
    [InlineData("// TimeProvider is not used", false)]
    [InlineData("x = \"TimeProvider\";", false)]
    [InlineData("x = DateTimeOffset.UtcNow;", true)]
    [InlineData("new TimeProviders();", false)]
    public void Code_is_judged_and_comments_are_not(string source, bool found) => Assert.Equal(found, Regex.IsMatch(SourceText.Strip(source), Clocks));

    private static void AssertNowhere(string pattern, IEnumerable<string> files)
    {
        var regex = new Regex(pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

        Assert.Equal([], files.SelectMany(file => regex.Matches(SourceText.CodeOf(file)).Select(match => $"{file}: {match.Value}")));
    }
}
