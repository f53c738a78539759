using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Informers;

[Collection(nameof(MeasuresMemory))]
public class InformerSurvivalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_watch_cut_every_second_for_ten_minutes_loses_no_event_and_no_memory(bool watchList)
    {
        const int seconds = 600;
        await using var harness = await InformerHarness.Started(watchList: watchList);
        var random = new Random(5);
        var names = Enumerable.Range(0, 20).Select(i => $"w{i}").ToArray();
        var live = new HashSet<string>();
        var expected = new List<string>();
        long heapAfterWarmUp = 0;
        for (var second = 1; second <= seconds; second++)
        {
            var name = names[random.Next(names.Length)];
            if (live.Add(name))
            {
                await harness.Create(name);
                expected.Add($"Added {name}");
            }
            else if (random.Next(2) == 0)
            {
                await harness.Resize(name, second);
                expected.Add($"Updated {name}");
            }
            else
            {
                await harness.Delete(name);
                live.Remove(name);
                expected.Add($"Deleted {name}");
            }

            harness.Time.Advance(TimeSpan.FromSeconds(1));
            harness.Cluster.CutWatches(second % 3 == 0 ? new IOException("cut") : null);
            await Eventually.True(() => harness.Cluster.Count("watch") == second + 1 && harness.Cluster.OpenWatches == 1);
            heapAfterWarmUp = second == 100 ? GC.GetTotalMemory(forceFullCollection: true) : heapAfterWarmUp;
        }

        await harness.SeesWhatIsStored();
        Assert.Equal(expected, harness.Deltas);
        Assert.Equal(1, harness.Status.Lists);
        Assert.Equal(0, harness.Status.Stalls);
        // The harness itself keeps each request, stored version and change: about 4 KB a second.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - heapAfterWarmUp, long.MinValue, 4_000_000);
        Assert.InRange(harness.Time.ArmedTimers, 0, 3);
    }

    [Fact]
    public async Task Random_faults_never_make_the_cache_differ_from_the_server_for_good()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            await using var harness = await InformerHarness.Started(watchList: seed % 2 == 0, existing: ["w0", "w1"]);
            var mirror = new Dictionary<NamespacedName, string>();
            for (var step = 0; step < 60; step++)
            {
                await Disturb(harness, random);
            }

            await harness.SeesWhatIsStoredWhileTimePasses(TimeSpan.FromSeconds(30));
            foreach (var delta in harness.RawDeltas)
            {
                Replay(mirror, delta, seed);
            }

            Assert.Equal(
                harness.Informer.List().Select(widget => $"{NamespacedName.Of(widget)}@{widget.Metadata.ResourceVersion}").Order(),
                mirror.Select(entry => $"{entry.Key}@{entry.Value}").Order());
        }
    }

    private static void Replay(Dictionary<NamespacedName, string> mirror, StoreDelta<V1Widget> delta, int seed)
    {
        var known = mirror.ContainsKey(delta.Key);
        Assert.True(known == (delta.Kind is not DeltaKind.Added), $"seed {seed}: {delta.Kind} {delta.Key} while known is {known}");
        if (delta.Kind is DeltaKind.Deleted)
        {
            mirror.Remove(delta.Key);
        }
        else
        {
            mirror[delta.Key] = delta.New!.Metadata.ResourceVersion!;
        }
    }

    private static async Task Disturb(InformerHarness harness, Random random)
    {
        var name = $"w{random.Next(5)}";
        switch (random.Next(9))
        {
            case 0 or 1 or 2 when await harness.Cluster.GetAsync<V1Widget>(name, "default") is null:
                await harness.Create(name);
                break;
            case 0 or 1 or 2:
                await harness.Resize(name, random.Next(1_000_000));
                break;
            case 3:
                await harness.Delete(name);
                break;
            case 4:
                harness.Cluster.CutWatches();
                break;
            case 5:
                harness.Cluster.CutWatches(new IOException("cut"));
                break;
            case 6:
                harness.Cluster.Compact();
                break;
            case 7:
                harness.Cluster.StallWatches();
                break;
            default:
                harness.Time.Advance(TimeSpan.FromSeconds(random.Next(60)));
                await Task.Yield();
                break;
        }
    }
}
