using System.Net;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

public class RetryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_is_tried_again_for_ever_and_a_success_ends_the_back_off(bool throws)
    {
        const int failures = 40;
        await using var harness = new OperatorHarness();
        harness.Controller.Answer = (widget, _) => harness.Controller.Count > failures ? Task.FromResult(ReconciliationResult<V1Widget>.Success(widget))
            : throws ? throw new IOException("no")
            : Task.FromResult(ReconciliationResult<V1Widget>.Failure(widget, "no"));
        await harness.Create("a");
        await harness.StartedAsync();
        for (var tries = 1; tries <= failures; tries++)
        {
            await Eventually.True(() => harness.Controller.Count == tries && harness.Delayed() == 1);
            Assert.Equal(tries, harness.Failures("a"));
            harness.Time.Advance(TimeSpan.FromMinutes(5));
        }

        await harness.Settles(failures + 1);
        await Eventually.True(() => harness.Failures("a") == 0);
    }

    [Fact]
    public async Task The_first_retry_comes_within_milliseconds()
    {
        await using var harness = new OperatorHarness();
        harness.Controller.Answer = (_, _) => throw new IOException("no");
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Delayed() == 1);

        harness.Time.Advance(TimeSpan.FromMilliseconds(5));

        await Eventually.True(() => harness.Controller.Count == 2);
    }

    [Fact]
    public async Task A_failure_may_name_its_own_delay()
    {
        await using var harness = new OperatorHarness();
        harness.Controller.Answer = (widget, _) =>
            Task.FromResult(ReconciliationResult<V1Widget>.Failure(widget, "later", requeueAfter: TimeSpan.FromSeconds(20)));
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Delayed() == 1);

        harness.Time.Advance(TimeSpan.FromSeconds(19.9));
        await harness.Settles(1);
        harness.Time.Advance(TimeSpan.FromSeconds(0.1));

        await harness.Settles(2);
    }

    [Fact]
    public async Task A_terminal_failure_waits_for_a_change()
    {
        await using var harness = new OperatorHarness();
        harness.Controller.Answer = (widget, _) => Task.FromResult(ReconciliationResult<V1Widget>.Terminal(widget, "the size is odd"));
        await harness.Create("a");
        await harness.StartedAsync();
        await harness.Settles(1);

        harness.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, harness.Delayed());
        await harness.Settles(1);
        await harness.Cluster.UpdateAsync(await Changed(harness, 2));

        await harness.Settles(2);
    }

    [Fact]
    public async Task A_success_may_ask_to_be_called_again()
    {
        await using var harness = new OperatorHarness();
        harness.Controller.Answer = (widget, _) => Task.FromResult(ReconciliationResult<V1Widget>.Success(widget, TimeSpan.FromSeconds(30)));
        await harness.Create("a");
        await harness.StartedAsync();
        for (var round = 1; round < 5; round++)
        {
            await Eventually.True(() => harness.Controller.Count == round && harness.Delayed() == 1);
            harness.Time.Advance(TimeSpan.FromSeconds(29.9));
            await harness.Settles(round);
            harness.Time.Advance(TimeSpan.FromSeconds(0.1));
        }

        await harness.Settles(5);
    }

    [Fact]
    public async Task A_change_in_between_does_not_cancel_the_call_that_was_asked_for()
    {
        await using var harness = new OperatorHarness().WithController(controller => controller.WithoutResync());
        harness.Controller.Answer = (widget, _) => Task.FromResult(
            ReconciliationResult<V1Widget>.Success(widget, widget.Spec.Size == 1 ? TimeSpan.FromSeconds(30) : null));
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Count == 1 && harness.Delayed() == 1);

        await harness.Change("a", widget => widget.Spec.Size = 2);
        await harness.Settles(2);
        harness.Time.Advance(TimeSpan.FromSeconds(30));

        await harness.Settles(3);
    }

    [Fact]
    public async Task Every_object_is_looked_at_again_in_about_the_resync_period_but_not_in_step()
    {
        await using var harness = new OperatorHarness().WithController(controller => controller.WithResync(TimeSpan.FromMinutes(100)));
        for (var i = 0; i < 50; i++)
        {
            await harness.Create($"w{i}");
        }

        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Count == 50 && harness.Delayed() == 50);
        harness.Time.Advance(TimeSpan.FromMinutes(89));
        await harness.Settles(50);
        harness.Time.Advance(TimeSpan.FromMinutes(11));
        await Eventually.True(() => harness.Controller.Count > 60 && harness.Delayed() == 50);
        Assert.InRange(harness.Controller.Count, 60, 90);
        harness.Time.Advance(TimeSpan.FromMinutes(10.5));

        await harness.Settles(100);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(2, harness.Controller.CountOf($"w{i}")));
    }

    [Fact]
    public async Task A_defect_in_one_reconciliation_stops_neither_the_worker_nor_other_objects()
    {
        await using var harness = new OperatorHarness();
        harness.Controller.Answer = (widget, _) => widget.Metadata.Name == "bad"
            ? throw new InvalidCastException("defect")
            : Task.FromResult(ReconciliationResult<V1Widget>.Success(widget));
        await harness.Create("bad");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Count >= 1);
        for (var i = 0; i < 20; i++)
        {
            await harness.Create($"w{i}");
        }

        await Eventually.True(() => Enumerable.Range(0, 20).All(i => harness.Controller.CountOf($"w{i}") == 1));
        Assert.Null(harness.Runtime.Controllers[0].StuckReason);
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromMilliseconds(10), () => harness.Controller.CountOf("bad") > 3);
    }

    [Fact]
    public async Task A_conflict_is_tried_again_at_once_and_counts_as_no_error()
    {
        await using var harness = new OperatorHarness();
        var conflicts = 1;
        harness.Controller.Answer = (widget, _) => conflicts-- > 0
            ? throw new KubernetesApiException(HttpStatusCode.Conflict, "Conflict", "modified")
            : Task.FromResult(ReconciliationResult<V1Widget>.Success(widget));
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Delayed() == 1);

        harness.Time.Advance(TimeSpan.FromMilliseconds(5));

        await harness.Settles(2);
    }

    [Fact]
    public async Task A_reconciliation_that_takes_too_long_is_cancelled_and_tried_again()
    {
        await using var harness = new OperatorHarness().WithController(controller => controller.WithReconcileTimeout(TimeSpan.FromSeconds(30)));
        harness.Controller.Answer = async (widget, cancellation) =>
        {
            if (harness.Controller.Count == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }

            return ReconciliationResult<V1Widget>.Success(widget);
        };
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Running == 1);

        harness.Time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.True(() => harness.Controller.Running == 0 && harness.Delayed() == 1);
        harness.Time.Advance(TimeSpan.FromMilliseconds(5));

        await harness.Settles(2);
    }

    [Fact]
    public async Task A_reconciliation_that_ignores_its_cancellation_makes_the_controller_count_as_stuck()
    {
        await using var harness = new OperatorHarness().WithController(controller => controller.WithReconcileTimeout(TimeSpan.FromSeconds(30)));
        var hang = new TaskCompletionSource<ReconciliationResult<V1Widget>>();
        harness.Controller.Answer = (_, _) => hang.Task;
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Running == 1);

        harness.Time.Advance(TimeSpan.FromSeconds(149));
        Assert.Null(harness.Runtime.Controllers[0].StuckReason);
        harness.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("151 s", harness.Runtime.Controllers[0].StuckReason, StringComparison.Ordinal);
        hang.SetResult(ReconciliationResult<V1Widget>.Success(harness.Controller.Reconciled[0]));
    }

    private static async Task<V1Widget> Changed(OperatorHarness harness, int size)
    {
        var widget = (await harness.Cluster.GetAsync<V1Widget>("a", "default"))!;
        widget.Spec.Size = size;
        return widget;
    }
}
