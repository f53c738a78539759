namespace Howdah.Search.Connection;

/// <summary>The settings of a connection contradict each other or name a file that cannot be read. Trying again does not help.</summary>
public sealed class SearchConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
