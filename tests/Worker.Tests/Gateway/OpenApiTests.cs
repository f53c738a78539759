using System.Text.Json.Nodes;
using Howdah.Queueing.Tests.Server;
using Howdah.Worker.Queue.Api;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Howdah.Worker.Tests.Gateway;

[Collection(ServerCollection.Name)]
public sealed class OpenApiTests(ScratchServer server)
{
    private static readonly JsonNode Document = JsonNode.Parse(OpenApi.Document.Span)!;

    [SkippableFact]
    public async Task Every_route_is_described_and_nothing_else_is()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        var routes = gateway.Server.Application.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(method => method != "HEAD")
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"));
        var described = Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(verb => $"{verb.Key.ToUpperInvariant()} {path.Key}"));
        Assert.Equal(described.Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task The_document_is_served()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        var served = JsonNode.Parse(await gateway.Http.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)));
        Assert.True(JsonNode.DeepEquals(Document, served));
        Assert.Equal("3.1.0", (string)served!["openapi"]!);
    }

    [Fact]
    public void Every_schema_has_the_members_of_its_type()
    {
        var schemas = Document["components"]!["schemas"]!.AsObject();
        var types = typeof(QueueApi).Assembly.GetTypes().Where(type => type.Namespace == typeof(Problem).Namespace && schemas.ContainsKey(type.Name)).ToList();
        Assert.Equal(schemas.Select(schema => schema.Key).Order(StringComparer.Ordinal), types.Select(type => type.Name).Order(StringComparer.Ordinal));
        foreach (var type in types)
        {
            var members = GatewayJson.Default.GetTypeInfo(type)!.Properties;
            var schema = schemas[type.Name]!;
            Assert.Equal(members.Select(member => member.Name).Order(StringComparer.Ordinal), schema["properties"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
            if (type.Name.EndsWith("Request", StringComparison.Ordinal))
            {
                Assert.Equal(
                    members.Where(member => member.AssociatedParameter is { HasDefaultValue: false }).Select(member => member.Name).Order(StringComparer.Ordinal),
                    (schema["required"]?.AsArray() ?? []).Select(name => (string)name!).Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var references = new List<string>();
        Collect(Document, references);
        Assert.NotEmpty(references);
        Assert.All(references.Distinct(), reference =>
            Assert.NotNull(reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode?)Document, (node, part) => node?[part])));
    }

    private static void Collect(JsonNode? node, List<string> references)
    {
        switch (node)
        {
            case JsonObject map:
                references.AddRange(map.Where(member => member.Key == "$ref").Select(member => (string)member.Value!));
                map.ToList().ForEach(member => Collect(member.Value, references));
                break;
            case JsonArray list:
                list.ToList().ForEach(item => Collect(item, references));
                break;
        }
    }
}
