using System.Net;
using System.Text;
using Howdah.Kubernetes.Webhooks;

namespace Howdah.Kubernetes.Tests.Webhooks;

public sealed class ValidationWebhookTests
{
    [Fact]
    public async Task A_good_object_is_allowed_under_the_uid_of_the_question()
    {
        await using var host = await new WebhookHost().StartedAsync();

        var response = await host.ReviewAsync(Reviews.Of("CREATE", Reviews.Widget(3)));

        Assert.True((bool)response["allowed"]!);
        Assert.Equal("705ab4f5-6393-11e8-b7cc-42010a800002", (string?)response["uid"]);
        Assert.Null(response["status"]);
        Assert.Equal(["create w 3 False"], host.Webhook.Asked);
    }

    [Fact]
    public async Task A_refusal_names_every_field_and_remedy()
    {
        await using var host = await new WebhookHost().StartedAsync();

        var response = await host.ReviewAsync(Reviews.Of("CREATE", Reviews.Widget(11)));

        Assert.False((bool)response["allowed"]!);
        var status = response["status"]!;
        Assert.Equal((422, "Invalid"), ((int)status["code"]!, (string)status["reason"]!));
        Assert.Equal("spec.size: is too large; set it to 10 or less; and the name is \"odd\"", (string?)status["message"]);
        Assert.Equal("w", (string?)status["details"]!["name"]);
        Assert.Equal(["spec.size", null], status["details"]!["causes"]!.AsArray().Select(cause => (string?)cause!["field"]));
        Assert.Equal(["careful"], response["warnings"]!.AsArray().Select(warning => (string?)warning));
    }

    [Fact]
    public async Task Warnings_come_with_an_allowed_object_and_are_cut_to_what_the_api_server_takes()
    {
        await using var host = await new WebhookHost().StartedAsync();

        var warnings = (await host.ReviewAsync(Reviews.Of("CREATE", Reviews.Widget(10))))["warnings"]!.AsArray().Select(warning => (string)warning!).ToList();

        Assert.Equal("this is the largest", warnings[0]);
        Assert.Equal(250, warnings[1].Length);
    }

    [Theory]
    [InlineData("UPDATE", 3, 4, false)]
    [InlineData("UPDATE", 4, 3, true)]
    [InlineData("DELETE", null, 7, false)]
    [InlineData("DELETE", null, 6, true)]
    public async Task Updates_see_both_objects_and_deletions_the_old_one(string operation, int? size, int oldSize, bool allowed)
    {
        await using var host = await new WebhookHost().StartedAsync();

        var response = await host.ReviewAsync(Reviews.Of(operation, size is { } now ? Reviews.Widget(now) : null, Reviews.Widget(oldSize)));

        Assert.Equal(allowed, (bool)response["allowed"]!);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_refused_with_the_field()
    {
        await using var host = await new WebhookHost().StartedAsync();
        var widget = Reviews.Widget(1);
        widget["spec"]!["size"] = "many";

        var response = await host.ReviewAsync(Reviews.Of("CREATE", widget));

        Assert.False((bool)response["allowed"]!);
        Assert.StartsWith("spec.size: ", (string?)response["status"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_throws_is_an_error_of_the_webhook_and_not_a_refusal()
    {
        await using var host = await new WebhookHost().StartedAsync();
        host.Webhook.Throws = new InvalidOperationException("secret detail");

        var (code, text) = await host.PostAsync(Encoding.UTF8.GetBytes(Reviews.Of("CREATE", Reviews.Widget(1)).ToJsonString()));

        Assert.Equal(HttpStatusCode.InternalServerError, code);
        Assert.DoesNotContain("secret detail", text, StringComparison.Ordinal);
        host.Webhook.Throws = null;
        Assert.True((bool)(await host.ReviewAsync(Reviews.Of("CREATE", Reviews.Widget(1))))["allowed"]!);
    }

    [Fact]
    public void A_refusal_without_a_reason_is_a_mistake_of_the_programmer() =>
        Assert.Throws<ArgumentException>(() => ValidationResult.Fail(Array.Empty<ValidationProblem>()));
}
