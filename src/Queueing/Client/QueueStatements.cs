namespace Howdah.Queueing.Client;

/// <summary>The texts of the statements for one queue, the same every time so that they stay prepared.</summary>
internal sealed class QueueStatements(QueueName queue)
{
    private const string LeaseColumns = "id, token, key, payload::text, priority, attempt, exponent, lease_until, lease_ms";
    private readonly string _schema = queue.Quoted;

    public string Create => field ??= $"select {_schema}.create_item($1, $2, $3, $4, $5, $6)";

    public string Push => field ??= $"select {_schema}.push_items($1, $2, $3, $4, $5, $6)";

    public string Acquire => field ??= $"select {LeaseColumns} from {_schema}.acquire($1, $2, $3)";

    public string AcquireFor => field ??= $"select {LeaseColumns} from {_schema}.acquire_for($1, $2)";

    public string AcquireItem => field ??=
        $"select id, token, null::text, payload::text, priority, attempt, exponent, lease_until, lease_ms, status from {_schema}.acquire_item($1, $2, $3, $4, $5)";

    public string Complete => field ??= $"select {_schema}.complete($1, $2, $3)";

    public string CompleteMany => field ??= $"select id, status from {_schema}.complete_many($1, $2)";

    public string CompleteAndAcquire => field ??= $"select {LeaseColumns} from {_schema}.acquire($3, $4, $5, $1, $2)";

    public string CompleteWithSuccessors => field ??= $"select {_schema}.complete_with_successors($1, $2, $3, $4, $5, $6, $7)";

    public string Release => field ??= $"select {_schema}.release_many($1, $2, $3)";

    public string Fail => field ??= $"select id, status, run_at from {_schema}.fail_many($1, $2, $3, $4, $5)";

    public string Renew => field ??= $"select {_schema}.renew($1, $2, $3, $4)";

    public string RenewMany => field ??= $"select id, lease_ms from {_schema}.renew_many($1, $2, $3)";

    public string Inspect => field ??=
        $"select id, state, priority, payload::text, attempt, exponent, holder, run_at, lease_until, finished_at, reason, successors from {_schema}.inspect($1)";

    public string Backlog => field ??= $"select ready, scheduled, leased, expired, dead, oldest_ready_age, paused from {_schema}.backlog($1)";

    public string Count => field ??= $"select {_schema}.num_not_complete()";

    public string CreateEach => field ??= $"select created from {_schema}.create_items($1, $2, $3, $4, $5)";

    public string ListReady => field ??= $"select id, key, priority, run_at, attempt, exponent from {_schema}.list_ready($1, $2, $3, $4)";

    public string ListLeased => field ??= $"select id, key, holder, acquired_at, lease_until, attempt, exponent from {_schema}.list_leased($1, $2)";

    public string ListDead => field ??= $"select id, key, died_at, attempt, holder, reason, payload::text from {_schema}.list_dead($1, $2)";

    public string Redrive => field ??= $"select {_schema}.redrive($1, $2, $3, $4)";

    public string Pause => field ??= $"select {_schema}.pause()";

    public string Resume => field ??= $"select {_schema}.resume()";

    public string HasPending => field ??= $"select {_schema}.has_pending()";
}
