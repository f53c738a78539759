using YamlDotNet.RepresentationModel;

namespace Howdah.Kubernetes.Configuration;

/// <summary>A YAML mapping whose complaints name the file and the field. A null value counts as absent.</summary>
internal sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly string _path;

    private YamlMap(YamlMappingNode node, string file, string path)
    {
        _node = node;
        File = file;
        _path = path;
    }

    public string File { get; }

    public static YamlMap Empty(string file) => new([], file, "");

    public static YamlMap Of(YamlNode node, string file, string path) => node switch
    {
        YamlMappingNode map => new YamlMap(map, file, path),
        _ when IsNull(node) => new YamlMap([], file, path),
        _ => throw new KubernetesConfigException($"{file}: {Name(path, node)} is not a mapping."),
    };

    public bool Has(string field) => Find(field) is not null;

    public string? Text(string field) => Find(field) switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value,
        _ => throw Error(field, "is not a text"),
    };

    public bool Flag(string field) => Text(field) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw Error(field, "is neither true nor false"),
    };

    public YamlMap Map(string field) => Find(field) is { } node ? Of(node, File, PathOf(field)) : new YamlMap([], File, PathOf(field));

    public IReadOnlyList<YamlMap> Maps(string field) =>
        [.. Items(field).Select((node, index) => Of(node, File, $"{PathOf(field)}[{index}]"))];

    public IReadOnlyList<string> Texts(string field) =>
        [.. Items(field).Select(node => node is YamlScalarNode { Value: { } value } ? value : throw Error(field, "is not a list of texts"))];

    public KubernetesConfigException Error(string field, string complaint) => new($"{File}: {PathOf(field)} {complaint}.");

    private IEnumerable<YamlNode> Items(string field) => Find(field) switch
    {
        null => [],
        YamlSequenceNode sequence => sequence,
        _ => throw Error(field, "is not a list"),
    };

    private YamlNode? Find(string field) =>
        _node.Children.TryGetValue(new YamlScalarNode(field), out var node) && !IsNull(node) ? node : null;

    private string PathOf(string field) => _path.Length == 0 ? field : $"{_path}.{field}";

    private static string Name(string path, YamlNode node) => path.Length == 0 ? $"line {node.Start.Line}" : path;

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: null or "" or "~" or "null" };
}
