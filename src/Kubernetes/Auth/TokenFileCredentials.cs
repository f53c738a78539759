using Howdah.Kubernetes.Configuration;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Auth;

/// <summary>
/// A bearer token in a file that something else rotates (projected service account tokens). Read again every 60 s and after a 401;
/// the old token stays in use while the file cannot be read.
/// </summary>
public sealed partial class TokenFileCredentials(string path, ClientCertificate? certificate, TimeProvider time, ILogger logger) : ICredentialSource
{
    /// <summary>client-go, transport/token_source.go.</summary>
    private static readonly TimeSpan RereadAfter = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private Credential? _current;
    private long _readAt;
    private bool _stale;

    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_current is null || _stale || time.GetElapsedTime(_readAt) >= RereadAfter)
            {
                Reread();
            }

            return new ValueTask<Credential>(_current!);
        }
    }

    public bool Invalidate(Credential rejected)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_current, rejected))
            {
                _stale = true;
                Reread();
            }

            return !ReferenceEquals(_current, rejected);
        }
    }

    /// <summary>Keeps the instance while the token is the same, so that a rejected one is recognised.</summary>
    private void Reread()
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            if (token.Length == 0)
            {
                throw new IOException("the file is empty");
            }

            if (_current?.Token != token)
            {
                _current = new Credential(token, certificate);
            }

            _readAt = time.GetTimestamp();
            _stale = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_current is null)
            {
                throw new KubernetesConfigException($"Cannot read the token file {path}: {e.Message}", e);
            }

            LogRereadFailed(logger, path, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kept the old token because {Path} could not be read: {Error}")]
    private static partial void LogRereadFailed(ILogger logger, string path, string error);
}
