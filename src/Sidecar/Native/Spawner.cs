using System.Runtime.InteropServices;

namespace Howdah.Sidecar.Native;

/// <summary>
/// posix_spawn. Unlike <see cref="System.Diagnostics.Process"/> it leaves the waiting to us (we are PID 1 and must wait for strangers too),
/// passes the lock's descriptor on, and gives the child default signal dispositions (.NET ignores SIGPIPE, and that is inherited).
/// </summary>
internal static unsafe class Spawner
{
    private const short SetSignalDefault = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    // glibc: posix_spawn_file_actions_t has 80 bytes, posix_spawnattr_t 336, sigset_t 128.
    private const int OpaqueSize = 512;

    /// <summary>Standard input is /dev/null; standard output and error go to <paramref name="outputDescriptor"/>.</summary>
    /// <exception cref="IOException">The program could not be started.</exception>
    public static int Spawn(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, int outputDescriptor)
    {
        var actions = stackalloc byte[OpaqueSize];
        var attributes = stackalloc byte[OpaqueSize];
        var signals = stackalloc byte[OpaqueSize];
        Check(Libc.FileActionsInit(actions));
        Check(Libc.AttributesInit(attributes));
        var argv = Allocate([program, .. arguments]);
        var envp = Allocate(environment);
        try
        {
            Check(Libc.FileActionsAddOpen(actions, 0, "/dev/null", 0, 0));
            Check(Libc.FileActionsAddDup2(actions, outputDescriptor, 1));
            Check(Libc.FileActionsAddDup2(actions, outputDescriptor, 2));
            Check(Libc.FillSet(signals));
            Check(Libc.AttributesSetSignalDefault(attributes, signals));
            Check(Libc.EmptySet(signals));
            Check(Libc.AttributesSetSignalMask(attributes, signals));
            Check(Libc.AttributesSetFlags(attributes, SetSignalDefault | SetSignalMask | SetSession));
            int pid;
            var error = Libc.PosixSpawn(&pid, program, actions, attributes, argv, envp);
            return error == 0 ? pid : throw new IOException($"Cannot start {program}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        finally
        {
            Free(argv);
            Free(envp);
            _ = Libc.FileActionsDestroy(actions);
            _ = Libc.AttributesDestroy(attributes);
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new IOException($"Cannot prepare a process: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    private static byte** Allocate(IReadOnlyList<string> texts)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (var index = 0; index < texts.Count; index++)
        {
            array[index] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[index]);
        }

        return array;
    }

    private static void Free(byte** array)
    {
        for (var entry = array; *entry != null; entry++)
        {
            Marshal.FreeCoTaskMem((nint)(*entry));
        }

        NativeMemory.Free(array);
    }
}
