using Howdah.Kubernetes.Tests.Runtime.Support;
using Howdah.Kubernetes.Webhooks;

namespace Howdah.Kubernetes.Tests.Webhooks;

/// <summary>Widgets have a size of 1 to 10 and do not shrink.</summary>
internal sealed class WidgetWebhook : ValidationWebhook<V1Widget>
{
    public List<string> Asked { get; } = [];

    public Exception? Throws { get; set; }

    public override ValidationResult Create(V1Widget entity, bool dryRun)
    {
        Asked.Add($"create {entity.Metadata.Name} {entity.Spec.Size} {dryRun}");
        if (Throws is not null)
        {
            throw Throws;
        }

        return entity.Spec.Size switch
        {
            > 10 => ValidationResult.Fail(
                [new ValidationProblem("spec.size", "is too large; set it to 10 or less"), new ValidationProblem(null, "and the name is \"odd\"")], "careful"),
            10 => ValidationResult.Success("this is the largest", new string('x', 400)),
            _ => ValidationResult.Success(),
        };
    }

    public override ValidationResult Update(V1Widget oldEntity, V1Widget newEntity, bool dryRun) => newEntity.Spec.Size < oldEntity.Spec.Size
        ? ValidationResult.Fail($"cannot shrink; set it to {oldEntity.Spec.Size} or more", "spec.size")
        : ValidationResult.Success();

    public override ValidationResult Delete(V1Widget entity, bool dryRun) =>
        entity.Spec.Size == 7 ? ValidationResult.Fail("seven stays") : ValidationResult.Success();
}
