using System.Diagnostics.CodeAnalysis;

namespace Howdah.Cli.Manifests;

/// <summary>
/// Whether this program can generate manifests. It reflects over entities, controllers and their documentation, of which a trimmed program has only what it uses itself: there the
/// command is left out, at the time of publishing.
/// </summary>
internal static class ManifestsFeature
{
    [FeatureSwitchDefinition("Howdah.Cli.Manifests")]
    public static bool IsSupported => !AppContext.TryGetSwitch("Howdah.Cli.Manifests", out var isEnabled) || isEnabled;
}
