using System.Globalization;
using Howdah.Queueing.Client;

namespace Howdah.Cli.Queue;

/// <summary>A lease as people pass it from one command to the next: <c>NUMBER:TOKEN</c>, or <c>ID:TOKEN</c> in OpenSearch, where items have no numbers.</summary>
internal readonly record struct LeaseName(string Item, long Token)
{
    public static LeaseName Of(LeasedItem item) => new(item.Id == 0 ? item.Key : item.Id.ToString(CultureInfo.InvariantCulture), item.Token);

    public static bool TryParse(string text, out LeaseName lease)
    {
        var colon = text.LastIndexOf(':');
        lease = default;
        if (colon < 1 || !long.TryParse(text[(colon + 1)..], out var token))
        {
            return false;
        }

        lease = new LeaseName(text[..colon], token);
        return true;
    }

    /// <exception cref="FormatException">The item is no number.</exception>
    public LeasedItem ToItem() => long.TryParse(Item, out var id)
        ? new LeasedItem { Id = id, Token = Token, Key = ToString() }
        : throw new FormatException($"'{this}' is not a lease: NUMBER:TOKEN, as 'take' prints it.");

    public LeasedItem ToSearchItem() => new() { Id = 0, Token = Token, Key = Item };

    public override string ToString() => $"{Item}:{Token}";
}
