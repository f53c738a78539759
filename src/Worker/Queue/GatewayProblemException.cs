namespace Howdah.Worker.Queue;

/// <summary>A request that is refused for what it is, not for the state of an item.</summary>
internal sealed class GatewayProblemException(int status, string error, string message) : Exception(message)
{
    public int Status => status;

    public string Error => error;
}
