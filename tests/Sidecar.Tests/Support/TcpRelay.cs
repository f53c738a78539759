using System.Net;
using System.Net.Sockets;

namespace Howdah.Sidecar.Tests.Support;

/// <summary>A stretch of network between a process and a server. While it is cut, nothing passes and nobody is told: connections just hang.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _passing = new();

    public TcpRelay(int target)
    {
        _target = target;
        _passing.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Cut() => _passing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend() => _passing.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (!_ending.IsCancellationRequested)
            {
                connections.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }

        await Task.WhenAll(connections);
    }

    private async Task ConnectAsync(TcpClient near)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        using var far = new TcpClient();
        try
        {
            await _passing.Task.WaitAsync(ending.Token);
            await far.ConnectAsync(IPAddress.Loopback, _target, ending.Token);
            await Task.WhenAny(PumpAsync(near, far, ending.Token), PumpAsync(far, near, ending.Token));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The process sees a connection that ends.
        }
        finally
        {
            await ending.CancelAsync();
            near.Dispose();
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                await _passing.Task.WaitAsync(cancellationToken);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone; the other one follows.
        }
    }
}
