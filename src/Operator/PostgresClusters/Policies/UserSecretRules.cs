using Howdah.Entities.PostgresCluster;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>The application's credentials, when the user brings them.</summary>
internal static class UserSecretRules
{
    private const string Field = "spec.bootstrap.initdb.secret";

    public static IEnumerable<SpecProblem> Check(V1PostgresCluster cluster, UserSecretFacts? secret)
    {
        if (ApplicationSecretSpec.UserSecret(cluster) is not { } name || secret is null)
        {
            yield break;
        }

        var owner = ApplicationSecretSpec.Owner(cluster);
        if (!secret.Exists)
        {
            yield return new SpecProblem(
                Field, $"Secret {name} does not exist; create it with the keys username ('{owner}') and password, or remove the field to have one generated");
            yield break;
        }

        if (secret.UserName is null)
        {
            yield return new SpecProblem(Field, $"Secret {name} has no key username; add it with the value '{owner}'");
        }
        else if (secret.UserName != owner)
        {
            yield return new SpecProblem(
                Field, $"Secret {name} is for '{secret.UserName}', but the database belongs to '{owner}'; change its username, or spec.bootstrap.initdb.owner");
        }

        if (!secret.HasPassword)
        {
            yield return new SpecProblem(Field, $"Secret {name} has no password; add the key password");
        }
        else if (secret.PasswordProblem is { } problem)
        {
            yield return new SpecProblem(Field, $"the password in Secret {name} {problem}");
        }
    }
}
