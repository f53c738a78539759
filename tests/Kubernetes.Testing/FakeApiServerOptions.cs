namespace Howdah.Kubernetes.Testing;

/// <summary>How a fake API server behaves.</summary>
public sealed record FakeApiServerOptions
{
    /// <summary>As <c>/version</c> says it.</summary>
    public Version Version { get; init; } = new(1, 33);

    /// <summary>False: requests with sendInitialEvents are answered Invalid, like by an old server.</summary>
    public bool WatchList { get; init; } = true;

    /// <summary>A watch from a compacted version is refused with 410; false: 200 and an ERROR event.</summary>
    public bool GoneAsStatusCode { get; init; }

    /// <summary>True: a namespace comes to be with the first object in it. False: such an object is refused, as by a real server.</summary>
    public bool AutoCreateNamespaces { get; init; } = true;

    /// <summary>HTTPS with a certificate authority of its own, and HTTP/2; else HTTP/1.1 in the clear.</summary>
    public bool Tls { get; init; }

    /// <summary>Older versions of objects are forgotten somewhere between this and twice this many revisions.</summary>
    public long RevisionsKept { get; init; } = 50_000;

    /// <summary>For timestamps, watch timeouts and delays.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
