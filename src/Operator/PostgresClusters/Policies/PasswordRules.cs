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

        return password.Any(char.IsControl) ? "holds a control character, often a line break at the end; write it without" : null;
    }
}
