using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.PostgresClusters.Specs;
using Howdah.Operator.WorkQueues.Database;
using Howdah.Operator.WorkQueues.Specs;

namespace Howdah.Operator.WorkQueues.Search;

/// <summary>From what a WorkQueue names to a cluster of OpenSearch and a way to be let in.</summary>
internal sealed class SearchTargetResolver(UserSecrets secrets)
{
    /// <exception cref="TroubleException">It cannot be told; the message says what a person can do.</exception>
    public async Task<SearchTarget> ResolveAsync(QueueContext context, CancellationToken cancellationToken)
    {
        var options = context.Spec.OpenSearch!;
        var secret = options.SecretRef is { } reference
            ? await secrets.FindAsync(context, reference.Name, cancellationToken).ConfigureAwait(false)
                ?? throw Trouble("SecretNotFound", $"There is no Secret {reference.Name}; make it with {SearchSecretKeys.UserName} and {SearchSecretKeys.Password}, or {SearchSecretKeys.Token}")
            : null;
        var target = new SearchTarget
        {
            Url = new Uri(options.Url),
            Index = QueueNames.Index(context.Queue),
            UserName = Text(secret, SearchSecretKeys.UserName),
            Password = Text(secret, SearchSecretKeys.Password),
            Token = Text(secret, SearchSecretKeys.Token),
            Authorities = Text(secret, SecretSpecs.AuthorityCertificates),
        };
        return target switch
        {
            { Token: not null, UserName: not null } => throw Trouble("SecretAmbiguous", $"Secret {options.SecretRef!.Name} has both {SearchSecretKeys.UserName} and {SearchSecretKeys.Token}; remove one"),
            _ when (target.UserName is null) != (target.Password is null) =>
                throw Trouble("SecretIncomplete", $"Secret {options.SecretRef!.Name} has only one of {SearchSecretKeys.UserName} and {SearchSecretKeys.Password}; add the other"),
            _ when target.Url.Scheme == Uri.UriSchemeHttp && target.Authorities is not null =>
                throw Trouble("SecretAmbiguous", $"Secret {options.SecretRef!.Name} has {SecretSpecs.AuthorityCertificates}, but spec.openSearch.url is http; remove one"),
            _ => target,
        };
    }

    private static string? Text(V1Secret? secret, string key) => SecretSpecs.Text(secret, key)?.Trim() is { Length: > 0 } text ? text : null;

    private static TroubleException Trouble(string reason, string message) => new(new Trouble(reason, message));
}
