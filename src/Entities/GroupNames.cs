namespace Howdah.Entities;

/// <summary>The API group and version of all four kinds.</summary>
public static class GroupNames
{
    public const string Group = "howdah.dev";
    public const string Version = "v1alpha1";
    public const string ApiVersion = Group + "/" + Version;
}
