namespace Howdah.Queueing.Schema;

/// <summary>The schema in the database is not one that this library can use or upgrade.</summary>
public sealed class QueueSchemaException(string message) : Exception(message);
