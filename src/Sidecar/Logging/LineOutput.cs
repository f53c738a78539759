using System.Collections.Concurrent;

namespace Howdah.Sidecar.Logging;

/// <summary>
/// Standard output, a whole line at a time. Our own lines are queued and dropped when the queue is full: whoever fences a primary must never wait
/// for a reader of logs.
/// </summary>
internal sealed class LineOutput : IDisposable
{
    private const int Capacity = 4096;

    private readonly Stream _stream;
    private readonly Lock _writing = new();
    private readonly BlockingCollection<byte[]> _queue = new(Capacity);
    private readonly Thread _writer;

    public LineOutput(Stream stream)
    {
        _stream = stream;
        _writer = new Thread(WriteQueued, 128 * 1024) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <summary>Does not wait. The line ends in LF.</summary>
    public void Enqueue(byte[] line)
    {
        if (!_queue.IsAddingCompleted)
        {
            _queue.TryAdd(line);
        }
    }

    /// <summary>Waits for the reader, as PostgreSQL itself would.</summary>
    public void Write(ReadOnlySpan<byte> lineWithoutEnd)
    {
        lock (_writing)
        {
            var line = new byte[lineWithoutEnd.Length + 1];
            lineWithoutEnd.CopyTo(line);
            line[^1] = (byte)'\n';
            _stream.Write(line);
            _stream.Flush();
        }
    }

    /// <summary>Writes what is queued, for a second at most.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        if (_writer.Join(TimeSpan.FromSeconds(1)))
        {
            _queue.Dispose();
        }
    }

    private void WriteQueued()
    {
        foreach (var line in _queue.GetConsumingEnumerable())
        {
            lock (_writing)
            {
                _stream.Write(line);
                _stream.Flush();
            }
        }
    }
}
