namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>
/// A rule in the Common Expression Language (<c>x-kubernetes-validations</c>, Kubernetes 1.25 and later). It guards <c>self</c>: the property, or the class wherever it is used.
/// A rule that names <c>oldSelf</c> is checked on updates only, and only where the value existed before and exists after.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, Inherited = false, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(
    string rule,
    string? fieldPath = null,
    string? message = null,
    string? messageExpression = null,
    string? reason = null) : Attribute
{
    public string Rule { get; } = rule;

    public string? FieldPath { get; } = fieldPath;

    public string? Message { get; } = message;

    public string? MessageExpression { get; } = messageExpression;

    public string? Reason { get; } = reason;
}
