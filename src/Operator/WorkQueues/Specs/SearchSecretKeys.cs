namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>Keys of the Secret of spec.openSearch.secretRef.</summary>
internal static class SearchSecretKeys
{
    public const string UserName = "username";
    public const string Password = "password";
    public const string Token = "token";
}
