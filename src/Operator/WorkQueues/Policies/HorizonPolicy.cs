using System.Globalization;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>Somebody who keeps PostgreSQL from removing dead rows.</summary>
/// <param name="Kind">session, slot or prepared.</param>
/// <param name="Who">A process id, the slot's name, or the transaction's identifier.</param>
/// <param name="Application">application_name, or what the slot is for.</param>
/// <param name="Seconds">How long; null when PostgreSQL does not know.</param>
/// <param name="Transactions">How many transaction ids behind.</param>
internal sealed record HorizonHolder(string Kind, string Who, string Application, double? Seconds, long Transactions);

/// <summary>Whether dead rows can be removed.</summary>
internal static class HorizonPolicy
{
    /// <summary>A backup or a report of some minutes is nothing unusual.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>A queue leaves two or three dead rows for each transaction.</summary>
    public const long MostTransactions = 1_000_000;

    /// <summary>The worst offender, or null.</summary>
    public static HorizonHolder? Worst(IEnumerable<HorizonHolder> holders) => holders
        .Where(holder => holder.Seconds > Longest.TotalSeconds || holder.Transactions > MostTransactions)
        .OrderByDescending(holder => holder.Transactions).ThenByDescending(holder => holder.Seconds ?? 0).FirstOrDefault();

    /// <summary>Who it is and what to do, without numbers that change all the time.</summary>
    public static string Describe(HorizonHolder holder)
    {
        var age = holder.Seconds is { } seconds ? $"for more than {Rounded(seconds)}" : string.Create(CultureInfo.InvariantCulture, $"for more than {MostTransactions} transactions");
        return holder.Kind switch
        {
            "slot" => $"The replication slot {holder.Who} ({holder.Application}) keeps dead rows {age}; let its consumer catch up, or drop it",
            "prepared" => $"The prepared transaction {holder.Who} keeps dead rows {age}; COMMIT PREPARED or ROLLBACK PREPARED it",
            _ => $"The session with pid {holder.Who} (application {holder.Application}) keeps dead rows {age}; end its transaction, or SELECT pg_terminate_backend({holder.Who})",
        };
    }

    private static string Rounded(double seconds) => seconds < 3600
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 900) * 15} min")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 3600)} h");
}
