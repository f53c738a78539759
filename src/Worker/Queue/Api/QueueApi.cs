using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Howdah.Queueing.Client;
using Howdah.Worker.Queue.Auth;

namespace Howdah.Worker.Queue.Api;

/// <summary>The routes. Each is a role, a body, and a verb of a hub.</summary>
internal sealed class QueueApi(QueueRegistry registry, Authorizer authorizer, GatewayOptions options, GatewayLog log, TimeProvider time)
{
    private const int MaxLimit = 1000;
    private static readonly GatewayJson Json = GatewayJson.Default;

    public void Map(IEndpointRouteBuilder routes)
    {
        Post(routes, "items", Access.Producer, Json.PushRequest, Json.PushReply, async (hub, body, token) => new PushReply(
            await hub.PushAsync([.. WithoutNull(body.Items, "items").Select(NewItem)], token)));
        Route(routes, "POST", "acquire", Access.Worker, AcquireAsync);
        Route(routes, "POST", "acquire-item", Access.Worker, AcquireItemAsync);
        Post(routes, "complete", Access.Worker, Json.CompleteRequest, Json.CompleteReply, CompleteAsync);
        Post(routes, "fail", Access.Worker, Json.FailRequest, Json.FailReply, async (hub, body, token) =>
        {
            var answer = await hub.Verbs.FailAsync(
                body.Id, body.Token, body.Reason, body.RetryAfterSeconds is { } seconds ? Span(seconds, "retryAfterSeconds") : null, body.Permanent, token).WaitAsync(token);
            return new FailReply(answer.Dead, answer.RunAt);
        });
        Post(routes, "renew", Access.Worker, Json.RenewRequest, Json.RenewReply, async (hub, body, token) => new RenewReply(
            await hub.Verbs.RenewAsync(body.Id, body.Token, Span(body.LeaseSeconds, "leaseSeconds"), token).WaitAsync(token)));
        Post(routes, "release", Access.Worker, Json.ReleaseRequest, Json.ReleaseReply, async (hub, body, token) => new ReleaseReply(
            await hub.Verbs.ReleaseAsync(body.Id, body.Token, token).WaitAsync(token)));
        Post(routes, "redrive", Access.Producer, Json.RedriveRequest, Json.RedriveReply, RedriveAsync);
        Get(routes, "stats", Access.Any, Json.StatsReply, StatsAsync);
        Get(routes, "items", Access.Any, Json.ItemReply, InspectAsync);
        Get(routes, "dead", Access.Observer, Json.DeadReply, DeadAsync);
    }

    private static NewItem NewItem(PushItem item) =>
        new(item.Key, item.Payload) { Priority = item.Priority, RunAt = item.RunAt, LeaseExponent = item.Exponent };

    private static Lease Lease(LeasedItem item) => new(
        item.Id, item.Token, item.Key, item.Payload, item.Priority, item.Attempt, item.Exponent, item.LeaseUntil, (long)item.LeaseLength.TotalMilliseconds);

    private static TimeSpan Span(double seconds, string name) => double.IsFinite(seconds) && Math.Abs(seconds) <= 1e9
        ? TimeSpan.FromSeconds(seconds)
        : throw Invalid($"'{name}' is not finite or is longer than 10^9 seconds.");

    private static IReadOnlyList<T> WithoutNull<T>(IReadOnlyList<T> elements, string name)
        where T : class => elements.Any(element => element is null) ? throw Invalid($"'{name}' has an element that is null.") : elements;

    private static GatewayProblemException Invalid(string message) => new(StatusCodes.Status400BadRequest, "invalid_argument", message);

    private static async Task<CompleteReply> CompleteAsync(QueueHub hub, CompleteRequest body, CancellationToken token)
    {
        if (body.Successors is null)
        {
            return new CompleteReply(await hub.Verbs.CompleteAsync(body.Id, body.Token, token).WaitAsync(token), null);
        }

        var successors = WithoutNull(body.Successors, "successors");
        var payloads = successors.Any(successor => successor.Payload is not null) ? successors.Select(successor => successor.Payload).ToList() : null;
        var created = await hub.Client.CompleteWithSuccessorsAsync(
            new LeasedItem { Id = body.Id, Token = body.Token, Key = "" }, [.. successors.Select(successor => successor.Key)], body.Exponent, payloads, body.Priority, token);
        return new CompleteReply(true, created);
    }

