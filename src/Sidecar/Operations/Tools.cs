using System.Text;
using Howdah.Sidecar.Native;

namespace Howdah.Sidecar.Operations;

/// <summary>Runs PostgreSQL's command line programs.</summary>
internal sealed class Tools(ChildProcesses children, string binaries, IReadOnlyList<string> environment)
{
    private const int KeptLines = 200;

    /// <summary>Enough for what is still in the pipe; whoever else holds its other end is not waited for.</summary>
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    /// <param name="onLine">Gets each line as it comes.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the program has been killed and is gone.</exception>
    /// <exception cref="IOException">The program is not there.</exception>
    public async Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, Action<string>? onLine, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lines = new Queue<string>();
        var child = children.Spawn(Path.Combine(binaries, program), arguments, environment, isTool: true, line =>
        {
            var text = Encoding.UTF8.GetString(line);
            lock (lines)
            {
                if (lines.Count == KeptLines)
                {
                    lines.Dequeue();
                }

                lines.Enqueue(text);
            }

            onLine?.Invoke(text);
        });

        // A tool leads a session and so a process group: pg_basebackup has a second process for the WAL.
        await using (cancellationToken.Register(() => child.SendToGroup(Signal.Kill)))
        {
            var status = await child.Exit;
            await Task.WhenAny(child.OutputEnd, Task.Delay(OutputGrace, TimeProvider.System, CancellationToken.None));
            cancellationToken.ThrowIfCancellationRequested();
            lock (lines)
            {
                return new ToolResult(program, status, [.. lines]);
            }
        }
    }
}
