namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>One way to reach a queue. Refusals are outcomes; anything else is thrown.</summary>
internal interface ICaseDriver
{
    /// <summary>Calls the backend has seen since the beginning of the case, the failed ones included.</summary>
    int BackendCalls { get; }

    Task<Outcome> SetupAsync();

    Task<object> CreateAsync(string id, CancellationToken cancellationToken);

    Task<Outcome> AcquireNextAsync(string worker, TimeSpan lease, TimeSpan clockOffset);

    Task<Outcome> AcquireSpecificAsync(string worker, string id, TimeSpan lease);

    Task<Outcome> CompleteAsync(string worker, string id, long? token);

    Task<Outcome> ReleaseAsync(string worker, string id);

    Task<Outcome> RenewAsync(string worker, string id, long? token, TimeSpan lease);

    Task<Outcome> SuccessorsAsync(string worker, string id, string[] successors, short exponent, TimeSpan? remaining);

    Task<long> CountAsync();

    Task<bool> PendingAsync();

    /// <summary>Lets the next calls fail with a broken connection; -1 for all.</summary>
    void Inject(int failures);
}
