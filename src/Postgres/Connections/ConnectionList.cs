using System.Collections;
using System.Data.Common;

namespace Howdah.Postgres.Connections;

/// <summary>Npgsql's form of a connection string: <c>Host=db;Username=me;Password="it's"</c>.</summary>
internal static class ConnectionList
{
    /// <summary>Parameters by name, or null when the text is malformed.</summary>
    public static Dictionary<string, string>? Read(string text)
    {
        try
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (DictionaryEntry pair in (IDictionary)new DbConnectionStringBuilder { ConnectionString = text })
            {
                values[(string)pair.Key] = (string)pair.Value!;
            }

            return values;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
