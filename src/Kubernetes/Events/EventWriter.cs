using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Events;

/// <summary>Writes series to events.k8s.io/v1.</summary>
internal sealed class EventWriter(IKubernetesClient client, string reportingController, string reportingInstance)
{
    private const int LongestInstance = 128;

    /// <summary>One try.</summary>
    /// <exception cref="KubernetesApiException">The server refused.</exception>
    public async Task WriteAsync(EventSeries series, CancellationToken cancellationToken)
    {
        if (series.WrittenCount > 0)
        {
            try
            {
                await client.PatchAsync<V1Event>(series.Name, series.Namespace, SeriesPatch(series), null, cancellationToken);
                return;
            }
            catch (KubernetesApiException gone) when (gone.IsNotFound)
            {
                // Events live for an hour by default; the series goes on in a new one.
            }
        }

        try
        {
            await client.CreateAsync(ToEvent(series), cancellationToken);
        }
        catch (KubernetesApiException repeated) when (repeated.StatusCode is HttpStatusCode.Conflict && repeated.Reason == "AlreadyExists")
        {
            // An earlier try was served although its answer got lost: names are never used twice.
        }
    }

    private static JsonObject SeriesPatch(EventSeries series) => new()
    {
        ["series"] = JsonSerializer.SerializeToNode(ToSeries(series), KubernetesJson.Default.TypeInfo<V1EventSeries>()),
    };

    private static V1EventSeries ToSeries(EventSeries series) => new() { Count = series.Count, LastObservedTime = series.LastObserved };

    private V1Event ToEvent(EventSeries series) => new()
    {
        Metadata = new V1ObjectMeta { Name = series.Name, Namespace = series.Namespace },
        EventTime = series.First.At,
        Series = series.Count > 1 ? ToSeries(series) : null,
        ReportingController = reportingController,
        ReportingInstance = EventNote.Truncate(reportingInstance, LongestInstance),
        Action = series.First.Key.Action,
        Reason = series.First.Key.Reason,
        Regarding = series.First.Regarding(),
        Note = series.First.Note,
        Type = series.First.Key.Type.ToString(),
    };
}
