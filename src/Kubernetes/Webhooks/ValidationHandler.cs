using System.Text.Json;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;

namespace Howdah.Kubernetes.Webhooks;

/// <summary>Between the wire and a webhook: reads the objects, asks, writes the verdict.</summary>
internal sealed class ValidationHandler<TEntity>(IValidationWebhook<TEntity> webhook, JsonSerializerOptions json) : IAdmissionHandler
    where TEntity : class, IKubernetesObject
{
    private readonly ResourceKind _kind = ResourceKind.Of<TEntity>();

    public string Path => $"/validate/{_kind.Kind.ToLowerInvariant()}";

    public async Task<AdmissionResponse> AnswerAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Kind?.Kind != _kind.Kind || (request.Kind.Group ?? "") != _kind.Group || !string.IsNullOrEmpty(request.SubResource))
        {
            throw new MalformedReviewException($"This webhook judges objects of {_kind.Kind} in {_kind.Group}, and no subresources.");
        }

        try
        {
            var dryRun = request.DryRun == true;
            return Verdict.Of(_kind, NameOf(request), request.Operation switch
            {
                "CREATE" => await webhook.CreateAsync(Read(request.Object, "object"), dryRun, cancellationToken).ConfigureAwait(false),
                "UPDATE" => await webhook.UpdateAsync(ReadOld(request), Read(request.Object, "object"), dryRun, cancellationToken)
                    .ConfigureAwait(false),
                "DELETE" => await webhook.DeleteAsync(ReadOld(request), dryRun, cancellationToken).ConfigureAwait(false),
                _ => throw new MalformedReviewException($"This webhook knows no operation '{request.Operation}'; its rules may name CREATE, UPDATE and DELETE."),
            });
        }
        catch (UnreadableObjectException unreadable)
        {
            return Verdict.Of(_kind, NameOf(request), ValidationResult.Fail(unreadable.Message, unreadable.Field));
        }
    }

    private static string? NameOf(AdmissionRequest request) =>
        request.Object is { ValueKind: JsonValueKind.Object } entity && entity.TryGetProperty("metadata", out var metadata)
        && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;

    private TEntity Read(JsonElement? element, string what)
    {
        if (element is not { ValueKind: JsonValueKind.Object } entity)
        {
            throw new MalformedReviewException($"request.{what} must be an object.");
        }

        try
        {
            var read = entity.Deserialize(json.TypeInfo<TEntity>())!;
            read.Metadata ??= new V1ObjectMeta();
            return read;
        }
        catch (Exception error) when (error is JsonException or FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            throw new UnreadableObjectException((error as JsonException)?.Path, error);
        }
    }

    /// <summary>The stored object is nobody's to mend in this request: that it cannot be read is an error of the webhook.</summary>
    private TEntity ReadOld(AdmissionRequest request)
    {
        try
        {
            return Read(request.OldObject, "oldObject");
        }
        catch (UnreadableObjectException unreadable)
        {
            throw new MalformedReviewException($"request.oldObject cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private sealed class UnreadableObjectException(string? path, Exception inner)
        : Exception("has a value that this version of the operator cannot read; compare it with the documentation of the kind", inner)
    {
        /// <summary><c>$.spec.instances</c> as <c>spec.instances</c>.</summary>
        public string? Field { get; } = path is { Length: > 2 } ? path[2..] : null;
    }
}
