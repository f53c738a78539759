using System.Security.Cryptography;
using Howdah.Instances;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>The application's credentials, and the verifiers of passwords by role: agents never see a password.</summary>
internal sealed class EnsureSecretsStep(ObjectApplier applier, ServerLookUps lookUps) : IClusterStep
{
    private const int PasswordLength = 32;
    private const string PasswordCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Checking a verifier takes thousands of hashes, on purpose.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    public string Concern => "Secrets";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        if (context.Problems.Count > 0)
        {
            return StepResult.Continue;
        }

        var users = ApplicationSecretSpec.UserSecret(context.Cluster) is { } name
            ? await lookUps.UserSecretAsync(context, name, cancellationToken).ConfigureAwait(false)
            : null;
        var versions = $"{context.Cluster.Metadata.Generation} {users?.Metadata.ResourceVersion} {Version(context, Names.ApplicationSecret(context.Name))} {Version(context, Names.RolesSecret(context.Name))}";
        if (context.Memory.IsDone(Concern, versions, Every))
        {
            return StepResult.Continue;
        }

        var password = users is null ? await GeneratedAsync(context, cancellationToken).ConfigureAwait(false) : SecretSpecs.Text(users, ApplicationSecretSpec.Password);
        if (!string.IsNullOrEmpty(password))
        {
            await VerifiersAsync(context, password, cancellationToken).ConfigureAwait(false);
            context.Memory.Done(Concern, versions);
        }

        return StepResult.Continue;
    }

    private static string? Version(ClusterContext context, string secret) => context.Snapshot.Secrets.GetValueOrDefault(secret)?.Metadata.ResourceVersion;

    private async Task<string> GeneratedAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var name = Names.ApplicationSecret(context.Name);
        var secret = context.Snapshot.Secrets.GetValueOrDefault(name)
            ?? await applier.FindOwnAsync<V1Secret>(context.Cluster, name, cancellationToken).ConfigureAwait(false);
        var password = SecretSpecs.Text(secret, ApplicationSecretSpec.Password) is { Length: > 0 } present
            ? present
            : RandomNumberGenerator.GetString(PasswordCharacters, PasswordLength);
        await applier.EnsureAsync(context.Cluster, ApplicationSecretSpec.Build(context.Cluster, password), secret, cancellationToken).ConfigureAwait(false);
        return password;
    }

    private async Task VerifiersAsync(ClusterContext context, string password, CancellationToken cancellationToken)
    {
        var name = Names.RolesSecret(context.Name);
        var owner = ApplicationSecretSpec.Owner(context.Cluster);
        var secret = context.Snapshot.Secrets.GetValueOrDefault(name)
            ?? await applier.FindOwnAsync<V1Secret>(context.Cluster, name, cancellationToken).ConfigureAwait(false);
        var verifiers = new Dictionary<string, string> { [owner] = Verifiers.Keep(SecretSpecs.Text(secret, owner), password) };
        await applier.EnsureAsync(context.Cluster, SecretSpecs.Build(context.Cluster, name, SecretSpecs.Opaque, verifiers), secret, cancellationToken)
            .ConfigureAwait(false);
    }
}
