using System.Net.Http.Headers;
using System.Text;

namespace Howdah.Search.Connection;

/// <summary>The Authorization header of every request.</summary>
internal sealed class SearchCredentials
{
    private readonly Func<AuthenticationHeaderValue?> _header;

    public SearchCredentials(SearchConnection connection)
    {
        if (connection.Username is { } name)
        {
            var password = Source(connection.Password, connection.PasswordFile);
            _header = () => new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password()}")));
        }
        else if (connection.Token is not null || connection.TokenFile is not null)
        {
            var token = Source(connection.Token, connection.TokenFile);
            _header = () => new AuthenticationHeaderValue("Bearer", token());
        }
        else
        {
            _header = () => null;
        }
    }

    public AuthenticationHeaderValue? Header() => _header();

    private static Func<string> Source(string? text, string? path)
    {
        if (text is not null)
        {
            return () => text;
        }

        var file = new SecretFile(path!);
        return file.Read;
    }
}
