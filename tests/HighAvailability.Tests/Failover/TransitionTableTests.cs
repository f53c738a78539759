using System.Runtime.CompilerServices;
using System.Text;
using Howdah.HighAvailability.Failover;

namespace Howdah.HighAvailability.Tests.Failover;

public sealed class TransitionTableTests
{
    public static TheoryData<string, int> Rows
    {
        get
        {
            var rows = new TheoryData<string, int>();
            for (var index = 0; index < TransitionTable.Rows.Count; index++)
            {
                rows.Add($"{TransitionTable.Rows[index].From}, {TransitionTable.Rows[index].Trigger}", index);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_row_is_taken_in_the_situation_it_is_meant_for(string name, int index)
    {
        var row = TransitionTable.Rows[index];
        var observation = RowScenarios.Of(row);
        Assert.True(observation is not null, $"{name} has no situation in which it would be taken");

        var step = FailoverMachine.Next(observation);

        Assert.Equal(row, step.Transition);
        Assert.Equal(row.To, step.Next.State);
        if (row.From != row.To)
        {
            Assert.Equal(row.Event, step.Event?.Reason);
        }
    }

    [Fact]
    public void The_page_of_the_table_is_up_to_date()
    {
        var path = Path.Combine(Path.GetDirectoryName(CallerFile())!, "..", "..", "..", "docs", "failover-transitions.md");
        if (Environment.GetEnvironmentVariable("HOWDAH_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, Page());
        }

        Assert.Equal(Page(), File.ReadAllText(path));
    }

    private static string Page()
    {
        var page = new StringBuilder()
            .AppendLine("# Failover transitions").AppendLine()
            .AppendLine("Every way from one failover state to another: the machine takes the first row of the present state whose guard holds. Generated from")
            .AppendLine("`src/HighAvailability/Failover/TransitionTable.cs`; after a change of it write this page anew with").AppendLine()
            .AppendLine("```")
            .AppendLine("HOWDAH_UPDATE_GOLDEN=1 dotnet test tests/HighAvailability.Tests --filter TransitionTableTests")
            .AppendLine("```").AppendLine()
            .AppendLine("A row publishes its event when it is taken; a row that only waits does when its message has changed and the state has taken longer than it may.").AppendLine()
            .AppendLine("```mermaid").AppendLine("stateDiagram-v2").AppendLine("    [*] --> Stable");
        foreach (var way in TransitionTable.Rows.Where(static row => row.From != row.To).GroupBy(static row => (row.From, row.To)))
        {
            page.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"    {way.Key.From} --> {way.Key.To}: {string.Join(", ", way.Select(static row => row.Trigger))}");
        }

        page.AppendLine("```");
        foreach (var state in TransitionTable.Rows.GroupBy(static row => row.From))
        {
            page.AppendLine().AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"## {state.Key}").AppendLine()
                .AppendLine("| | guard | next state | event | meaning |").AppendLine("|---|---|---|---|---|");
            foreach (var (row, number) in state.Select(static (row, index) => (row, index + 1)))
            {
                page.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"| {number} | {row.Trigger} | {(row.To == row.From ? "stays" : row.To)} | {row.Event} | {row.Meaning} |");
            }
        }

        return page.ToString();
    }

    private static string CallerFile([CallerFilePath] string path = "") => path;
}
