namespace Howdah.Kubernetes.Models;

public sealed class V1Probe
{
    public V1ExecAction? Exec { get; set; }

    public V1HttpGetAction? HttpGet { get; set; }

    public V1TcpSocketAction? TcpSocket { get; set; }

    public int? InitialDelaySeconds { get; set; }

    public int? PeriodSeconds { get; set; }

    public int? TimeoutSeconds { get; set; }

    public int? SuccessThreshold { get; set; }

    public int? FailureThreshold { get; set; }

    public long? TerminationGracePeriodSeconds { get; set; }
}

public sealed class V1ExecAction
{
    public List<string>? Command { get; set; }
}

public sealed class V1HttpGetAction
{
    public string? Path { get; set; }

    public IntOrString Port { get; set; }

    public string? Host { get; set; }

    /// <summary><c>HTTP</c> or <c>HTTPS</c> (the certificate is not checked).</summary>
    public string? Scheme { get; set; }

    public List<V1HttpHeader>? HttpHeaders { get; set; }
}

public sealed class V1HttpHeader
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "";
}

public sealed class V1TcpSocketAction
{
    public IntOrString Port { get; set; }

    public string? Host { get; set; }
}

public sealed class V1Lifecycle
{
    public V1LifecycleHandler? PostStart { get; set; }

    public V1LifecycleHandler? PreStop { get; set; }
}

public sealed class V1LifecycleHandler
{
    public V1ExecAction? Exec { get; set; }

    public V1HttpGetAction? HttpGet { get; set; }
}
