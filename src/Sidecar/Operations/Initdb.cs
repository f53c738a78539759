using Howdah.Sidecar.Files;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Operations;

/// <summary>Makes an empty database system beside the data directory's place and moves it there when it is complete and on disk.</summary>
internal sealed class Initdb(Tools tools, DataDirectory directory)
{
    /// <exception cref="OperationCanceledException">Cancelled; what is left counts as incomplete.</exception>
    public async Task<OperationResult> RunAsync(SupervisorOrder order, int majorVersion, CancellationToken cancellationToken)
    {
        directory.RemoveAll();
        var result = await tools.RunAsync(
            "initdb", InitdbArguments.Of(order.Initdb ?? throw new InvalidOperationException("The order has no initdb options."), directory.Paths.NewDataDirectory, majorVersion), onLine: null, cancellationToken);
        if (!result.IsSuccess)
        {
            return new OperationResult(result.Describe());
        }

        directory.CommitNew();
        return OperationResult.Success;
    }
}
