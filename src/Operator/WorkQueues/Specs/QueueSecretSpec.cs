using System.Globalization;
using System.Text;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Models;
using Howdah.Operator.WorkQueues.Database;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>How a producer, a worker or an observer gets in.</summary>
internal static class QueueSecretSpec
{
    public const string UserName = "username";
    public const string Password = "password";
    public const string Host = "host";
    public const string Port = "port";
    public const string Database = "dbname";
    public const string SslMode = "sslmode";
    public const string Schema = "schema";
    public const string Uri = "uri";
    public const string Authorities = "ca.crt";

    /// <param name="queue">The owner.</param>
    /// <param name="login">Who gets in.</param>
    /// <param name="target">Where to.</param>
    /// <param name="role">As whom.</param>
    /// <param name="password">Its password.</param>
    public static V1Secret Build(V1WorkQueue queue, QueueLogin login, QueueTarget target, string role, string password)
    {
        var port = target.Port.ToString(CultureInfo.InvariantCulture);
        var mode = login == QueueLogin.Gateway ? target.SslMode : ModeOf(target);
        var values = new Dictionary<string, string>
        {
            [UserName] = role,
            [Password] = password,
            [Host] = target.Host,
            [Port] = port,
            [Database] = target.Database,
            [SslMode] = mode,
            [Schema] = QueueNames.Schema(queue),
            [Uri] = $"postgresql://{Escape(role)}:{Escape(password)}@{HostInUri(target.Host)}:{port}/{Escape(target.Database)}?sslmode={mode}",
        };
        if (target.Authorities is { } authorities)
        {
            values[Authorities] = authorities;
        }

        return new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Metadata = QueueMetaSpec.Build(queue, QueueNames.Secret(queue.Metadata.Name!, login)),
            Type = "Opaque",
            Data = values.ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetBytes(entry.Value)),
        };
    }

    /// <summary>Clients without the authorities in a file cannot verify; who mounts ca.crt, as the gateway does, may ask for more.</summary>
    private static string ModeOf(QueueTarget target) => target.SslMode is "verify-ca" or "verify-full" ? "require" : target.SslMode;

    private static string HostInUri(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;

    private static string Escape(string text) => System.Uri.EscapeDataString(text);
}
