using System.Globalization;
using Howdah.Kubernetes.Testing.Faults;
using Howdah.Kubernetes.Testing.Requests;
using Howdah.Kubernetes.Testing.Storage;
using Microsoft.AspNetCore.Http;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>Streams events until the client goes, the time is over or a fault ends it.</summary>
internal sealed class WatchHandler(ObjectStore store, WatchRegistry registry, FakeApiServerOptions options)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    public async Task RunAsync(HttpContext http, ApiCall call)
    {
        var filter = new WatchFilter(call);
        var sendInitial = InitialEvents(call);
        var (position, initial, end) = Start(call, filter, sendInitial);
        using var timeout = new CancellationTokenSource(Timeout(call), options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, timeout.Token);
        http.Response.ContentType = "application/json";
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        var connection = new WatchConnection(call.Request.Plural, http.Abort);
        using var registration = registry.Add(connection);
        var writer = new WatchWriter(http.Response.Body, call.Kind);
        foreach (var version in initial)
        {
            await writer.WriteAsync("ADDED", version.Json, version.Object, http.RequestAborted);
        }

        if (end)
        {
            await writer.WriteAsync("BOOKMARK", WatchWriter.Bookmark(call.Kind, position, initialEventsEnd: true), http.RequestAborted);
        }

        await http.Response.Body.FlushAsync(http.RequestAborted);
        await FollowAsync(call, filter, writer, connection, position, http, stop.Token);
        if (timeout.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested && call.Flag("allowWatchBookmarks"))
        {
            await writer.WriteAsync("BOOKMARK", WatchWriter.Bookmark(call.Kind, store.Revision), http.RequestAborted);
        }
    }

    private async Task FollowAsync(
        ApiCall call, WatchFilter filter, WatchWriter writer, WatchConnection connection, long position, HttpContext http, CancellationToken stop)
    {
        var sent = 0;
        while (!connection.Ending && !stop.IsCancellationRequested)
        {
            var poked = connection.Poked;
            Task changed;
            long now;
            bool gone;
            IReadOnlyList<StoredVersion> batch;
            lock (store.Gate)
            {
                changed = store.Changed;
                now = store.Revision;
                var kindStore = store.Of(call.Kind.Kind);
                gone = position < kindStore.Forgotten || position < 0;
                batch = kindStore.After(position);
            }

            if (gone)
            {
                await writer.WriteAsync("ERROR", ApiFailure.Expired($"too old resource version: {position} ({now})").ToStatus(), http.RequestAborted);
                return;
            }

            foreach (var (type, version, shown) in filter.Events(batch))
            {
                await writer.WriteAsync(type, shown is null ? version.Json : FakeJson.Bytes(shown), shown ?? version.Object, http.RequestAborted);
                if (++sent == registry.EventsBeforeCut)
                {
                    await http.Response.Body.FlushAsync(http.RequestAborted);
                    http.Abort();
                    return;
                }
            }

            position = now;
            if (connection.TakeBookmark())
            {
                await writer.WriteAsync("BOOKMARK", WatchWriter.Bookmark(call.Kind, now), http.RequestAborted);
            }

            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.WhenAny(changed, poked, Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, stop));
        }
    }

    private bool InitialEvents(ApiCall call)
    {
        var asked = call.Option("sendInitialEvents");
        var match = call.Option("resourceVersionMatch");
        if (!options.WatchList && (asked is not null || match is not null))
        {
            throw ApiFailure.Invalid("ListOptions.meta.k8s.io", "", asked is null
                ? ("FieldValueForbidden", "Forbidden: resourceVersionMatch is forbidden for watch", "resourceVersionMatch")
                : ("FieldValueForbidden", "Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled", "sendInitialEvents"));
        }

        if (asked is not null && match != "NotOlderThan")
        {
            throw ApiFailure.Invalid("ListOptions.meta.k8s.io", "", ("FieldValueForbidden", "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan", "resourceVersionMatch"));
        }

        return asked == "true";
    }

    private (long Position, IReadOnlyList<StoredVersion> Initial, bool End) Start(ApiCall call, WatchFilter filter, bool sendInitial)
    {
        var version = call.Option("resourceVersion");
        lock (store.Gate)
        {
            var kindStore = store.Of(call.Kind.Kind);
            if (sendInitial || version is null or "0")
            {
                var initial = call.Option("sendInitialEvents") == "false" ? [] : kindStore.At(store.Revision).Where(filter.Matches).ToList();
                return (store.Revision, initial, sendInitial && call.Flag("allowWatchBookmarks"));
            }

            if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                throw ApiFailure.BadRequest($"invalid resource version \"{version}\"");
            }

            if (position >= store.Compacted)
            {
                return (position, [], false);
            }

            // Not even a watch that would have missed nothing may start before the compaction.
            return options.GoneAsStatusCode
                ? throw ApiFailure.Expired($"too old resource version: {position} ({store.Compacted})")
                : (-1, [], false);
        }
    }

    private static TimeSpan Timeout(ApiCall call) =>
        int.TryParse(call.Option("timeoutSeconds"), CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : DefaultTimeout;
}
