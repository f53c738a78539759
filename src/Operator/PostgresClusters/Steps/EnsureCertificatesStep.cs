using System.Security.Cryptography;
using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Certificates;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Issues and renews the cluster's authority and the certificates it signs.</summary>
internal sealed class EnsureCertificatesStep(ObjectApplier applier, Narrator narrator, ClusterMetrics metrics) : IClusterStep
{
    /// <summary>Reading certificates is the dearest part of a reconciliation in which nothing changes.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    public string Concern => "Certificates";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var versions = Versions(context);
        if (versions is not null && context.Memory.IsDone(Concern, versions, Every))
        {
            return StepResult.Continue;
        }

        var spec = context.Cluster.Spec.Certificates ?? new CertificatesSpec();
        var authority = await AuthorityAsync(context, spec, cancellationToken).ConfigureAwait(false);
        var firstEnd = authority.Facts.Active!.NotAfter;
        foreach (var wanted in CertificateRequestSpec.All(context.Name, context.Namespace))
        {
            var end = await LeafAsync(context, wanted, authority, spec, cancellationToken).ConfigureAwait(false);
            firstEnd = end < firstEnd ? end : firstEnd;
        }

        metrics.CertificatesEnd(context, firstEnd);
        if (versions is not null)
        {
            context.Memory.Done(Concern, versions);
        }

        return StepResult.Continue;
    }

    /// <summary>Versions of the Secrets and of the specification; null when a Secret is missing.</summary>
    private static string? Versions(ClusterContext context)
    {
        var names = CertificateRequestSpec.All(context.Name, context.Namespace).Select(wanted => wanted.Secret).Append(Names.CertificateAuthoritySecret(context.Name));
        var versions = names.Select(name => context.Snapshot.Secrets.GetValueOrDefault(name)?.Metadata.ResourceVersion).ToList();
        return versions.Contains(null) ? null : string.Join(' ', versions.Append($"{context.Cluster.Metadata.Generation}"));
    }

    private async Task<Authority> AuthorityAsync(ClusterContext context, CertificatesSpec spec, CancellationToken cancellationToken)
    {
        var name = Names.CertificateAuthoritySecret(context.Name);
        var secret = context.Snapshot.Secrets.GetValueOrDefault(name)
            ?? await applier.FindOwnAsync<V1Secret>(context.Cluster, name, cancellationToken).ConfigureAwait(false);
        var present = secret is null ? null : Parse(name, secret);
        var now = context.Snapshot.Now;
        var action = CertificatePolicy.Authority(present?.Facts ?? new AuthorityFacts(), spec, now);
        var next = action switch
        {
            AuthorityAction.Issue => Authority.Issue(context.Name, context.Namespace, now),
            AuthorityAction.Prepare => present!.Prepare(context.Name, context.Namespace, now),
            AuthorityAction.Promote => present!.Promote(now),
            _ => present!,
        };
        await applier.EnsureAsync(context.Cluster, SecretSpecs.Build(context.Cluster, name, SecretSpecs.Opaque, next.ToSecretData()), secret, cancellationToken)
            .ConfigureAwait(false);
        if (action != AuthorityAction.None)
        {
            narrator.Tell(context, $"Authority{Past(action)}", $"The certificate authority of the cluster, {name}, was {Past(action).ToLowerInvariant()}");
        }

        return next;
    }

    private async Task<DateTimeOffset> LeafAsync(
        ClusterContext context, CertificateRequestSpec wanted, Authority authority, CertificatesSpec spec, CancellationToken cancellationToken)
    {
        var secret = context.Snapshot.Secrets.GetValueOrDefault(wanted.Secret)
            ?? await applier.FindOwnAsync<V1Secret>(context.Cluster, wanted.Secret, cancellationToken).ConfigureAwait(false);
        var facts = Leaf.Facts(wanted, secret, authority);
        var now = context.Snapshot.Now;
        var action = CertificatePolicy.Leaf(facts, authority.Facts.Active!, spec, now);
        var pair = action is LeafAction.Issue or LeafAction.Renew
            ? CertificateFactory.Leaf(wanted, authority.Active, CertificatePolicy.Life(spec), now)
            : Leaf.Parse(secret!);
        await applier.EnsureAsync(
            context.Cluster, SecretSpecs.Build(context.Cluster, wanted.Secret, SecretSpecs.Tls, Leaf.ToSecretData(pair, authority.TrustPem)), secret, cancellationToken)
            .ConfigureAwait(false);
        if (action == LeafAction.Issue)
        {
            narrator.Tell(context, "CertificateIssued", $"A certificate for {wanted.CommonName} was issued into Secret {wanted.Secret}");
        }
        else if (action == LeafAction.Renew)
        {
            var why = facts.Malformed is { } malformed ? $", because what was there could not be used: {malformed}" : "";
            narrator.Tell(context, "CertificateRenewed", $"The certificate in Secret {wanted.Secret} was renewed{why}", warning: facts.Malformed is not null);
        }

        return action is LeafAction.Issue or LeafAction.Renew ? now + CertificatePolicy.Life(spec) : facts.Certificate!.NotAfter;
    }

    private static Authority Parse(string name, V1Secret secret)
    {
        try
        {
            return Authority.Parse(secret);
        }
        catch (CryptographicException exception)
        {
            throw new TroubleException(new Trouble(
                "MalformedAuthority",
                $"Secret {name} cannot be used as certificate authority: {exception.Message} Restore its ca.crt and ca.key, or delete it to have a new authority issued"));
        }
    }

    private static string Past(AuthorityAction action) => action switch
    {
        AuthorityAction.Issue => "Issued",
        AuthorityAction.Prepare => "Prepared",
        _ => "Renewed",
    };
}
