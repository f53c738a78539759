namespace Howdah.Postgres.Configuration;

/// <summary>Something in a specification that is not accepted.</summary>
/// <param name="Field">Where, for example <c>spec.postgresql.parameters.fsync</c>.</param>
/// <param name="Message">Why, and what to do instead.</param>
public sealed record ParameterRefusal(string Field, string Message);
