using Howdah.Instances;

namespace Howdah.Operator;

/// <summary>Gives back what starting up, the first list of everything and each resync leave behind.</summary>
internal sealed class IdleMemoryService(TimeProvider time) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => IdleMemory.RunAsync(time, stoppingToken);
}
