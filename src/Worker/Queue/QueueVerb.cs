namespace Howdah.Worker.Queue;

/// <summary><c>howdah-worker queue</c>. Exit codes: 0 after a stop, 1 when it could not start, 2 when its settings are wrong.</summary>
internal static class QueueVerb
{
    public static async Task<int> RunAsync(Func<string, string?> environment)
    {
        GatewayOptions options;
        try
        {
            options = GatewayEnvironment.Read(environment);
        }
        catch (FormatException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }

        try
        {
            await using var server = GatewayServer.Build(options);
            await server.Application.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is IOException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
