using System.Text.Json;
using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Native;
using Howdah.Sidecar.Tests.Support;

namespace Howdah.Sidecar.Tests.Supervision;

public sealed class VolumeHandOverTests
{
    [SkippableFact]
    public async Task A_volume_is_free_once_the_server_is_stopped_although_the_old_supervisor_still_waits_for_its_agent()
    {
        using var volume = new TestVolume();
        var binaries = PostgresBin.Require(15);
        await using var first = await SupervisorProcess.StartAsync(volume, binaries);
        await first.BecomesPrimaryAsync();
        await using var second = await SupervisorProcess.StartAsync(volume, binaries, volume.InAnotherPod());
        await Eventually.BecomesTrueAsync(() => second.Output.Contains("\"event\":\"VolumeLocked\"", StringComparison.Ordinal));

        first.Signal(Signal.Terminate);

        await second.BecomesAsync(static answer => answer.Report.Data == DataDirectoryState.Ready);
        Assert.Equal(0, await first.ExitAsync());
        await Eventually.BecomesTrueAsync(() => At(first, "SupervisorEnded") is not null && At(second, "VolumeLockTaken") is not null);
        Assert.True(At(first, "SupervisorEnded") - At(second, "VolumeLockTaken") > TimeSpan.FromSeconds(1));
    }

    private static DateTimeOffset? At(SupervisorProcess supervisor, string name) =>
        supervisor.Output.Split('\n').FirstOrDefault(line => line.Contains($"\"event\":\"{name}\"", StringComparison.Ordinal)) is { } line
            ? JsonDocument.Parse(line).RootElement.GetProperty("ts").GetDateTimeOffset()
            : null;
}
