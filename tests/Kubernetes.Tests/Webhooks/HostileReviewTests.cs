using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;

namespace Howdah.Kubernetes.Tests.Webhooks;

public sealed class HostileReviewTests
{
    public static TheoryData<string> Nonsense =>
    [
        "",
        "null",
        "[]",
        "42",
        "{",
        "{}",
        "<html></html>",
        "{\"apiVersion\":\"admission.k8s.io/v1\"}",
        "{\"apiVersion\":\"admission.k8s.io/v1beta1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"u\"}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\"}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":null}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":7}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"u\",\"kind\":\"Widget\"}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"u\",\"kind\":{\"group\":\"\",\"kind\":\"Pod\"},\"operation\":\"CREATE\"}}",
        new string('[', 5000),
    ];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task What_is_no_review_is_a_bad_request(string body)
    {
        await using var host = await new WebhookHost().StartedAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await host.PostAsync(Encoding.UTF8.GetBytes(body))).Code);
    }

    [Fact]
    public async Task Parts_that_are_missing_or_of_another_type_are_a_bad_request()
    {
        await using var host = await new WebhookHost().StartedAsync();
        JsonObject[] reviews =
        [
            Reviews.Of("CREATE", null),
            Reviews.Of("CREATE", "text"),
            Reviews.Of("UPDATE", Reviews.Widget(1)),
            Reviews.Of("UPDATE", null, Reviews.Widget(1)),
            Reviews.Of("UPDATE", Reviews.Widget(1), new JsonObject { ["spec"] = 3 }),
            Reviews.Of("DELETE", null),
            Reviews.Of("CONNECT", Reviews.Widget(1)),
            Reviews.Of("create", Reviews.Widget(1)),
        ];
        var scale = Reviews.Of("UPDATE", Reviews.Widget(1), Reviews.Widget(1));
        scale["request"]!["subResource"] = "scale";

        foreach (var review in reviews.Append(scale))
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await host.PostAsync(Encoding.UTF8.GetBytes(review.ToJsonString()))).Code);
        }
    }

    [Fact]
    public async Task An_object_without_metadata_or_spec_is_answered()
    {
        await using var host = await new WebhookHost().StartedAsync();

        foreach (var odd in (string[])["{}", "{\"metadata\":null}", "{\"spec\":null,\"metadata\":{\"name\":null}}", "{\"metadata\":3}"])
        {
            var (code, _) = await host.PostAsync(Encoding.UTF8.GetBytes(Reviews.Of("CREATE", JsonNode.Parse(odd)).ToJsonString()));

            Assert.True(code is HttpStatusCode.OK or HttpStatusCode.InternalServerError, $"{odd}: {code}");
        }
    }

    [Fact]
    public async Task Too_large_a_body_is_refused_and_the_next_one_answered()
    {
        await using var host = await new WebhookHost().StartedAsync();
        var review = Reviews.Of("CREATE", Reviews.Widget(1));
        review["request"]!["object"]!["metadata"]!["annotations"] = new JsonObject { ["a"] = new string('a', 9 * 1024 * 1024) };

        HttpStatusCode? code = null;
        try
        {
            code = (await host.PostAsync(Encoding.UTF8.GetBytes(review.ToJsonString()))).Code;
        }
        catch (HttpRequestException)
        {
            // The server may close the connection while the body is still being sent.
        }

        Assert.True(code is null or HttpStatusCode.RequestEntityTooLarge, $"{code}");
        Assert.True((bool)(await host.ReviewAsync(Reviews.Of("CREATE", Reviews.Widget(1))))["allowed"]!);
    }

    [Theory]
    [InlineData("/validate/gadget", HttpStatusCode.NotFound)]
    [InlineData("/", HttpStatusCode.NotFound)]
    public async Task Other_paths_are_not_found(string path, HttpStatusCode expected)
    {
        await using var host = await new WebhookHost().StartedAsync();

        Assert.Equal(expected, (await host.PostAsync("{}"u8.ToArray(), path)).Code);
    }

    [Fact]
    public async Task Nothing_is_answered_in_the_clear()
    {
        await using var host = await new WebhookHost().StartedAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await host.PostAsync(Encoding.UTF8.GetBytes(Reviews.Of("CREATE", Reviews.Widget(1)).ToJsonString()), secure: false)).Code);
    }

    [Fact]
    public async Task Only_posts_are_answered()
    {
        await using var host = await new WebhookHost().StartedAsync();
        using var client = host.CreateClient();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.GetAsync(new Uri(host.Secure, "/validate/widget"))).StatusCode);
    }

    [Fact]
    public async Task A_damaged_review_never_breaks_the_webhook()
    {
        await using var host = await new WebhookHost().StartedAsync();
        var good = Encoding.UTF8.GetBytes(Reviews.Of("UPDATE", Reviews.Widget(5), Reviews.Widget(4)).ToJsonString());
        var damages = ArbMap.Default.ArbFor<byte>().Generator.SelectMany(
            value => Gen.Choose(0, good.Length - 1).SelectMany(at => Gen.Choose(0, good.Length - at).Select(length => (at, length, value))));

        foreach (var (at, length, value) in damages.Sample(40, 60))
        {
            byte[] damaged = [.. good[..at], value, .. good[(at + (length / 8))..]];

            Assert.True((await host.PostAsync(damaged)).Code is HttpStatusCode.OK or HttpStatusCode.BadRequest, Encoding.UTF8.GetString(damaged));
        }
    }
}
