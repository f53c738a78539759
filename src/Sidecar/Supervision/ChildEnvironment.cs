using System.Collections;

namespace Howdah.Sidecar.Supervision;

/// <summary>The environment of PostgreSQL's programs: ours without libpq's variables, with messages in English.</summary>
internal static class ChildEnvironment
{
    public static IReadOnlyList<string> Of(IDictionary variables, string home)
    {
        var environment = new List<string> { "LC_ALL=C.UTF-8", "HOME=" + home };
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (name is not ("HOME" or "LANG" or "LANGUAGE") && !name.StartsWith("LC_", StringComparison.Ordinal)
                && !name.StartsWith("PG", StringComparison.Ordinal) && !name.StartsWith("DOTNET_", StringComparison.Ordinal))
            {
                environment.Add($"{name}={variable.Value}");
            }
        }

        return environment;
    }
}
