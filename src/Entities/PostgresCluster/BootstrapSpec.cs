namespace Howdah.Entities.PostgresCluster;

/// <summary>How the first instance comes to be.</summary>
public sealed class BootstrapSpec
{
    /// <summary>A new, empty database cluster.</summary>
    public InitdbSpec? Initdb { get; set; }
}
