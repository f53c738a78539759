using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Json;

public sealed class TimeTests
{
    [Fact]
    public void A_lease_time_has_exactly_six_decimals_and_ends_in_Z()
    {
        var lease = new V1LeaseSpec { RenewTime = new DateTimeOffset(2024, 2, 29, 23, 59, 58, TimeSpan.FromHours(2)).AddTicks(1234567) };
        Assert.Equal("""{"renewTime":"2024-02-29T21:59:58.123456Z"}""", Json(lease));
        Assert.Equal("""{"renewTime":"2024-02-29T21:59:58.000000Z"}""", Json(new V1LeaseSpec { RenewTime = new(2024, 2, 29, 21, 59, 58, TimeSpan.Zero) }));
    }

    [Fact]
    public void An_ordinary_time_is_in_whole_seconds()
    {
        var state = new V1ContainerStateRunning { StartedAt = new DateTimeOffset(2024, 1, 2, 3, 4, 5, 999, TimeSpan.Zero) };
        Assert.Equal("""{"startedAt":"2024-01-02T03:04:05Z"}""", Json(state));
    }

    [Theory]
    [InlineData("2024-01-02T03:04:05Z", 0)]
    [InlineData("2024-01-02T03:04:05.5Z", 5_000_000)]
    [InlineData("2024-01-02T04:04:05.123456+01:00", 1_234_560)]
    [InlineData("2024-01-02T03:04:05.123456789Z", 1_234_567)]
    public void Any_RFC_3339_time_is_read(string text, long ticksPastTheSecond)
    {
        var read = JsonSerializer.Deserialize($$"""{"renewTime":"{{text}}"}""", KubernetesJson.Default.TypeInfo<V1LeaseSpec>())!;
        Assert.Equal(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(ticksPastTheSecond), read.RenewTime);
    }

    [Theory]
    [InlineData("\"yesterday\"")]
    [InlineData("17")]
    [InlineData("{}")]
    public void What_is_no_time_is_a_JSON_error(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize($$"""{"renewTime":{{json}}}""", KubernetesJson.Default.TypeInfo<V1LeaseSpec>()));

    [Fact]
    public void A_micro_time_survives_the_wire_to_the_microsecond()
    {
        var times = Gen.Choose(0, int.MaxValue).SelectMany(seconds => Gen.Choose(0, 999_999).Select(micros =>
            DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddMicroseconds(micros)));
        Prop.ForAll(times.ToArbitrary(), time =>
        {
            var text = Json(new V1LeaseSpec { AcquireTime = time });
            return JsonSerializer.Deserialize(text, KubernetesJson.Default.TypeInfo<V1LeaseSpec>())!.AcquireTime == time;
        }).QuickCheckThrowOnFailure();
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, KubernetesJson.Default.TypeInfo<T>());
}
