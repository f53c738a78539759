using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Judges the specification; while it is refused, what runs stays as it is.</summary>
internal sealed class ValidateStep(ServerLookUps lookUps, Narrator narrator) : IClusterStep
{
    private const string Topic = "spec";

    public string Concern => "Specification";

    public bool RunsWhilePaused => true;

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        context.Problems = SpecValidation.Check(context.Cluster, await FactsAsync(context, cancellationToken).ConfigureAwait(false));
        if (context.Problems.Count > 0)
        {
            narrator.TellOnce(context, Topic, "InvalidSpec", SpecValidation.Summary(context.Problems));
        }
        else
        {
            Narrator.Settle(context, Topic);
        }

        return StepResult.Continue;
    }

    private async Task<SpecFacts> FactsAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var volumes = context.Snapshot.Instances.Values.Select(instance => instance.Volume).OfType<V1PersistentVolumeClaim>().ToList();
        var facts = new SpecFacts
        {
            Initialized = context.State.SystemIdentifier is not null,
            LargestVolume = volumes.Select(VolumeRequests.Requested).Where(size => size is not null).Max(),
            VolumeClass = volumes.Select(volume => volume.Spec?.StorageClassName).FirstOrDefault(name => name is not null),
            UserSecret = await UserSecretAsync(context, cancellationToken).ConfigureAwait(false),
        };
        if (volumes.Count > 0)
        {
            return facts;
        }

        var wanted = context.Cluster.Spec.Storage.StorageClass;
        var classes = await lookUps.StorageClassesAsync(context, Exists, cancellationToken).ConfigureAwait(false);
        return facts with
        {
            StorageClassExists = Exists(classes),
            StorageClasses = [.. classes.Select(candidate => candidate.Metadata.Name!).Order(StringComparer.Ordinal)],
        };

        bool Exists(IReadOnlyList<V1StorageClass> among) =>
            wanted is null ? among.Any(IsDefault) : among.Any(candidate => candidate.Metadata.Name == wanted);
    }

    private static bool IsDefault(V1StorageClass candidate) =>
        candidate.Metadata.Annotations is { } annotations
        && (annotations.GetValueOrDefault("storageclass.kubernetes.io/is-default-class") == "true"
            || annotations.GetValueOrDefault("storageclass.beta.kubernetes.io/is-default-class") == "true");

    private async Task<UserSecretFacts?> UserSecretAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        if (ApplicationSecretSpec.UserSecret(context.Cluster) is not { } name)
        {
            return null;
        }

        var secret = await lookUps.UserSecretAsync(context, name, cancellationToken).ConfigureAwait(false);
        var password = SecretSpecs.Text(secret, ApplicationSecretSpec.Password);
        var facts = new UserSecretFacts(
            secret is not null, SecretSpecs.Text(secret, ApplicationSecretSpec.UserName), !string.IsNullOrEmpty(password), PasswordRules.Refuse(password));
        if (UserSecretRules.Check(context.Cluster, facts).Any())
        {
            ServerLookUps.DistrustUserSecret(context, name);
        }

        return facts;
    }
}
