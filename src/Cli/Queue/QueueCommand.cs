using System.CommandLine;

namespace Howdah.Cli.Queue;

/// <summary><c>howdah queue</c>: work queues from a shell.</summary>
internal static class QueueCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("queue", "Create, fill, work off and look into work queues.")
        {
            CreateCommand.Create(surroundings), PushCommand.Create(surroundings), TakeCommand.Create(surroundings),
            LeaseCommands.Complete(surroundings), LeaseCommands.Fail(surroundings), LeaseCommands.Release(surroundings), LeaseCommands.Renew(surroundings),
            ListCommand.Create(surroundings), DeadCommands.List(surroundings), DeadCommands.Redrive(surroundings),
            PauseCommands.Pause(surroundings), PauseCommands.Resume(surroundings),
            StatsCommand.Create(surroundings), TopCommand.Create(surroundings),
        };
        Symbol[] database = [QueueOptions.Dsn, QueueOptions.Host, QueueOptions.Port, QueueOptions.Database, QueueOptions.User];
        Symbol[] single = [QueueOptions.Host, QueueOptions.Port, QueueOptions.Database, QueueOptions.User];
        foreach (var option in new Option[] { QueueOptions.Dsn, QueueOptions.Host, QueueOptions.Port, QueueOptions.Database, QueueOptions.User, QueueOptions.OpenSearch, QueueOptions.Output })
        {
            command.Options.Add(option);
        }

        foreach (var verb in command.Subcommands)
        {
            foreach (var option in single)
            {
                verb.Exclude(QueueOptions.Dsn, option);
            }

            foreach (var option in database)
            {
                verb.Exclude(QueueOptions.OpenSearch, option);
            }
        }

        return command;
    }
}
