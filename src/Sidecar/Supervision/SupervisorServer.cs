using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Supervision;

/// <summary>Answers the agent on a unix socket: one JSON document a line, each way. Only our own user reaches it.</summary>
internal sealed class SupervisorServer(Supervisor supervisor, PermitGuard permit, AnswerBoard board, ILogger log)
{
    /// <summary>For the loop to notice an order, so that the answer is made under it.</summary>
    private static readonly TimeSpan OrderGrace = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(10);

    /// <summary>Listens; does not return before cancellation.</summary>
    public async Task RunAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unready = path + ".new";
        File.Delete(unready);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(unready));
        File.SetUnixFileMode(unready, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen(16);
        File.Move(unready, path, overwrite: true);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var connection = await listener.AcceptAsync(cancellationToken);
                _ = ServeAsync(connection, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                var request = JsonSerializer.Deserialize(line, WireJsonContext.Default.SupervisorRequest) ?? new SupervisorRequest();
                var answer = await HandleAsync(request, cancellationToken);
                byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(answer, WireJsonContext.Default.SupervisorAnswer), (byte)'\n'];
                await stream.WriteAsync(bytes, cancellationToken);
                board.WasRead(answer);
            }
        }
        catch (JsonException exception)
        {
            log.RequestRefused(exception.Message);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
            // The agent went away, or we do.
        }
    }

    private async Task<SupervisorAnswer> HandleAsync(SupervisorRequest request, CancellationToken cancellationToken)
    {
        if (request.PermitLimit is { } limit)
        {
            permit.Limit(limit);
        }

        if (request.Permit is { } grant && !permit.Grant(grant))
        {
            log.PermitRefused(grant.IssuedAt, grant.EndsAt);
        }

        var answer = board.Latest;
        if (request.Order is { } order)
        {
            supervisor.Take(order);
            answer = await board.WaitAsync(latest => latest.AppliedOrder == order.Id, OrderGrace, cancellationToken);
        }
        else if (request.ReportBeyond is { } version)
        {
            answer = await board.WaitAsync(latest => latest.Version > version, LongPoll, cancellationToken);
        }

        return answer with { Report = answer.Report with { PermitMilliseconds = (long)permit.Remaining.TotalMilliseconds } };
    }
}
