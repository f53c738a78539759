using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Howdah.Sidecar.Native;

/// <summary>The pipe a child writes its output to, read on a thread of its own.</summary>
internal sealed class OutputPipe
{
    private readonly LineSplitter _lines;
    private readonly int _readDescriptor;
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public unsafe OutputPipe(LineHandler output)
    {
        _lines = new LineSplitter(output);
        var descriptors = stackalloc int[2];
        if (Libc.Pipe(descriptors, Libc.CloseOnExec) != 0)
        {
            throw new IOException($"Cannot make a pipe: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        _readDescriptor = descriptors[0];
        WriteDescriptor = descriptors[1];
    }

    public int WriteDescriptor { get; }

    public Task End => _end.Task;

    /// <summary>Ours, so that the reader sees the end when the last child closes its own.</summary>
    public void CloseWriteEnd() => _ = Libc.Close(WriteDescriptor);

    public void Discard() => _ = Libc.Close(_readDescriptor);

    public void Pump(int pid) =>
        new Thread(Read, 128 * 1024) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"output-{pid}") }.Start();

    private void Read()
    {
        using var handle = new SafeFileHandle(_readDescriptor, ownsHandle: true);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        while (stream.Read(_lines.Free) is > 0 and var count)
        {
            _lines.Advance(count);
        }

        _lines.Complete();
        _end.TrySetResult();
    }
}
