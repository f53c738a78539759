using System.Globalization;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Testing.Requests;
using Howdah.Kubernetes.Testing.Storage;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>Which versions a watch sees, and as what: an object that leaves the selection is deleted for it.</summary>
internal sealed class WatchFilter(ApiCall call)
{
    private readonly LabelSelector _labels = LabelSelector.Parse(call.Option("labelSelector"));
    private readonly FieldSelector _fields = FieldSelector.Parse(call.Option("fieldSelector"), call.Kind.Kind.Kind);

    public bool Matches(StoredVersion version) =>
        (call.Request.Namespace is null || version.Key.Namespace == call.Request.Namespace)
        && (call.Request.Name is null || version.Key.Name == call.Request.Name)
        && _labels.Matches(version.Object)
        && _fields.Matches(version.Object);

    /// <summary>The third member replaces the version's object.</summary>
    public IEnumerable<(string Type, StoredVersion Version, JsonObject? Shown)> Events(IEnumerable<StoredVersion> versions)
    {
        foreach (var version in versions)
        {
            var before = version.Previous is { Deleted: false } previous && Matches(previous);
            var after = !version.Deleted && Matches(version);
            switch (before, after)
            {
                case (false, true):
                    yield return ("ADDED", version, null);
                    break;
                case (true, true):
                    yield return ("MODIFIED", version, null);
                    break;
                case (true, false) when version.Deleted:
                    yield return ("DELETED", version, null);
                    break;
                case (true, false):
                    var last = FakeJson.Clone(version.Previous!.Object);
                    last["metadata"]!["resourceVersion"] = version.Revision.ToString(CultureInfo.InvariantCulture);
                    yield return ("DELETED", version, last);
                    break;
                default:
                    break;
            }
        }
    }
}
