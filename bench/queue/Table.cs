using System.Globalization;

namespace Howdah.QueueBench;

/// <summary>A Markdown table that is printed row by row, as the figures come in.</summary>
internal static class Table
{
    public static void Head(params string[] heads)
    {
        Console.WriteLine();
        Row(heads);
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", heads.Length))}");
    }

    public static string Rounded(double value) => value switch
    {
        >= 10_000 => value.ToString("#,##0,", CultureInfo.InvariantCulture) + ",000",
        >= 1000 => (Math.Round(value / 10) * 10).ToString("#,##0", CultureInfo.InvariantCulture),
        >= 20 => value.ToString("0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0", CultureInfo.InvariantCulture),
    };

    public static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
