using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Howdah.Kubernetes.Schema;

/// <summary>The summaries of an assembly's documentation file as plain text: the one source of schema descriptions.</summary>
public sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, string> _summaries;

    private XmlDocumentation(Dictionary<string, string> summaries) => _summaries = summaries;

    /// <exception cref="FileNotFoundException">The assembly has no documentation file in the program's folder.</exception>
    public static XmlDocumentation Of(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{assembly.GetName().Name} has no documentation file; set GenerateDocumentationFile.", path);
        }

        return Parse(XDocument.Load(path));
    }

    /// <summary>Reads the compiler's format: <c>doc/members/member[@name]/summary</c>.</summary>
    public static XmlDocumentation Parse(XDocument document)
    {
        var summaries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in document.Descendants("member"))
        {
            if (member.Attribute("name")?.Value is { } name && member.Element("summary") is { } summary)
            {
                summaries[name] = Plain(summary);
            }
        }

        return new XmlDocumentation(summaries);
    }

    public string? Summary(Type type) => _summaries.GetValueOrDefault("T:" + NameOf(type));

    public string? Summary(PropertyInfo property) => _summaries.GetValueOrDefault($"P:{NameOf(property.DeclaringType!)}.{property.Name}");

    public string? Summary(FieldInfo field) => _summaries.GetValueOrDefault($"F:{NameOf(field.DeclaringType!)}.{field.Name}");

    private static string NameOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Plain(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "see" or "paramref" } reference => Reference(reference),
                XElement { Name.LocalName: "c" } code => "`" + code.Value + "`",
                XElement other => Plain(other),
                _ => "",
            });
        }

        return Whitespace().Replace(text.ToString(), " ").Trim();
    }

    /// <summary>A reference to a property is written as the JSON name of the property.</summary>
    private static string Reference(XElement reference)
    {
        var target = (reference.Attribute("cref") ?? reference.Attribute("langword") ?? reference.Attribute("name"))?.Value ?? "";
        var last = target[(target.LastIndexOf('.') + 1)..];
        return target.StartsWith("P:", StringComparison.Ordinal) ? "`" + JsonNamingPolicy.CamelCase.ConvertName(last) + "`" : last;
    }

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whitespace();
}
