using System.Security.Cryptography;

namespace Howdah.Worker.Queue.Auth;

/// <summary>Whether a request may do what it asks for.</summary>
internal sealed class Authorizer(Func<IReadOnlyList<TokenGrant>>? grants)
{
    private const string Scheme = "Bearer ";

    /// <exception cref="GatewayProblemException">401 without a valid token, 403 when it is not for this verb or queue.</exception>
    public void Demand(HttpContext context, string queue, Access access)
    {
        if (grants is null)
        {
            return;
        }

        var grant = Find(context.Request.Headers.Authorization.ToString());
        if (grant is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            throw new GatewayProblemException(StatusCodes.Status401Unauthorized, "unauthenticated", "The request has no token that is valid here.");
        }

        if ((grant.Access & access) == Access.None || !grant.Covers(queue))
        {
            throw new GatewayProblemException(StatusCodes.Status403Forbidden, "forbidden", $"The token is not for a {access.ToString().ToLowerInvariant()} of queue '{queue}'.");
        }
    }

    /// <summary>Compares with every token, in a time that does not depend on which one it is.</summary>
    private TokenGrant? Find(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var hash = TokenFile.Hash(header[Scheme.Length..].Trim());
        TokenGrant? found = null;
        foreach (var grant in grants!())
        {
            if (CryptographicOperations.FixedTimeEquals(grant.Hash, hash))
            {
                found = grant;
            }
        }

        return found;
    }
}
