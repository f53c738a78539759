using System.Security.Cryptography;
using System.Text;

namespace Howdah.Worker.Queue.Auth;

/// <summary>
/// The form of a token file: a line for each token, <c>ROLES QUEUES TOKEN</c>, roles and queues separated by commas, <c>*</c> for all queues, <c>#</c> begins a
/// comment. In place of the token its SHA-256 can stand, as <c>sha256:</c> and hexadecimal digits.
/// </summary>
internal static class TokenFile
{
    private const int MinLength = 16;
    private const string HashPrefix = "sha256:";

    /// <exception cref="FormatException">A line is wrong; the message names its number and does not hold the token.</exception>
    public static IReadOnlyList<TokenGrant> Parse(string text)
    {
        var grants = new List<TokenGrant>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var content = line.Trim();
            if (content.Length > 0 && content[0] != '#')
            {
                grants.Add(ParseLine(content.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries), number));
            }
        }

        return grants;
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static TokenGrant ParseLine(string[] parts, int number)
    {
        if (parts.Length != 3)
        {
            throw new FormatException($"Line {number} of the token file is not ROLES QUEUES TOKEN.");
        }

        var access = Access.None;
        foreach (var role in parts[0].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            access |= role switch
            {
                "producer" => Access.Producer,
                "worker" => Access.Worker,
                "observer" => Access.Observer,
                _ => throw new FormatException($"Line {number} of the token file has a role that is not producer, worker or observer."),
            };
        }

        return new TokenGrant(ParseToken(parts[2], number), access, parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal));
    }

    private static byte[] ParseToken(string token, int number)
    {
        if (!token.StartsWith(HashPrefix, StringComparison.Ordinal))
        {
            return token.Length >= MinLength ? Hash(token) : throw new FormatException($"Line {number} of the token file has a token of under {MinLength} characters.");
        }

        try
        {
            return Convert.FromHexString(token[HashPrefix.Length..]) is { Length: SHA256.HashSizeInBytes } hash
                ? hash
                : throw new FormatException($"Line {number} of the token file has a hash that is not of 64 digits.");
        }
        catch (FormatException exception)
        {
            throw new FormatException($"Line {number} of the token file has a hash that is not of 64 digits.", exception);
        }
    }
}
