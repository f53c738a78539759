using System.Text.Json.Serialization;

namespace Howdah.Worker.Queue.Api;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PushRequest))]
[JsonSerializable(typeof(AcquireRequest))]
[JsonSerializable(typeof(AcquireItemRequest))]
[JsonSerializable(typeof(CompleteRequest))]
[JsonSerializable(typeof(FailRequest))]
[JsonSerializable(typeof(RenewRequest))]
[JsonSerializable(typeof(ReleaseRequest))]
[JsonSerializable(typeof(RedriveRequest))]
[JsonSerializable(typeof(PushReply))]
[JsonSerializable(typeof(AcquireReply))]
[JsonSerializable(typeof(AcquireItemReply))]
[JsonSerializable(typeof(CompleteReply))]
[JsonSerializable(typeof(FailReply))]
[JsonSerializable(typeof(RenewReply))]
[JsonSerializable(typeof(ReleaseReply))]
[JsonSerializable(typeof(StatsReply))]
[JsonSerializable(typeof(ItemReply))]
[JsonSerializable(typeof(DeadReply))]
[JsonSerializable(typeof(RedriveReply))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class GatewayJson : JsonSerializerContext;
