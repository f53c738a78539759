using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Howdah.Queueing.Contract;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>The little language in which case files write ids: lists, templates with variables, <c>workId("R",0,i), i=0..19</c>.</summary>
internal static partial class IdExpression
{
    public static string[] Expand(JsonElement element, IReadOnlyDictionary<string, string> variables, int count = 0)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return [.. element.EnumerateArray().Select(item => Fill(item.GetString()!, variables))];
        }

        var text = element.GetString()!;
        var match = Range().Match(text);
        var (body, name, from, to) = match.Success
            ? (match.Groups["body"].Value, match.Groups["name"].Value, int.Parse(match.Groups["from"].Value), int.Parse(match.Groups["to"].Value))
            : (text, "i", 0, count - 1);
        return [.. Enumerable.Range(from, to - from + 1).Select(value => Evaluate(body, With(variables, name, value)))];
    }

    /// <summary>Replaces <c>${name}</c> and <c>&lt;name&gt;</c>.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> variables) =>
        Placeholder().Replace(template, match => variables[match.Groups["name"].Value]);

    public static Dictionary<string, string> With(IReadOnlyDictionary<string, string> variables, string name, int value) =>
        new(variables, StringComparer.Ordinal) { [name] = value.ToString(CultureInfo.InvariantCulture) };

    public static string Evaluate(string body, IReadOnlyDictionary<string, string> variables)
    {
        if (!body.StartsWith("workId(", StringComparison.Ordinal))
        {
            var segments = Fill(body, variables).Split("__");
            return string.Join("__", segments.Select(segment => variables.GetValueOrDefault(segment, segment)));
        }

        var parts = body["workId(".Length..body.LastIndexOf(')')].Split(',').Select(part => Sum(part, variables)).ToArray();
        return new WorkItemId(parts[0], int.Parse(parts[1]), long.Parse(parts[2])).ToString();
    }

    private static string Sum(string expression, IReadOnlyDictionary<string, string> variables) => string.Concat(expression.Split('+').Select(term =>
    {
        var factors = term.Trim().Split('*');
        var text = factors[0].Trim();
        var value = text.StartsWith('"') ? text.Trim('"') : variables.GetValueOrDefault(text, text);
        return factors.Length == 1 ? value : string.Concat(Enumerable.Repeat(value, int.Parse(factors[1])));
    }));

    [GeneratedRegex("^(?<body>.*), *(?<name>[a-z]+)=(?<from>[0-9]+)\\.\\.(?<to>[0-9]+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Range();

    [GeneratedRegex("\\$\\{(?<name>[a-z]+)\\}|<(?<name>[a-z]+)>", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder();
}
