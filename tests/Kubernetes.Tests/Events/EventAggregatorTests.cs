using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Events;
using Howdah.Kubernetes.Operator;

namespace Howdah.Kubernetes.Tests.Events;

public sealed class EventAggregatorTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly EventAggregator _aggregator = new(static first => first.Note);

    [Fact]
    public void Another_text_is_written_at_once_and_the_same_text_is_counted()
    {
        var refused = Observe("quota exceeded", 0);
        var changed = Observe("name taken", 1);

        Assert.Equal("quota exceeded", refused?.First.Note);
        Assert.Equal("name taken", changed?.First.Note);
        Assert.Same(refused, Observe("quota exceeded", 2));
        Assert.Null(Observe("quota exceeded", 3));
        Assert.Equal((3, 1), (refused!.Count, changed!.Count));
    }

    [Fact]
    public void Texts_beyond_the_limit_share_one_event_that_says_so_while_known_texts_go_on()
    {
        Fill();

        var combined = Observe("one more", 20);

        Assert.Equal(EventAggregator.CombinedPrefix + "one more", combined?.First.Note);
        Assert.Same(combined, Observe("and another", 21));
        Assert.Null(Observe("yet another", 22));
        Assert.Equal(3, combined!.Count);
        Assert.Equal(2, Observe("text 3", 23)?.Count);
    }

    [Fact]
    public void After_the_window_a_new_text_is_an_event_of_its_own_again()
    {
        Fill();
        Assert.StartsWith(EventAggregator.CombinedPrefix, Observe("early", 599)?.First.Note, StringComparison.Ordinal);

        Assert.Equal("late", Observe("late", 600)?.First.Note);
    }

    [Fact]
    public void Other_matters_have_limits_of_their_own()
    {
        Fill();

        Assert.Equal("text", Observe("text", 30, reason: "Other")?.First.Note);
        Assert.Equal("text", Observe("text", 30, name: "other")?.First.Note);
    }

    [Fact]
    public void A_text_that_flaps_for_hours_begins_no_more_events_than_the_limit_allows()
    {
        var begun = 0;
        for (var second = 0; second < 6 * 3600; second++)
        {
            begun += Observe($"lag is {second} bytes", second) is { Count: 1 } ? 1 : 0;
            if (second % 60 == 0)
            {
                _aggregator.Finish(Start.AddSeconds(second));
            }
        }

        // Ten in ten minutes, and now and then the one that stands for the others.
        Assert.InRange(begun, 6 * 6 * NoteAllowance.MaxNotes, (6 * 6 * NoteAllowance.MaxNotes) + 36);
        Assert.InRange(_aggregator.Count, 1, 2 * NoteAllowance.MaxNotes);
    }

    [Fact]
    public void Memory_is_bounded_whatever_is_published()
    {
        var allowance = new NoteAllowance();
        for (var i = 0; i < NoteAllowance.MaxMatters + 500; i++)
        {
            Observe("text", i, name: $"db-{i}");
            Assert.True(allowance.TryTake(Occurrence("text", i, "Reason", $"db-{i}").Key, Start.AddSeconds(i)));
        }

        Assert.Equal(EventAggregator.MaxSeries, _aggregator.Count);
        Assert.Equal(NoteAllowance.MaxMatters, allowance.Count);

        allowance.Forget(Start.AddDays(1));
        Assert.Equal(0, allowance.Count);
    }

    private void Fill()
    {
        for (var i = 0; i < NoteAllowance.MaxNotes; i++)
        {
            Assert.Equal($"text {i}", Observe($"text {i}", 0)?.First.Note);
        }
    }

    private EventSeries? Observe(string note, int second, string reason = "Reason", string name = "db") =>
        _aggregator.Observe(Occurrence(note, second, reason, name));

    private static PendingEvent Occurrence(string note, int second, string reason, string name) => new(
        new EventKey(EventType.Normal, reason, EventRecorder.Action, "v1", "Widget", new NamespacedName("default", name), "uid"),
        note,
        "1",
        Start.AddSeconds(second));
}
