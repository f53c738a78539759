using System.Security.Cryptography;
using System.Text;
using Howdah.Search.Connection;

namespace Howdah.Operator.WorkQueues.Search;

/// <summary>Where a queue's index is, and how the operator is let in.</summary>
internal sealed record SearchTarget
{
    public required Uri Url { get; init; }

    public required string Index { get; init; }

    public string? UserName { get; init; }

    public string? Password { get; init; }

    public string? Token { get; init; }

    /// <summary>PEM; null: the system's.</summary>
    public string? Authorities { get; init; }

    /// <summary>Without credentials.</summary>
    public string Display => $"{Connection}/{Index}";

    /// <summary>Changes when anything does by which workers connect; tells nothing of it.</summary>
    public string Fingerprint =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Url, Index, UserName, Password, Token, Authorities))).AsSpan(0, 8));

    public SearchConnection Connection => new() { Url = Url, Username = UserName, Password = Password, Token = Token, CertificateAuthorities = Authorities };

    /// <summary>Records print all their members; this one holds secrets.</summary>
    public override string ToString() => Display;
}
