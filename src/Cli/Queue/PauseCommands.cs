using System.CommandLine;
using Howdah.Cli.Output;
using Howdah.Queueing.Client;

namespace Howdah.Cli.Queue;

internal static class PauseCommands
{
    public static Command Pause(Surroundings surroundings) =>
        New("pause", "Hand nothing out until 'resume'; what is leased can be ended.", true, surroundings, (client, token) => client.PauseAsync(token));

    public static Command Resume(Surroundings surroundings) =>
        New("resume", "Hand items out again.", false, surroundings, (client, token) => client.ResumeAsync(token));

    private static Command New(string name, string description, bool paused, Surroundings surroundings, Func<QueueClient, CancellationToken, Task> act)
    {
        var queue = QueueOptions.Queue();
        var command = new Command(name, description) { queue };
        command.SetAction((parsed, token) => QueueSession.RunAsync(parsed, surroundings, async session =>
        {
            await act(session.Client(parsed.GetRequiredValue(queue)), token);
            session.Print(Sheet.Single(("queue", parsed.GetRequiredValue(queue)), ("paused", paused)));
            return ExitCodes.Done;
        }));
        return command;
    }
}
