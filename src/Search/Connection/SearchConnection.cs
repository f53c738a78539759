namespace Howdah.Search.Connection;

/// <summary>Where a cluster is and how to prove who asks. Files are read anew when they change, so that secrets can be rotated under a running process.</summary>
public sealed record SearchConnection
{
    /// <summary>http or https, host, port, and the path of a proxy if there is one. Credentials in it are refused.</summary>
    public required Uri Url { get; init; }

    /// <summary>Name for basic authentication; goes with a password or its file.</summary>
    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? PasswordFile { get; init; }

    /// <summary>Sent as a bearer token.</summary>
    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    /// <summary>PEM file of the authorities to trust in place of the system's.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>The same as PEM text, for who has no files.</summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>PEM file of the client's certificate, followed by its intermediates; goes with <see cref="ClientKeyFile"/>.</summary>
    public string? ClientCertificateFile { get; init; }

    public string? ClientKeyFile { get; init; }

    /// <summary>Accepts any certificate of the server. For trying things out.</summary>
    public bool InsecureSkipVerify { get; init; }

    /// <summary>Reads <c>PREFIX_URL</c>, <c>_USERNAME</c>, <c>_PASSWORD</c>, <c>_PASSWORD_FILE</c>, <c>_TOKEN</c>, <c>_TOKEN_FILE</c>, <c>_CA_FILE</c>,
    /// <c>_CERT_FILE</c>, <c>_KEY_FILE</c> and <c>_INSECURE</c> (<c>true</c>).</summary>
    /// <param name="prefix">For example <c>OPENSEARCH</c>.</param>
    /// <param name="read">Reads a variable; null or empty when it is not set.</param>
    /// <exception cref="SearchConfigurationException">No URL, or one that is none.</exception>
    public static SearchConnection FromEnvironment(string prefix, Func<string, string?> read)
    {
        string? Value(string name) => read($"{prefix}_{name}") is { Length: > 0 } value ? value : null;
        var url = Value("URL") ?? throw new SearchConfigurationException($"{prefix}_URL is not set.");
        return new SearchConnection
        {
            Url = Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed : throw new SearchConfigurationException($"{prefix}_URL is not a URL."),
            Username = Value("USERNAME"),
            Password = Value("PASSWORD"),
            PasswordFile = Value("PASSWORD_FILE"),
            Token = Value("TOKEN"),
            TokenFile = Value("TOKEN_FILE"),
            CertificateAuthorityFile = Value("CA_FILE"),
            ClientCertificateFile = Value("CERT_FILE"),
            ClientKeyFile = Value("KEY_FILE"),
            InsecureSkipVerify = string.Equals(Value("INSECURE"), "true", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <exception cref="SearchConfigurationException">Two properties exclude each other, one lacks its partner, or the URL cannot be used.</exception>
    public void Validate()
    {
        if (!Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https") || Url.Query.Length > 0 || Url.Fragment.Length > 0)
        {
            throw new SearchConfigurationException("url is not an absolute http or https URL without query and fragment.");
        }

        if (Url.UserInfo.Length > 0)
        {
            throw new SearchConfigurationException("url holds credentials: give username and password instead, so that they are not shown with it.");
        }

        Exclude(nameof(Password), Password, nameof(PasswordFile), PasswordFile);
        Exclude(nameof(Token), Token, nameof(TokenFile), TokenFile);
        Exclude(nameof(Username), Username, nameof(Token), Token);
        Exclude(nameof(Username), Username, nameof(TokenFile), TokenFile);
        Exclude(nameof(CertificateAuthorityFile), CertificateAuthorityFile, nameof(InsecureSkipVerify), InsecureSkipVerify ? "true" : null);
        Exclude(nameof(CertificateAuthorities), CertificateAuthorities, nameof(CertificateAuthorityFile), CertificateAuthorityFile);
        Exclude(nameof(CertificateAuthorities), CertificateAuthorities, nameof(InsecureSkipVerify), InsecureSkipVerify ? "true" : null);
        Pair(nameof(ClientCertificateFile), ClientCertificateFile, nameof(ClientKeyFile), ClientKeyFile);
        Pair(nameof(Username), Username, Password is null ? nameof(PasswordFile) : nameof(Password), Password ?? PasswordFile);
        if (Url.Scheme == "http" && (CertificateAuthorityFile ?? CertificateAuthorities ?? ClientCertificateFile) is not null)
        {
            throw new SearchConfigurationException("url is http, but certificates are given: they would not be used.");
        }
    }

    private static void Exclude(string one, string? first, string other, string? second)
    {
        if (first is not null && second is not null)
        {
            throw new SearchConfigurationException($"{Camel(one)} and {Camel(other)} exclude each other.");
        }
    }

    private static void Pair(string one, string? first, string other, string? second)
    {
        if ((first is null) != (second is null))
        {
            throw new SearchConfigurationException($"{Camel(one)} and {Camel(other)} go together: one of them is missing.");
        }
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>Without secrets.</summary>
    public override string ToString() => Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
