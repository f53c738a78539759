namespace Howdah.Cli.Output;

internal enum OutputForm
{
    Table,
    Json,
}
