using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>What of the world a specification is judged against; nothing of it is known in an admission webhook for a new object.</summary>
internal sealed record SpecFacts
{
    public static readonly SpecFacts None = new();

    /// <summary>The largest volume request that exists.</summary>
    public ResourceQuantity? LargestVolume { get; init; }

    /// <summary>The storage class of the volumes that exist, and the one that the user asked for when they were made.</summary>
    public string? VolumeClass { get; init; }

    /// <summary>False: the named storage class does not exist. Null: not known.</summary>
    public bool? StorageClassExists { get; init; }

    /// <summary>Names of the classes that exist, for the message.</summary>
    public IReadOnlyList<string> StorageClasses { get; init; } = [];

    /// <summary>The user's own Secret, once it has been looked for.</summary>
    public UserSecretFacts? UserSecret { get; init; }

    /// <summary>The first instance has been initialised: what only initdb reads may not be judged any more.</summary>
    public bool Initialized { get; init; }
}

/// <summary>The Secret that spec.bootstrap.initdb.secret names.</summary>
/// <param name="Exists">It is there.</param>
/// <param name="UserName">Its <c>username</c>, or null.</param>
/// <param name="HasPassword">It has a <c>password</c> that is not empty.</param>
/// <param name="PasswordProblem">Why the password cannot be used, or null.</param>
internal sealed record UserSecretFacts(bool Exists, string? UserName, bool HasPassword, string? PasswordProblem = null);
