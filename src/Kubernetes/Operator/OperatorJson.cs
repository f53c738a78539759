using System.Text.Json;

namespace Howdah.Kubernetes.Operator;

/// <summary>The JSON options that know the built-in kinds and the operator's own.</summary>
internal sealed record OperatorJson(JsonSerializerOptions Options);
