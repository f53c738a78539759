namespace Howdah.Kubernetes.Webhooks;

/// <summary>What was sent is no question that can be answered: nobody's object is at fault.</summary>
internal sealed class MalformedReviewException(string message, Exception? inner = null) : Exception(message, inner);
