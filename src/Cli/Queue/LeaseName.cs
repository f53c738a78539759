using Howdah.Queueing.Client;

namespace Howdah.Cli.Queue;

/// <summary>A lease as people pass it from one command to the next: <c>NUMBER:TOKEN</c>.</summary>
internal readonly record struct LeaseName(long Id, long Token)
{
    public static LeaseName Of(LeasedItem item) => new(item.Id, item.Token);

    public static bool TryParse(string text, out LeaseName lease)
    {
        var parts = text.Split(':');
        lease = default;
        if (parts.Length != 2 || !long.TryParse(parts[0], out var id) || !long.TryParse(parts[1], out var token))
        {
            return false;
        }

        lease = new LeaseName(id, token);
        return true;
    }

    public LeasedItem ToItem() => new() { Id = Id, Token = Token, Key = ToString() };

    public override string ToString() => $"{Id}:{Token}";
}
