using System.Text.RegularExpressions;

namespace Howdah.Architecture.Tests.Support;

/// <summary>C# text without its comments and the contents of its string literals, so that only code is judged.</summary>
internal static partial class SourceText
{
    public static string CodeOf(string file) => Strip(Repository.Read(file));

    public static string Strip(string source) => Noise().Replace(source, match => match.Value[0] is '"' or '$' or '@' ? "\"\"" : "");

    [GeneratedRegex(""""
        //[^\n]*|/\*.*?\*/|\$*"{3,}.*?"{3,}|[$@]*"(\\.|[^"\\\n])*"
        """", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Noise();
}
