using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>The application's credentials, in every form a client asks for.</summary>
internal static class ApplicationSecretSpec
{
    public const string UserName = "username";
    public const string Password = "password";

    public static string Database(V1PostgresCluster cluster) => cluster.Spec.Bootstrap?.Initdb?.Database ?? new InitdbSpec().Database;

    public static string Owner(V1PostgresCluster cluster) => cluster.Spec.Bootstrap?.Initdb?.Owner ?? Database(cluster);

    /// <summary>The name of the user's own Secret, or null when the operator makes one.</summary>
    public static string? UserSecret(V1PostgresCluster cluster) => cluster.Spec.Bootstrap?.Initdb?.Secret?.Name is { Length: > 0 } name ? name : null;

    public static V1Secret Build(V1PostgresCluster cluster, string password)
    {
        var host = $"{Names.ReadWriteService(cluster.Metadata.Name!)}.{cluster.Metadata.Namespace}.svc";
        var (database, owner) = (Database(cluster), Owner(cluster));
        var (urlDatabase, urlOwner, urlPassword) = (Uri.EscapeDataString(database), Uri.EscapeDataString(owner), Uri.EscapeDataString(password));
        return SecretSpecs.Build(cluster, Names.ApplicationSecret(cluster.Metadata.Name!), SecretSpecs.BasicAuth, new Dictionary<string, string>
        {
            [UserName] = owner,
            [Password] = password,
            ["dbname"] = database,
            ["host"] = host,
            ["port"] = Port,
            ["uri"] = $"postgresql://{urlOwner}:{urlPassword}@{host}:{Port}/{urlDatabase}?sslmode=require",
            ["jdbc-uri"] = $"jdbc:postgresql://{host}:{Port}/{urlDatabase}?user={urlOwner}&password={urlPassword}&sslmode=require",
            ["pgpass"] = $"{host}:{Port}:{PassField(database)}:{PassField(owner)}:{PassField(password)}\n",
        });
    }

    private static readonly string Port = PodLayout.PostgresPort.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A password file escapes the colon and the backslash (PostgreSQL documentation, "The Password File").</summary>
    private static string PassField(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
}
