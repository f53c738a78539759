using System.Text;
using System.Text.Json;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Json;

public sealed class WireListTests
{
    [Theory]
    [InlineData("""{"metadata":{"resourceVersion":"7","continue":"c"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""", "a,b")]
    [InlineData("""{"items":[{"metadata":{"name":"a"}}],"metadata":{"resourceVersion":"7","continue":"c"},"unknown":[{}]}""", "a")]
    [InlineData("""{"metadata":{"resourceVersion":"7","continue":"c"},"items":null}""", "")]
    [InlineData("""{"metadata":{"resourceVersion":"7","continue":"c"},"items":[]}""", "")]
    public void A_list_of_any_registered_kind_is_read_without_metadata_of_its_own(string json, string names)
    {
        var resolver = new WireListResolver();
        var options = KubernetesJson.Create(resolver);
        var list = JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(json), resolver.ListOf<V1ConfigMap>(options))!;
        Assert.Equal(("7", "c"), (list.Metadata!.ResourceVersion, list.Metadata.Continue));
        Assert.Equal(names, string.Join(',', (list.Items ?? []).Select(item => item.Metadata.Name)));
    }
}
