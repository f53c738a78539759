using System.Globalization;

namespace Howdah.Sidecar.Native;

/// <summary>The status of wait(2): low seven bits the signal, the next byte the exit code.</summary>
internal readonly record struct ExitStatus(int Raw)
{
    public int Signal => Raw & 0x7f;

    public int Code => (Raw >> 8) & 0xff;

    public bool IsSuccess => Raw == 0;

    public override string ToString() => Signal != 0
        ? string.Create(CultureInfo.InvariantCulture, $"killed by signal {Signal}")
        : string.Create(CultureInfo.InvariantCulture, $"exit code {Code}");
}
