using System.Runtime.InteropServices;
using System.Text;
using Howdah.Sidecar.Native;

namespace Howdah.Sidecar.Files;

/// <summary>Files that are there whole or not at all, also after a crash of the machine.</summary>
internal static class AtomicFile
{
    /// <summary>Mode 0600.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public static void Write(string path, string text)
    {
        var temporary = path + ".tmp";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <returns>False when the file already had this text.</returns>
    public static bool WriteIfChanged(string path, string text)
    {
        if (File.Exists(path) && string.Equals(File.ReadAllText(path), text, StringComparison.Ordinal))
        {
            return false;
        }

        Write(path, text);
        return true;
    }

    public static void SyncDirectory(string directory)
    {
        var descriptor = Libc.Open(directory, Libc.CloseOnExec, 0);
        var failed = descriptor < 0 || Libc.Fsync(descriptor) != 0;
        var reason = failed ? Marshal.GetLastPInvokeErrorMessage() : "";
        if (descriptor >= 0)
        {
            _ = Libc.Close(descriptor);
        }

        if (failed)
        {
            throw new IOException($"Cannot sync {directory}: {reason}");
        }
    }
}
