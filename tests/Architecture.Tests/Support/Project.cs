using System.Xml.Linq;

namespace Howdah.Architecture.Tests.Support;

/// <summary>A project file.</summary>
/// <param name="Name">For example <c>Entities</c>.</param>
/// <param name="File">Relative to the root.</param>
/// <param name="References">Names of the projects it references.</param>
internal sealed record Project(string Name, string File, IReadOnlyList<string> References)
{
    public bool IsSource => File.StartsWith("src/", StringComparison.Ordinal);

    public static IReadOnlyList<Project> All { get; } =
    [
        .. Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(Load),
    ];

    public static IEnumerable<Project> Source => All.Where(p => p.IsSource);

    private static Project Load(string file)
    {
        var references = XDocument.Parse(Repository.Read(file)).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
        return new Project(Path.GetFileNameWithoutExtension(file), file, [.. references]);
    }
}
