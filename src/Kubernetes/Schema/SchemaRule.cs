namespace Howdah.Kubernetes.Schema;

/// <summary>One entry of <c>x-kubernetes-validations</c>.</summary>
public sealed record SchemaRule(string Rule, string? Message, string? FieldPath, string? MessageExpression, string? Reason);
