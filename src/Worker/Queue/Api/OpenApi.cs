namespace Howdah.Worker.Queue.Api;

/// <summary>The description of the API, which a test holds against the routes and the types.</summary>
internal static class OpenApi
{
    private static readonly Lazy<byte[]> Text = new(() =>
    {
        using var stream = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    });

    public static ReadOnlyMemory<byte> Document => Text.Value;

    public static async Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Document, context.RequestAborted);
    }
}
