namespace Howdah.Worker.Queue.Auth;

/// <summary>What a token may do; the roles of the SQL functions.</summary>
[Flags]
internal enum Access
{
    None = 0,

    /// <summary>Creates items, and brings dead ones back to work.</summary>
    Producer = 1,

    /// <summary>Takes, completes, fails, releases and renews.</summary>
    Worker = 2,

    /// <summary>Looks, changes nothing.</summary>
    Observer = 4,

    Any = Producer | Worker | Observer,
}
