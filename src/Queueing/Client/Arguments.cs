using System.Text;

namespace Howdah.Queueing.Client;

internal static class Arguments
{
    private const int MaxKeyBytes = 2048;

    public static void CheckKey(string? key)
    {
        var problem = key switch
        {
            null => "null",
            "" => "empty",
            _ when key.Contains('\0') => "one with a NUL in it, which no database text can hold",
            _ when Encoding.UTF8.GetByteCount(key) > MaxKeyBytes => $"{Encoding.UTF8.GetByteCount(key)} bytes long, more than {MaxKeyBytes}",
            _ => null,
        };
        if (problem is not null)
        {
            throw new WorkQueueException(WorkQueueError.InvalidArgument, "An id is " + problem + ".");
        }
    }

    public static void CheckLease(TimeSpan lease)
    {
        if (lease <= TimeSpan.Zero)
        {
            throw new WorkQueueException(WorkQueueError.InvalidArgument, $"The lease {lease} is not longer than zero.");
        }
    }

    public static string WithoutNul(string text) => text.Replace("\0", "\uFFFD", StringComparison.Ordinal);
}
