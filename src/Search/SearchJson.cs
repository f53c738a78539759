using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Howdah.Search.Http;

namespace Howdah.Search;

/// <summary>Answers of the cluster, with the fields that are used. A required field that is missing makes the answer malformed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WriteDto))]
[JsonSerializable(typeof(DocumentDto))]
[JsonSerializable(typeof(ManyDto))]
[JsonSerializable(typeof(SearchDto))]
[JsonSerializable(typeof(CountDto))]
[JsonSerializable(typeof(ShardsDto))]
[JsonSerializable(typeof(RefreshDto))]
[JsonSerializable(typeof(BulkDto))]
[JsonSerializable(typeof(RootDto))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class SearchJson : JsonSerializerContext;
