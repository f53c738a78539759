using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Webhooks;

/// <summary>A result as the API server wants it: kubectl shows every cause with its field.</summary>
internal static class Verdict
{
    private const int Unprocessable = 422;

    /// <summary>Kubernetes cuts single warnings at 256 characters and drops all beyond 4096 in sum.</summary>
    private const int MostWarnings = 16;

    private const int LongestWarning = 250;

    public static AdmissionResponse Of(ResourceKind kind, string? name, ValidationResult result) => new()
    {
        Allowed = result.Valid,
        Warnings = result.Warnings.Count == 0 ? null : [.. result.Warnings.Take(MostWarnings).Select(Cut)],
        Status = result.Valid ? null : new V1Status
        {
            Status = "Failure",
            Code = Unprocessable,
            Reason = "Invalid",
            Message = string.Join("; ", result.Problems),
            Details = new V1StatusDetails
            {
                Name = name,
                Kind = kind.Kind,
                Causes =
                [
                    .. result.Problems.Select(problem => new V1StatusCause { Reason = "FieldValueInvalid", Field = problem.Field, Message = problem.Message }),
                ],
            },
        },
    };

    private static string Cut(string warning) => warning.Length <= LongestWarning ? warning : warning[..(LongestWarning - 1)] + "…";
}
