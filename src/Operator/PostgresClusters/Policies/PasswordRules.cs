namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Passwords that PostgreSQL or its clients would trip over.</summary>
internal static class PasswordRules
{
    private const int Longest = 1024;

    /// <summary>Completes the sentence "the password ..."; null when it can be used.</summary>
    public static string? Refuse(string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            return null;
        }

        if (password.Length > Longest)
        {
            return $"has more than {Longest} characters; use a shorter one";
        }

        if (password.Any(character => character > 0x7E))
        {
            // Clients normalise such passwords by Unicode tables that a program without globalisation data does not have: the verifier would not match.
            return "holds characters outside ASCII; use ASCII letters, digits and punctuation";
        }

        return password.Any(char.IsControl) ? "holds a control character, often a line break at the end; write it without" : null;
    }
}
