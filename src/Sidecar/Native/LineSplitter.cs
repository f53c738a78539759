namespace Howdah.Sidecar.Native;

/// <summary>Cuts bytes into lines at LF or CR (progress reports); what is longer than the buffer goes on in pieces.</summary>
internal sealed class LineSplitter(LineHandler handler, int capacity = LineSplitter.DefaultCapacity)
{
    public const int DefaultCapacity = 64 * 1024;

    private readonly byte[] _buffer = new byte[capacity];
    private int _length;

    /// <summary>Where the next bytes go; never empty.</summary>
    public Span<byte> Free => _buffer.AsSpan(_length);

    /// <param name="count">Bytes written into <see cref="Free"/>.</param>
    public void Advance(int count)
    {
        _length += count;
        var rest = _buffer.AsSpan(0, _length);
        while (rest.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var end)
        {
            Emit(rest[..end]);
            rest = rest[(end + 1)..];
        }

        if (rest.Length == _buffer.Length)
        {
            Emit(rest);
            rest = default;
        }

        rest.CopyTo(_buffer);
        _length = rest.Length;
    }

    /// <summary>The last line may lack its end.</summary>
    public void Complete()
    {
        Emit(_buffer.AsSpan(0, _length));
        _length = 0;
    }

    private void Emit(ReadOnlySpan<byte> line)
    {
        if (!line.IsEmpty)
        {
            handler(line);
        }
    }
}
