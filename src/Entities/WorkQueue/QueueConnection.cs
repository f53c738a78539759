using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>How the operator reaches a PostgreSQL that it does not run. Its role needs CREATE on the database and CREATEROLE.</summary>
public sealed class QueueConnection
{
    /// <summary>Where the URI is: <c>postgresql://user:password@host:5432/db?sslmode=require</c>, or the same as keywords.</summary>
    [Required]
    public SecretKeyReference SecretRef { get; set; } = new();
}
