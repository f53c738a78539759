namespace Howdah.Postgres.Configuration;

/// <summary>Authentication methods of pg_hba.conf and their options.</summary>
internal static class HbaMethods
{
    private static readonly string[] Methods =
        ["trust", "reject", "scram-sha-256", "md5", "password", "gss", "ident", "peer", "pam", "ldap", "radius", "cert", "oauth"];

    /// <summary>Null when the method fits the record's type and its options; else why not.</summary>
    public static string? Refuse(string type, string method, IEnumerable<string> options)
    {
        if (method is "sspi" or "bsd")
        {
            return $"has the method {method}, which PostgreSQL does not have on Linux";
        }

        if (!Methods.Contains(method))
        {
            return $"has '{method}' where an authentication method belongs";
        }

        var misplaced = (method, type) switch
        {
            ("cert", not "hostssl") => "has the method cert without hostssl",
            ("peer", not "local") => "has the method peer, which is for local connections",
            ("gss", "local") => "has the method gss, which is not for local connections",
            _ => null,
        };
        return misplaced ?? options.Select(option => Option(type, method, option)).FirstOrDefault(refusal => refusal is not null);
    }

    private static string? Option(string type, string method, string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            return $"has '{option}' where name=value belongs";
        }

        var (name, value) = (option[..equals], option[(equals + 1)..]);
        if (value.Length == 0)
        {
            return $"has the option {name} without a value";
        }

        return name switch
        {
            "clientcert" when type != "hostssl" => "has the option clientcert without hostssl",
            "clientcert" when value != "verify-full" && (method == "cert" || value != "verify-ca") => "has a clientcert other than verify-ca or verify-full (with cert only verify-full)",
            "clientcert" => null,
            "clientname" => type == "hostssl" && value is "CN" or "DN" ? null : "has a clientname other than CN or DN, or no hostssl",
            _ when Belongs(method, name) => null,
            _ => $"has the option {name}, which the method {method} does not know",
        };
    }

    private static bool Belongs(string method, string option) => method switch
    {
        "ident" or "peer" or "cert" => option == "map",
        "gss" => option is "map" or "include_realm" or "krb_realm",
        "pam" => option is "pamservice" or "pam_use_hostname",
        "ldap" => option is "ldapurl" or "ldaptls" or "ldapscheme" or "ldapserver" or "ldapport" or "ldapbinddn" or "ldapbindpasswd"
            or "ldapsearchattribute" or "ldapsearchfilter" or "ldapbasedn" or "ldapprefix" or "ldapsuffix",
        "radius" => option is "radiusservers" or "radiusports" or "radiussecrets" or "radiusidentifiers",
        "oauth" => option is "issuer" or "scope" or "validator" or "map" or "delegate_ident_mapping",
        _ => false,
    };
}
