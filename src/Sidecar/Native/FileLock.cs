using System.Runtime.InteropServices;

namespace Howdah.Sidecar.Native;

/// <summary>
/// An exclusive flock on a file whose descriptor every later child inherits (it is opened without O_CLOEXEC): the lock is free again only when
/// this process and all its descendants are gone.
/// </summary>
internal sealed class FileLock
{
    private readonly int _descriptor;

    private FileLock(int descriptor) => _descriptor = descriptor;

    /// <exception cref="IOException">The file cannot be made or opened.</exception>
    public static FileLock Open(string path)
    {
        var descriptor = Libc.Open(path, Libc.ReadWrite | Libc.Create, 0b110_000_000);
        return descriptor >= 0
            ? new FileLock(descriptor)
            : throw new IOException($"Cannot open {path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>False while another process has it.</summary>
    /// <exception cref="IOException">The file system knows no locks.</exception>
    public bool TryTake()
    {
        while (Libc.Flock(_descriptor, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Libc.WouldBlock)
            {
                return false;
            }

            if (error != Libc.Interrupted)
            {
                throw new IOException($"flock failed: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }

        return true;
    }

    /// <summary>Gives it up for this process and for its descendants, of which none may be left.</summary>
    public void Release() => _ = Libc.Flock(_descriptor, Libc.Unlock);
}
