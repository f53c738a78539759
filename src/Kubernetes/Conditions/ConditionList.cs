using System.Text.RegularExpressions;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Conditions;

/// <summary>
/// Reads and writes a status' conditions by the rules of the Kubernetes API conventions ("Typical status properties") and the
/// limits of <c>metav1.Condition</c>.
/// </summary>
public static partial class ConditionList
{
    public const int LongestType = 316;

    public const int LongestReason = 1024;

    public const int LongestMessage = 32768;

    /// <summary>
    /// Puts one condition. <see cref="V1Condition.LastTransitionTime"/> moves only when the status does; a message that is too long is cut.
    /// </summary>
    /// <param name="conditions">The list in the object's status.</param>
    /// <param name="type">CamelCase adjective or past participle, for example <c>Ready</c>.</param>
    /// <param name="status">What holds now.</param>
    /// <param name="reason">CamelCase, never empty.</param>
    /// <param name="message">For people; may be empty.</param>
    /// <param name="generation">The <c>metadata.generation</c> this was seen for.</param>
    /// <param name="now">The transition time if the status changes; kept to the second, which is all the API stores.</param>
    /// <returns>Whether anything but the time would be written differently.</returns>
    /// <exception cref="ArgumentException">The type or the reason is malformed: the API server would refuse the whole status.</exception>
    public static bool Set(
        this List<V1Condition> conditions,
        string type,
        ConditionStatus status,
        string reason,
        string message,
        long? generation,
        DateTimeOffset now)
    {
        Validate(type, reason);
        var kept = message.Length <= LongestMessage ? message : Cut(message);
        var value = status.ToString();
        var existing = conditions.Find(type);
        if (existing is null)
        {
            conditions.Add(new V1Condition
            {
                Type = type,
                Status = value,
                Reason = reason,
                Message = kept,
                ObservedGeneration = generation,
                LastTransitionTime = ToSeconds(now),
            });
            return true;
        }

        var transition = existing.Status != value;
        if (!transition && existing.Reason == reason && existing.Message == kept && existing.ObservedGeneration == generation)
        {
            return false;
        }

        existing.Status = value;
        existing.Reason = reason;
        existing.Message = kept;
        existing.ObservedGeneration = generation;
        if (transition)
        {
            existing.LastTransitionTime = ToSeconds(now);
        }

        return true;
    }

    /// <summary>The condition of that type, or null.</summary>
    public static V1Condition? Find(this IEnumerable<V1Condition> conditions, string type) =>
        conditions.FirstOrDefault(condition => condition.Type == type);

    /// <summary>True only for status <c>True</c>; a missing condition is not true.</summary>
    public static bool IsTrue(this IEnumerable<V1Condition> conditions, string type) =>
        conditions.Find(type)?.Status == nameof(ConditionStatus.True);

    /// <summary>True only for status <c>False</c>; a missing condition is not false either.</summary>
    public static bool IsFalse(this IEnumerable<V1Condition> conditions, string type) =>
        conditions.Find(type)?.Status == nameof(ConditionStatus.False);

    /// <summary>Takes a type off; says whether it was there.</summary>
    public static bool Remove(this List<V1Condition> conditions, string type) => conditions.RemoveAll(condition => condition.Type == type) > 0;

    private static void Validate(string type, string reason)
    {
        if (type.Length is 0 or > LongestType || !TypePattern().IsMatch(type))
        {
            throw new ArgumentException($"'{type}' is not a condition type.", nameof(type));
        }

        if (reason.Length is 0 or > LongestReason || !ReasonPattern().IsMatch(reason))
        {
            throw new ArgumentException($"'{reason}' is not a condition reason: CamelCase, without blanks.", nameof(reason));
        }
    }

    private static string Cut(string message)
    {
        var end = char.IsHighSurrogate(message[LongestMessage - 1]) ? LongestMessage - 1 : LongestMessage;
        return message[..end];
    }

    private static DateTimeOffset ToSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    // metav1.Condition: an optional DNS prefix, then a qualified name.
    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReasonPattern();
}
