using System.Globalization;

namespace Howdah.QueueBench;

/// <summary>What to measure. The first argument is the kind; the rest are <c>--name value</c>.</summary>
internal sealed record Options
{
    public const string Usage = """
        compare [--seconds 5] [--rounds 3] [--only NAME] [--batch N] [--workers N]   all queues side by side
        depth   [--deep 10000000]                                                    the cost of taking with few and with many pending
        held    [--seconds 60]                                                       while another session holds a snapshot open
        """;

    public string Kind { get; init; } = "all";

    public double Seconds { get; init; }

    public int Rounds { get; init; } = 3;

    public string Only { get; init; } = "";

    public int Batch { get; init; }

    public int Workers { get; init; }

    public int Deep { get; init; } = 10_000_000;

    public bool Wants(string name) => name.StartsWith(Only, StringComparison.OrdinalIgnoreCase);

    public static Options? Parse(string[] arguments)
    {
        var kind = arguments.Length == 0 ? "all" : arguments[0];
        var options = new Options { Kind = kind, Seconds = kind == "held" ? 60 : 5 };
        if (kind is not ("all" or "compare" or "depth" or "held") || arguments.Length % 2 == 0 && arguments.Length > 0)
        {
            return null;
        }

        for (var i = 1; i + 1 < arguments.Length; i += 2)
        {
            var value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--seconds" => options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--rounds" => options with { Rounds = Number(value) },
                "--only" => options with { Only = value },
                "--batch" => options with { Batch = Number(value) },
                "--workers" => options with { Workers = Number(value) },
                "--deep" => options with { Deep = Number(value) },
                _ => options with { Kind = "" },
            };
        }

        return options.Kind.Length == 0 ? null : options;
    }

    private static int Number(string value) => int.Parse(value, CultureInfo.InvariantCulture);
}
