namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>Tells defects of the program from failures of the world, for counting only: both are tried again.</summary>
internal static class ReconcilePanic
{
    public static bool Is(Exception error) => error
        is NullReferenceException
        or IndexOutOfRangeException
        or InvalidCastException
        or ArgumentException
        or KeyNotFoundException
        or NotImplementedException
        or NotSupportedException
        or ArithmeticException
        or ArrayTypeMismatchException
        or InsufficientExecutionStackException;
}
