namespace Howdah.Kubernetes.Webhooks;

/// <summary>Answers the admission requests of one kind.</summary>
internal interface IAdmissionHandler
{
    /// <summary>For example <c>/validate/postgrescluster</c>.</summary>
    string Path { get; }

    /// <exception cref="MalformedReviewException">The request cannot be answered.</exception>
    Task<AdmissionResponse> AnswerAsync(AdmissionRequest request, CancellationToken cancellationToken);
}
