using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Agent;

/// <summary>
/// One connection to the supervisor, made anew when it breaks. One request at a time. Every answer is heard, whatever was asked: an ending supervisor may say only
/// once that its server has stopped.
/// </summary>
internal sealed class SupervisorClient(string socketPath, TimeSpan timeout, Action<SupervisorAnswer> heard) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private NetworkStream? _stream;
    private StreamReader? _reader;

    /// <summary>Null when the supervisor does not answer in time.</summary>
    public async Task<SupervisorAnswer?> TrySendAsync(SupervisorRequest request, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        using var limit = new CancellationTokenSource(timeout, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (_stream is null)
            {
                await ConnectAsync(both.Token);
            }

            byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(request, WireJsonContext.Default.SupervisorRequest), (byte)'\n'];
            await _stream!.WriteAsync(bytes, both.Token);
            if (await _reader!.ReadLineAsync(both.Token) is { } line && JsonSerializer.Deserialize(line, WireJsonContext.Default.SupervisorAnswer) is { } answer)
            {
                heard(answer);
                return answer;
            }

            await DisconnectAsync();
            return null;
        }
        catch (Exception exception) when (exception is IOException or SocketException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await DisconnectAsync();
            return null;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        _one.Dispose();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream, Encoding.UTF8);
    }

    private async Task DisconnectAsync()
    {
        _reader?.Dispose();
        _reader = null;
        if (_stream is { } stream)
        {
            _stream = null;
            await stream.DisposeAsync();
        }
    }
}
