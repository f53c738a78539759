using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Informers;

public class FieldTrimmingTests
{
    [Fact]
    public void The_last_applied_annotation_is_dropped_and_others_stay()
    {
        var widget = V1Widget.Named("a");
        widget.Metadata.Annotations = new Dictionary<string, string> { [FieldTrimming.LastAppliedAnnotation] = "{}", ["mine"] = "1" };

        Assert.Equal(["mine"], FieldTrimming.DropLastApplied(widget).Metadata.Annotations!.Keys);

        widget.Metadata.Annotations = new Dictionary<string, string> { [FieldTrimming.LastAppliedAnnotation] = "{}" };
        Assert.Null(FieldTrimming.DropLastApplied(widget).Metadata.Annotations);
    }

    [Fact]
    public void Repeated_strings_are_shared_and_nothing_else_changes()
    {
        var pool = new StringPool();
        var (left, right) = (Full(), Full());
        var kind = ResourceKind.Of<V1Widget>();

        FieldTrimming.ShareStrings(left, kind, pool);
        FieldTrimming.ShareStrings(right, kind, pool);

        Assert.Equal("test.howdah.dev/v1alpha1", left.ApiVersion);
        Assert.Equal("Widget", left.Kind);
        Assert.Same(left.ApiVersion, right.ApiVersion);
        Assert.Same(left.Metadata.Namespace, right.Metadata.Namespace);
        Assert.Same(left.Metadata.Labels!.Keys.Single(), right.Metadata.Labels!.Keys.Single());
        Assert.Same(left.Metadata.Labels["app"], right.Metadata.Labels["app"]);
        Assert.Same(left.Metadata.Finalizers![0], right.Metadata.Finalizers![0]);
        Assert.Same(left.Metadata.OwnerReferences![0].Kind, right.Metadata.OwnerReferences![0].Kind);
        Assert.Equal(("ns", "value", "howdah.dev/f", "Owner"),
            (right.Metadata.Namespace, right.Metadata.Labels["app"], right.Metadata.Finalizers[0], right.Metadata.OwnerReferences[0].Kind));
    }

    [Fact]
    public void The_pool_does_not_grow_with_strings_and_leaves_long_ones_alone()
    {
        var pool = new StringPool();
        for (var i = 0; i < 100_000; i++)
        {
            Assert.Equal($"value-{i}", pool.Share($"value-{i}"));
        }

        var text = new string('x', 129);
        Assert.Same(text, pool.Share(text));
        Assert.NotSame(text, pool.Share(new string('x', 129)));
    }

    private static V1Widget Full() => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = Copy("a"),
            Namespace = Copy("ns"),
            Labels = new Dictionary<string, string> { [Copy("app")] = Copy("value") },
            Finalizers = [Copy("howdah.dev/f")],
            OwnerReferences = [new V1OwnerReference { ApiVersion = Copy("v1"), Kind = Copy("Owner"), Name = Copy("o"), Uid = Copy("u") }],
        },
    };

    private static string Copy(string text) => new(text.AsSpan());
}