    private static async Task<RedriveReply> RedriveAsync(QueueHub hub, RedriveRequest body, CancellationToken token)
    {
        var problem = body switch
        {
            { Limit: < 1 } => $"'limit' is a number from 1 to {int.MaxValue}.",
            { SpreadSeconds: < 0 } => "'spreadSeconds' is negative.",
            { Reason: { } reason } when reason.Contains('\0') => "'reason' has a NUL in it.",
            // What follows a backslash in a pattern stands for itself, and here nothing follows.
            { Reason: { } reason } when (reason.Length - reason.TrimEnd('\\').Length) % 2 == 1 => "'reason' ends with a backslash that nothing follows.",
            _ => null,
        };
        return problem is null
            ? new RedriveReply(await hub.Client.RedriveAsync(body.Limit, body.Ids?.ToArray(), body.Reason, Span(body.SpreadSeconds, "spreadSeconds"), token))
            : throw Invalid(problem);
    }

    private static async Task<StatsReply> StatsAsync(QueueHub hub, HttpContext context, CancellationToken token)
    {
        var backlog = await hub.Client.BacklogAsync(cancellationToken: token);
        long? exact = context.Request.Query["exact"] == "true" ? await hub.Client.CountNotCompleteAsync(token) : null;
        return new StatsReply(
            backlog.Ready, backlog.Scheduled, backlog.Leased, backlog.Expired, backlog.Dead, backlog.OldestReadyAge.TotalSeconds, backlog.Paused,
            hub.Pump.Waiting, exact is null ? backlog.Ready + backlog.Scheduled + backlog.Leased + backlog.Expired > 0 : exact > 0, exact);
    }

    private static async Task<ItemReply> InspectAsync(QueueHub hub, HttpContext context, CancellationToken token)
    {
        var key = context.Request.Query["key"].ToString();
        var state = await hub.Client.InspectAsync(key, token)
            ?? throw new GatewayProblemException(StatusCodes.Status404NotFound, "unknown_item", $"There is no item '{key}'.");
        return new ItemReply(
            state.Id, state.State, state.Priority, state.Payload, state.Attempt, state.Exponent, state.Holder, state.RunAt, state.LeaseUntil,
            state.FinishedAt, state.Reason, state.Successors);
    }

    private static async Task<DeadReply> DeadAsync(QueueHub hub, HttpContext context, CancellationToken token)
    {
        var items = await hub.Client.ListDeadAsync((int)Query(context, "limit", 100, 1, MaxLimit), Query(context, "after", 0, 0, long.MaxValue), token);
        return new DeadReply([.. items.Select(item => new DeadEntry(item.Id, item.Key, item.DiedAt, item.Attempt, item.Holder, item.Reason, item.Payload))]);
    }

    private static long Query(HttpContext context, string name, long otherwise, long least, long most) => context.Request.Query[name].ToString() switch
    {
        "" => otherwise,
        var text when long.TryParse(text, out var number) && number >= least && number <= most => number,
        _ => throw Invalid($"'{name}' is a number from {least} to {most}."),
    };

