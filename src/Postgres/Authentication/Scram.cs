using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Howdah.Postgres.Authentication;

/// <summary>
/// SCRAM-SHA-256 verifiers as PostgreSQL stores them (RFC 5802, RFC 7677): <c>SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY</c>. Whoever has one can check a password
/// and cannot log in with it.
/// </summary>
public static class Scram
{
    /// <summary>PostgreSQL's default, and RFC 7677's least.</summary>
    public const int DefaultIterations = 4096;

    public const int SaltBytes = 16;

    private const string Mechanism = "SCRAM-SHA-256";

    /// <param name="password">Normalised by SASLprep (<see cref="SaslPrep"/>), like PostgreSQL and its clients do.</param>
    /// <param name="salt">At least 8 random bytes.</param>
    /// <param name="iterations">At least 4096.</param>
    public static string Verifier(string password, ReadOnlySpan<byte> salt, int iterations = DefaultIterations)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        if (salt.Length < 8)
        {
            throw new ArgumentException("A salt has at least 8 bytes.", nameof(salt));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, DefaultIterations);
        Span<byte> storedKey = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> serverKey = stackalloc byte[SHA256.HashSizeInBytes];
        Keys(password, salt, iterations, storedKey, serverKey);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Mechanism}${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}");
    }

    /// <summary>With a fresh random salt.</summary>
    public static string Verifier(string password) => Verifier(password, RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>Whether <paramref name="verifier"/> was made from <paramref name="password"/>; takes the same time whichever bytes differ.</summary>
    public static bool Matches(string verifier, string password)
    {
        if (string.IsNullOrEmpty(password) || Parse(verifier) is not { } parsed)
        {
            return false;
        }

        Span<byte> storedKey = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> serverKey = stackalloc byte[SHA256.HashSizeInBytes];
        Keys(password, parsed.Salt, parsed.Iterations, storedKey, serverKey);
        return CryptographicOperations.FixedTimeEquals(storedKey, parsed.StoredKey) & CryptographicOperations.FixedTimeEquals(serverKey, parsed.ServerKey);
    }

    /// <summary>Whether PostgreSQL would store this text as it is, instead of taking it for a password.</summary>
    public static bool IsVerifier(string? text) => Parse(text) is not null;

    private static void Keys(string password, ReadOnlySpan<byte> salt, int iterations, Span<byte> storedKey, Span<byte> serverKey)
    {
        Span<byte> salted = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> clientKey = stackalloc byte[SHA256.HashSizeInBytes];
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(SaslPrep.Normalize(password)), salt, salted, iterations, HashAlgorithmName.SHA256);
        HMACSHA256.HashData(salted, "Client Key"u8, clientKey);
        SHA256.HashData(clientKey, storedKey);
        HMACSHA256.HashData(salted, "Server Key"u8, serverKey);
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
    }

    private static Parts? Parse(string? verifier)
    {
        var fields = verifier?.Split('$') ?? [];
        if (fields.Length != 3 || fields[0] != Mechanism || fields[1].Split(':') is not [var iterations, var salt] || fields[2].Split(':') is not [var stored, var server]
            || !int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
        {
            return null;
        }

        try
        {
            var parts = new Parts(count, Convert.FromBase64String(salt), Convert.FromBase64String(stored), Convert.FromBase64String(server));
            return parts.StoredKey.Length == SHA256.HashSizeInBytes && parts.ServerKey.Length == SHA256.HashSizeInBytes ? parts : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private sealed record Parts(int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey);
}
