using System.Text;

namespace Howdah.Sidecar.Supervision;

/// <summary>The last lines somebody wrote.</summary>
internal sealed class LineTail(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new(capacity);

    public void Add(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 500)]);
        lock (_lock)
        {
            if (_lines.Count == capacity)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(text);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _lines.Clear();
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join('\n', _lines);
        }
    }
}
