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
}
