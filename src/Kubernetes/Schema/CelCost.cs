using System.Text.RegularExpressions;

namespace Howdah.Kubernetes.Schema;

/// <summary>
/// An upper bound of what the API server estimates a CEL rule to cost; it refuses a definition with a rule above <see cref="RuleLimit"/>
/// (apiextensions-apiserver, validation.StaticEstimatedCostLimit). The server's estimate follows the expression tree (cel-go, checker/cost.go: 1 for most steps,
/// 10 for a list, a tenth of a unit for each byte that is compared, the body of a macro times the length of the list). Ours knows no tree: every token costs 10,
/// every comparison or text function reads the largest text or list that the rule can reach, and every macro multiplies the whole by the longest list or map.
/// </summary>
public static partial class CelCost
{
    /// <summary>The most one rule may cost.</summary>
    public const double RuleLimit = 10_000_000;

    /// <summary>The most all rules of a version may cost (validation.StaticEstimatedCRDCostLimit).</summary>
    public const double TotalLimit = 100_000_000;

    /// <summary>What stands for a missing bound: no object can be larger (apiserver, MaxRequestSizeBytes).</summary>
    internal const double Unbounded = 3 * 1024 * 1024;

    private const double TokenCost = 10;
    private const double BytesPerCharacter = 4;
    private const double CostPerByte = 0.1;
    private const double CostPerPatternByte = 0.25;

    /// <summary>Every rule of a schema with its bound, most expensive first.</summary>
    public static IReadOnlyList<CelRuleCost> OfSchema(SchemaNode root) =>
    [
        .. SchemaPlace.Walk(root)
            .SelectMany(place => place.Node.Rules.Select(rule => new CelRuleCost(place.Path, rule.Rule, place.Occurrences * OfRule(rule.Rule, place.Node))))
            .OrderByDescending(cost => cost.UpperBound),
    ];

    /// <summary>The bound for one evaluation on one value of this schema.</summary>
    internal static double OfRule(string rule, SchemaNode self)
    {
        var (text, collection) = Largest(self);
        var tokens = Token().Matches(rule).Select(m => m.Value).ToList();
        var traversed = Math.Ceiling(Math.Max(text * BytesPerCharacter, collection) * CostPerByte);
        var patternLength = tokens.Where(t => t[0] is '\'' or '"').Select(t => t.Length).DefaultIfEmpty(0).Max();
        var cost = 0d;
        foreach (var token in tokens)
        {
            cost += TokenCost;
            cost += token switch
            {
                "==" or "!=" or "<" or "<=" or ">" or ">=" or "+" or "in" => traversed,
                "startsWith" or "endsWith" or "contains" or "indexOf" or "split" or "join" or "replace" or "lowerAscii" or "trim" => traversed,
                "matches" or "find" or "findAll" => traversed * Math.Max(1, Math.Ceiling(patternLength * CostPerPatternByte)),
                _ => 0,
            };
        }

        var macros = tokens.Count(t => t is "all" or "exists" or "exists_one" or "map" or "filter");
        return cost * Math.Pow(Math.Max(1, collection), macros);
    }

    private static (double Text, double Collection) Largest(SchemaNode self)
    {
        double text = 0, collection = 0;
        foreach (var (_, node, _) in SchemaPlace.Walk(self))
        {
            text = Math.Max(text, TextOf(node));
            collection = Math.Max(collection, (node.Items, node.AdditionalProperties) switch
            {
                ({ }, _) => node.MaxItems ?? Unbounded,
                (_, { }) => node.MaxProperties ?? Unbounded,
                _ => 0,
            });
        }

        return (text, collection);
    }

    private static double TextOf(SchemaNode node) => node switch
    {
        { Enum: [_, ..] } => node.Enum.Max(e => e.ToString().Length),
        { Format: "date-time" } => 64,
        { Type: "string" } or { IntOrString: true } => node.MaxLength ?? Unbounded,
        _ => 0,
    };

    [GeneratedRegex("""'[^']*'|"[^"]*"|\w+|==|!=|<=|>=|&&|\|\||\S""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}

/// <summary>A rule, where it stands, and an upper bound of its cost for one object.</summary>
public sealed record CelRuleCost(string Path, string Rule, double UpperBound);
