using System.Security.Cryptography;
using System.Text;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>Tokens for the gateway's clients: one for producers, one for workers, and the file that the gateway reads. Who deletes a key, or the Secret, gets a new token.</summary>
internal static class GatewayTokensSpec
{
    /// <summary>The key of the token file.</summary>
    public const string FileKey = "tokens";

    private const int Length = 43;
    private const int LeastLength = 16;
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly string[] Roles = ["producer", "worker"];

    public static V1Secret Build(V1WorkQueue queue, V1Secret? present)
    {
        var tokens = Roles.ToDictionary(role => role, role => SecretSpecs.Text(present, role) is { } token && IsToken(token) ? token : RandomNumberGenerator.GetString(Characters, Length));
        var file = string.Concat(Roles.Select(role => $"{role} {QueueNames.Schema(queue)} {tokens[role]}\n"));
        return new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Metadata = QueueMetaSpec.Build(queue, QueueNames.GatewayTokens(queue.Metadata.Name!)),
            Type = SecretSpecs.Opaque,
            Data = tokens.Append(new(FileKey, file)).ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetBytes(entry.Value)),
        };
    }

    /// <summary>What a line of the file can hold, and the gateway takes.</summary>
    private static bool IsToken(string text) => text.Length >= LeastLength && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '~' or '+' or '/' or '=');
}
