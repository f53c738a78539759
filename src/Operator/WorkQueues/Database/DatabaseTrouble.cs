using System.Security.Authentication;
using System.Security.Cryptography;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Queueing.Schema;
using Npgsql;

namespace Howdah.Operator.WorkQueues.Database;

/// <summary>What a failure of the database means to a person, and what to do about it. Nothing here holds a password: servers do not repeat them.</summary>
internal static class DatabaseTrouble
{
    private const int LongestMessage = 500;

    /// <summary>Null for what is not the database's failure.</summary>
    public static Trouble? Of(Exception exception, QueueTarget target) => exception switch
    {
        TroubleException trouble => trouble.Trouble,
        QueueSchemaException schema => new Trouble("SchemaRefused", $"{schema.Message} Run the operator's version that the schema was made with, or a newer one"),
        PostgresException postgres => Of(postgres, target),
        CryptographicException certificate => new Trouble("CertificateUnusable", $"The certificates for {target.Display} cannot be used: {certificate.Message}"),
        ArgumentException argument => new Trouble("ConnectionUnusable", Cut($"The connection to {target.Display} cannot be made: {argument.Message}")),
        NpgsqlException or TimeoutException or IOException or OperationCanceledException or AuthenticationException or System.Net.Sockets.SocketException =>
            new Trouble("DatabaseUnreachable", Cut($"{target.Display} cannot be reached: {Innermost(exception)}. The operator tries again; check the host, the network policies and the server")),
        _ => null,
    };

    private static Trouble Of(PostgresException error, QueueTarget target) => error.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new Trouble(
            "AccessDenied", Cut($"{target.Display} refuses the login of {target.UserName}: {error.MessageText}. Correct the user and password, or the server's pg_hba.conf")),
        PostgresErrorCodes.InvalidCatalogName => new Trouble("DatabaseMissing", Cut($"{target.Display}: {error.MessageText}. Create the database, or name another")),
        PostgresErrorCodes.InsufficientPrivilege => new Trouble(
            "PermissionDenied", Cut($"{target.Display}: {error.MessageText}. {target.UserName} needs CREATEROLE, and CREATE on the database WITH GRANT OPTION")),
        PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => new Trouble(
            "DatabaseUnreachable", Cut($"{target.Display}: {error.MessageText}. The operator tries again")),
        _ => new Trouble("DatabaseError", Cut($"{target.Display}: {error.MessageText} (SQLSTATE {error.SqlState})")),
    };

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception is OperationCanceledException or TimeoutException ? "no answer in time" : exception.Message.TrimEnd('.');
    }

    private static string Cut(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";
}
