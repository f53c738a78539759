namespace Howdah.Cli;

/// <summary>What a command reads besides its arguments.</summary>
internal sealed record Surroundings(Func<string, string?> Environment, Func<Stream> OpenInput, TimeProvider Time);
