using Howdah.Queueing.Tests.Server;
using Howdah.Worker.Queue.Auth;
using Howdah.Worker.Tests.Gateway;

namespace Howdah.Worker.Tests.Auth;

[Collection(ServerCollection.Name)]
public sealed class TokenTests(ScratchServer server)
{
    private const string Worker = "worker-token-0123456789";
    private const string Producer = "producer-token-0123456789";

    [Theory]
    [InlineData("worker jobs", "Line 1 ")]
    [InlineData("# a comment\nworker jobs short", "Line 2 ")]
    [InlineData("boss jobs 0123456789abcdef0123", "Line 1 ")]
    [InlineData("worker jobs sha256:123", "Line 1 ")]
    [InlineData("worker jobs sha256:zz", "Line 1 ")]
    public void A_line_that_is_wrong_is_named_without_its_token(string text, string message)
    {
        var exception = Assert.Throws<FormatException>(() => TokenFile.Parse(text));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split(' ')[^1], exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_can_stand_as_its_hash()
    {
        var plain = TokenFile.Parse($"producer,worker a,b {Worker}").Single();
        var hashed = TokenFile.Parse($"  worker\t*  sha256:{Convert.ToHexString(TokenFile.Hash(Worker))} \n\n").Single();
        Assert.Equal(plain.Hash, hashed.Hash);
        Assert.Equal(Access.Producer | Access.Worker, plain.Access);
        Assert.True(plain.Covers("a") && !plain.Covers("c") && hashed.Covers("c"));
    }

    [SkippableFact]
    public async Task A_token_opens_what_its_roles_and_queues_say_and_is_read_anew()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"worker jobs {Worker}\nproducer other,jobs {Producer}\n");
        await using var gateway = await GatewayFixture.CreateAsync(server, options => options with { TokenFile = file, Reload = TimeSpan.FromMilliseconds(50) });
        var push = new { items = new[] { new { key = "a" } } };
        await gateway.RefusedAsync(401, "unauthenticated", null, "items", push);
        gateway.Authenticate(Worker);
        await gateway.RefusedAsync(403, "forbidden", null, "items", push);
        Assert.Equal(200, (await gateway.GetAsync("/v1/queues/jobs/stats")).Status);
        Assert.Equal(403, (await gateway.GetAsync("/v1/queues/jobs/dead")).Status);
        Assert.Equal(403, (await gateway.GetAsync("/v1/queues/other/stats")).Status);
        gateway.Authenticate(Producer);
        Assert.Equal(1, (int)(await gateway.DoneAsync("items", push))["created"]!);
        await gateway.RefusedAsync(403, "forbidden", null, "acquire", new { holder = "w" });
        Assert.Equal(404, (await gateway.GetAsync("/v1/queues/other/stats")).Status);
        gateway.Authenticate(Worker + "x");
        await gateway.RefusedAsync(401, "unauthenticated", null, "acquire", new { holder = "w" });
        Assert.Equal(200, (await gateway.GetAsync("/livez")).Status);

        gateway.Authenticate(Worker);
        await File.WriteAllTextAsync(file, $"this is no token file");
        await File.WriteAllTextAsync(file, $"observer jobs {Worker}\n");
        await GatewayFixture.UntilAsync(async () => (await gateway.PostAsync("acquire", new { holder = "w" })).Status == 403, "the new file counts");
        Assert.Equal(200, (await gateway.GetAsync("/v1/queues/jobs/dead")).Status);
        File.Delete(file);
        Assert.Equal(200, (await gateway.GetAsync("/v1/queues/jobs/dead")).Status);
    }
}
