namespace Howdah.Kubernetes.Leadership;

/// <summary>Leadership when there is no election: there is only one process.</summary>
internal sealed class AlwaysLeader : ILeadership
{
    public bool IsLeader => true;

    public long Epoch => 0;
}
