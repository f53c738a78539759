namespace Howdah.Kubernetes.Tests.Runtime.Support;

/// <summary>Tests that look at the heap of the whole process run alone.</summary>
[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public sealed class MeasuresMemory;
