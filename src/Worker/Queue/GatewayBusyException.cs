namespace Howdah.Worker.Queue;

/// <summary>Come again: 429 when too many ask, 503 when it is the gateway or the database that is not ready.</summary>
internal sealed class GatewayBusyException(int status, string message) : Exception(message)
{
    public int Status => status;
}
