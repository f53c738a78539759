namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>What a case does to a queue behind the back of its workers.</summary>
internal interface ICaseBackend
{
    /// <summary>Creates the queue if need be, with doubling leases and a clock that can be set on.</summary>
    Task MakeReadyAsync();

    Task AdvanceClockAsync(TimeSpan by);

    /// <summary>The clock by which leases end.</summary>
    Task<DateTimeOffset> NowAsync();

    /// <summary>Leaves a leased item as a coordinator does that dies after it has written down the successors and before it has created them.</summary>
    Task SetSuccessorsAsync(string id, string[] successors);

    Task<ItemView?> InspectAsync(string id);
}

/// <param name="State">waiting, leased, expired, completed or dead.</param>
/// <param name="Holder">Who holds it, held it last, or has completed it.</param>
/// <param name="Attempt">Leases taken on it and not released.</param>
/// <param name="Exponent">Power of two by which the next lease is multiplied.</param>
internal sealed record ItemView(string State, string? Holder, int? Attempt, int? Exponent);
