using Howdah.Queueing.Tests.Faults;

namespace Howdah.Queueing.Tests;

/// <summary>Run as a program, this assembly is a worker that tests kill.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => MortalWorker.RunAsync(args);
}
