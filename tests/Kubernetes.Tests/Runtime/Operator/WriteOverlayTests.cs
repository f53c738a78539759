using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Operator.Controllers;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

public class WriteOverlayTests
{
    private static readonly NamespacedName Key = new("default", "a");

    private readonly WriteOverlay<V1Widget> _overlay = new();

    [Fact]
    public void The_result_of_a_write_is_used_while_the_cache_shows_what_it_replaced()
    {
        var written = At(2);
        _overlay.Written(Key, "1", written);

        Assert.Same(written, _overlay.Resolve(Key, At(1)));
        Assert.Same(written, _overlay.Resolve(Key, At(1)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_other_version_in_the_cache_ends_it(int version)
    {
        _overlay.Written(Key, "1", At(2));
        var cached = At(version);

        Assert.Same(cached, _overlay.Resolve(Key, cached));
        Assert.Equal(0, _overlay.Count);
    }

    [Fact]
    public void Writes_in_a_row_replace_every_version_before_the_last()
    {
        _overlay.Written(Key, "1", At(2));
        var last = At(3);
        _overlay.Written(Key, "2", last);

        Assert.Same(last, _overlay.Resolve(Key, At(1)));
        Assert.Same(last, _overlay.Resolve(Key, At(2)));
        Assert.Equal("3", _overlay.Resolve(Key, At(3))!.Metadata.ResourceVersion);
    }

    [Fact]
    public void A_deletion_or_a_new_object_of_the_same_name_ends_it()
    {
        _overlay.Written(Key, "1", At(2));
        Assert.Null(_overlay.Resolve(Key, null));

        _overlay.Written(Key, "1", At(2));
        var another = At(1, uid: "other");
        Assert.Same(another, _overlay.Resolve(Key, another));
    }

    [Fact]
    public void A_write_that_changed_nothing_is_not_remembered()
    {
        _overlay.Written(Key, "1", At(1));
        _overlay.Written(Key, null, At(2));

        Assert.Equal(0, _overlay.Count);
    }

    [Fact]
    public void The_watch_frees_what_it_has_caught_up_with()
    {
        _overlay.Written(Key, "1", At(2));
        _overlay.Observe(StoreDelta<V1Widget>.Updated(At(0), At(1)));
        Assert.Equal(1, _overlay.Count);

        _overlay.Observe(StoreDelta<V1Widget>.Updated(At(1), At(2)));
        Assert.Equal(0, _overlay.Count);
        _overlay.Written(Key, "1", At(2));
        _overlay.Observe(StoreDelta<V1Widget>.Deleted(At(1)));
        Assert.Equal(0, _overlay.Count);
    }

    [Fact]
    public void What_it_answers_is_never_older_than_the_cache() => Prop.ForAll<(byte Step, byte By)[]>(steps =>
    {
        var overlay = new WriteOverlay<V1Widget>();
        var (server, cached) = (1, 1);
        foreach (var (step, by) in steps)
        {
            switch (step % 4)
            {
                case 0:
                    server += 1 + (by % 3);
                    break;
                case 1:
                    cached = Math.Min(server, cached + (by % 3));
                    break;
                case 2 when overlay.Resolve(Key, At(cached))!.Metadata.ResourceVersion == $"{server}":
                    overlay.Written(Key, $"{server}", At(server + 1));
                    server++;
                    break;
                case 3:
                    // A write without a version, as server-side apply makes: it replaces whatever is stored.
                    overlay.Written(Key, overlay.Resolve(Key, At(cached))!.Metadata.ResourceVersion, At(server + 1));
                    server++;
                    break;
                default:
                    break;
            }

            var known = int.Parse(overlay.Resolve(Key, At(cached))!.Metadata.ResourceVersion!);
            if (known < cached || known > server)
            {
                return false;
            }
        }

        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static V1Widget At(int version, string uid = "uid") => new()
    {
        Metadata = new V1ObjectMeta { Name = "a", Namespace = "default", Uid = uid, ResourceVersion = $"{version}" },
    };
}
