using System.Net;
using System.Net.Sockets;

namespace Howdah.Postgres.Configuration;

/// <summary>A record of pg_hba.conf. Grammar: PostgreSQL's manual, "The pg_hba.conf File", and src/backend/libpq/hba.c.</summary>
internal static class HbaLine
{
    private const int LongestLine = 1000;

    /// <summary>Up to PostgreSQL 15 longer tokens are skipped with a warning in the log.</summary>
    private const int LongestToken = 255;

    private static readonly string[] Types = ["local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"];

    /// <summary>Null when the line is right and allowed, a comment or blank; else why not.</summary>
    public static string? Refuse(string? line)
    {
        if (line is null || line.Length > LongestLine)
        {
            return $"is missing, or longer than {LongestLine} characters";
        }

        if (line.Any(c => char.IsControl(c) && c != '\t'))
        {
            return "holds a control character, such as a line break";
        }

        if (line.TrimEnd().EndsWith('\\'))
        {
            return "ends with a backslash: continuation lines are not supported";
        }

        if (HbaTokens.Parse(line, out var fields) is { } syntax)
        {
            return syntax;
        }

        if (fields.Count == 0)
        {
            return null;
        }

        if (fields.SelectMany(field => field).FirstOrDefault(token => token.Text.Length > LongestToken) is not null)
        {
            return $"has a word longer than {LongestToken} characters";
        }

        return Record(fields);
    }

    private static string? Record(List<List<HbaToken>> fields)
    {
        var type = Single(fields[0]);
        if (type is null || !Types.Contains(type.Text))
        {
            return type is { Text: "include" or "include_if_exists" or "include_dir" }
                ? "includes another file, which is not supported"
                : $"starts with none of {string.Join(", ", Types)}";
        }

        if (fields.Count < 3)
        {
            return "lacks a database and a user";
        }

        if (Names(fields[1], "database") is { } badDatabase)
        {
            return badDatabase;
        }

        if (Names(fields[2], "user") is { } badUser)
        {
            return badUser;
        }

        var next = 3;
        if (type.Text != "local")
        {
            if (Address(fields, ref next) is { } badAddress)
            {
                return badAddress;
            }
        }

        if (next >= fields.Count)
        {
            return "lacks an authentication method";
        }

        if (Single(fields[next]) is not { } method)
        {
            return "has a list where one authentication method belongs";
        }

        return HbaMethods.Refuse(type.Text, method.Text, fields.Skip(next + 1).SelectMany(field => field).Select(token => token.Text))
            ?? Trust(type.Text, fields[1], fields[2], method.Text);
    }

    private static HbaToken? Single(List<HbaToken> field) => field.Count == 1 ? field[0] : null;

    private static string? Names(List<HbaToken> field, string kind)
    {
        foreach (var token in field)
        {
            if (token.Text.Length == 0)
            {
                return $"has an empty {kind}";
            }

            if (!token.Quoted && token.Text.StartsWith('@'))
            {
                return $"reads the {kind} from a file ({token.Text}), which is not supported";
            }

            if (!token.Quoted && kind == "user" && token.Text == "+")
            {
                return "has a + without the name of a role";
            }
        }

        return null;
    }

    private static string? Address(List<List<HbaToken>> fields, ref int next)
    {
        if (next >= fields.Count)
        {
            return "lacks an address";
        }

        if (Single(fields[next++]) is not { } address)
        {
            return "has a list where one address belongs";
        }

        if (!address.Quoted && address.Text is "all" or "samehost" or "samenet")
        {
            return null;
        }

        var slash = address.Text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            return IPAddress.TryParse(address.Text.AsSpan(0, slash), out var network)
                && int.TryParse(address.Text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var bits)
                && bits <= (network.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) && IsWholeAddress(address.Text[..slash])
                    ? null
                    : $"has '{address.Text}' where an address and the length of its mask belong";
        }

        if (IsWholeAddress(address.Text) && IPAddress.TryParse(address.Text, out var ip))
        {
            return next < fields.Count && Single(fields[next++]) is { } mask && IsWholeAddress(mask.Text)
                && IPAddress.TryParse(mask.Text, out var maskAddress) && maskAddress.AddressFamily == ip.AddressFamily && IsMask(maskAddress)
                    ? null
                    : $"has the address {address.Text} without a mask: write {address.Text}/{(ip.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)} for this one";
        }

        return IsHostName(address.Text) ? null : $"has '{address.Text}' where an address or a host name belongs";
    }

    /// <summary>.NET also reads <c>10.1</c> and <c>167772161</c>; PostgreSQL does not.</summary>
    private static bool IsWholeAddress(string text) => text.Contains(':', StringComparison.Ordinal) ? !text.Contains('%', StringComparison.Ordinal) : text.Count(c => c == '.') == 3 && text.All(c => char.IsAsciiDigit(c) || c == '.');

    private static bool IsMask(IPAddress mask)
    {
        var ended = false;
        foreach (var octet in mask.GetAddressBytes())
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                var set = (octet >> bit & 1) == 1;
                if (set && ended)
                {
                    return false;
                }

                ended |= !set;
            }
        }

        return true;
    }

    private static bool IsHostName(string text)
    {
        var name = text.StartsWith('.') ? text[1..] : text;
        return name.Length is > 0 and <= 253 && name.Any(char.IsAsciiLetter)
            && name.Split('.').All(label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }

    /// <summary>Nobody may come in without proof, over the network, as a superuser or for a copy of everything.</summary>
    private static string? Trust(string type, List<HbaToken> databases, List<HbaToken> users, string method)
    {
        if (method != "trust" || type == "local")
        {
            return null;
        }

        if (databases.Any(token => !token.Quoted && token.Text == "replication"))
        {
            return "trusts replication connections over the network: anybody could copy the whole cluster; use scram-sha-256 or cert";
        }

        return users.Any(token => token.Text == "postgres" || (!token.Quoted && (token.Text is "all" || token.Text.StartsWith('+') || token.Text.StartsWith('/'))))
            ? "trusts superusers over the network: name the roles that may come in without a password"
            : null;
    }
}
