namespace Howdah.Queueing.Tests.Server;

[CollectionDefinition(Name)]
public sealed class ServerCollection : ICollectionFixture<ScratchServer>
{
    public const string Name = "server";
}
