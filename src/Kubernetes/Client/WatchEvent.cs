namespace Howdah.Kubernetes.Client;

public enum WatchEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}

/// <summary>One event of a watch. For a bookmark only metadata (resource version, annotations) is meaningful.</summary>
public sealed record WatchEvent<T>(WatchEventType Type, T Object);
