namespace Howdah.Postgres.Connections;

/// <summary>A text that is no connection. No message holds a value, only names of parameters.</summary>
/// <param name="problem">What is wrong with the text, as the rest of a sentence of which the text is the subject.</param>
public sealed class ConnectionTextException(string problem) : FormatException($"The connection {problem}.")
{
    /// <summary>For example <c>is empty</c>.</summary>
    public string Problem => problem;
}