    private async Task AcquireAsync(QueueHub hub, HttpContext context)
    {
        var arrived = time.GetTimestamp();
        var body = await ReadAsync(context, Json.AcquireRequest, context.RequestAborted);
        if (body.Limit is < 1 or > MaxLimit)
        {
            throw Invalid($"The limit {body.Limit} is not between 1 and {MaxLimit}.");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(body.Holder) is < 1 or > 512 || body.Holder.Contains('\0') || !(body.LeaseSeconds > 0))
        {
            throw Invalid("The holder is empty, longer than 512 bytes or has a NUL, or the lease is not longer than zero.");
        }

        var wait = Span(Math.Clamp(body.WaitSeconds, 0, options.MaxWait.TotalSeconds), "waitSeconds");
        var items = await hub.Pump.AcquireAsync(body.Holder, Span(body.LeaseSeconds, "leaseSeconds"), body.Limit, wait, context.RequestAborted);
        try
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            await WriteAsync(context, new AcquireReply([.. items.Select(Lease)], Waited(arrived, items)), Json.AcquireReply);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Nobody has read the answer: what is in it is not lost until the leases end, but given back now.
            hub.Pump.Release(items);
            throw;
        }
    }

    /// <summary>Milliseconds from a request's arrival until the database was asked for these items, which all come from one call: their leases begin after that.</summary>
    private long Waited(long arrived, IReadOnlyList<LeasedItem> items) =>
        (long)(items.Count == 0 ? time.GetElapsedTime(arrived) : time.GetElapsedTime(arrived, items[0].Deadline) - items[0].LeaseLength).TotalMilliseconds;

    private async Task AcquireItemAsync(QueueHub hub, HttpContext context)
    {
        using var end = End(context);
        var body = await ReadAsync(context, Json.AcquireItemRequest, end.Token);
        var answer = await hub.Client.AcquireItemAsync(body.Key, body.Holder, Span(body.LeaseSeconds, "leaseSeconds"), body.Payload, body.Priority, CancellationToken.None);
        if (answer.Item is { } item && context.RequestAborted.IsCancellationRequested)
        {
            hub.Pump.Release([item]);
        }

        var status = JsonNamingPolicy.SnakeCaseLower.ConvertName(answer.Status.ToString());
        await WriteAsync(context, new AcquireItemReply(status, answer.Item is null ? null : Lease(answer.Item), answer.HeldUntil), Json.AcquireItemReply);
    }

    private void Post<TBody, TReply>(
        IEndpointRouteBuilder routes, string verb, Access access, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TReply> replyType,
        Func<QueueHub, TBody, CancellationToken, Task<TReply>> handle) => Route(routes, "POST", verb, access, async (hub, context) =>
        {
            using var end = End(context);
            var body = await ReadAsync(context, bodyType, end.Token);
            await WriteAsync(context, await BoundAsync(context, handle(hub, body, end.Token)), replyType);
        });

    private void Get<TReply>(
        IEndpointRouteBuilder routes, string verb, Access access, JsonTypeInfo<TReply> replyType, Func<QueueHub, HttpContext, CancellationToken, Task<TReply>> handle) =>
        Route(routes, "GET", verb, access, async (hub, context) =>
        {
            using var end = End(context);
            await WriteAsync(context, await BoundAsync(context, handle(hub, context, end.Token)), replyType);
        });

    private void Route(IEndpointRouteBuilder routes, string method, string verb, Access access, Func<QueueHub, HttpContext, Task> handle)
    {
        RequestDelegate serve = async context =>
        {
            var started = time.GetTimestamp();
            try
            {
                var queue = (string)context.Request.RouteValues["queue"]!;
                authorizer.Demand(context, queue, access);
                await handle(await registry.FindAsync(queue, context.RequestAborted), context);
            }
            catch (Exception exception)
            {
                await FailAsync(context, exception);
            }
            finally
            {
                registry.Metrics.Requested(verb, context.Response.StatusCode, time.GetElapsedTime(started));
            }
        };
        routes.MapMethods("/v1/queues/{queue}/" + verb, [method], serve);
    }

    private async Task FailAsync(HttpContext context, Exception exception)
    {
        if (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status499ClientClosedRequest;
            return;
        }

        var problem = Problems.Of(exception);
        if (problem is null)
        {
            log.RequestFailed(exception, context.Request.Method, context.Request.Path.Value ?? "");
            problem = Problems.New(StatusCodes.Status500InternalServerError, "internal", "The gateway has failed; its log says why.", null);
        }

        await Problems.WriteAsync(context, problem);
    }

    private CancellationTokenSource End(HttpContext context)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        end.CancelAfter(options.RequestTimeout);
        return end;
    }

    private static async Task<T> BoundAsync<T>(HttpContext context, Task<T> task)
    {
        try
        {
            return await task;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await JsonSerializer.DeserializeAsync(context.Request.Body, type, cancellationToken) ?? throw new JsonException("The body is null.");

    private static Task WriteAsync<T>(HttpContext context, T reply, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, reply, type, context.RequestAborted);
    }
}
