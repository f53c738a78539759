namespace Howdah.Worker.Queue.Auth;

/// <param name="Hash">SHA-256 of the token.</param>
/// <param name="Access">Roles.</param>
/// <param name="Queues">Names, or <c>*</c> for all.</param>
internal sealed record TokenGrant(byte[] Hash, Access Access, IReadOnlySet<string> Queues)
{
    public bool Covers(string queue) => Queues.Contains("*") || Queues.Contains(queue);
}
