using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Leadership;
using Howdah.Kubernetes.Metrics;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Operator.Controllers;
using Howdah.Kubernetes.Queue;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

/// <summary>An operator for widgets in a host, over an in-memory cluster in fake time.</summary>
internal sealed class OperatorHarness : IAsyncDisposable
{
    private readonly List<Action<OperatorBuilder>> _configurations = [];
    private readonly List<Action<OperatorSettings>> _settings = [];
    private Action<ControllerBuilder<V1Widget>>? _controller;
    private IHost? _host;

    public OperatorHarness(InMemoryCluster? cluster = null, FakeTimeProvider? time = null)
    {
        Time = time ?? new FakeTimeProvider();
        Cluster = cluster ?? new InMemoryCluster(Time);
    }

    public FakeTimeProvider Time { get; }

    public InMemoryCluster Cluster { get; }

    public WidgetController Controller { get; } = new();

    /// <summary>The metrics of this operator alone, whatever other tests run in the process.</summary>
    public PrometheusExposition Exposition { get; private set; } = null!;

    public IServiceProvider Services => _host!.Services;

    public OperatorRuntime Runtime => Services.GetRequiredService<OperatorRuntime>();

    public Informer<V1Widget> Informer => Services.GetRequiredService<Informer<V1Widget>>();

    public WorkQueue<NamespacedName> Queue => Services.GetRequiredService<ControllerQueue<V1Widget>>().Queue;

    public ILeadership Leadership => Services.GetRequiredService<ILeadership>();

    public IHostApplicationLifetime Lifetime => Services.GetRequiredService<IHostApplicationLifetime>();

    public OperatorHarness WithController(Action<ControllerBuilder<V1Widget>> configure)
    {
        _controller = configure;
        return this;
    }

    public OperatorHarness With(Action<OperatorBuilder> configure)
    {
        _configurations.Add(configure);
        return this;
    }

    public OperatorHarness WithSettings(Action<OperatorSettings> configure)
    {
        _settings.Add(configure);
        return this;
    }

    public async Task<OperatorHarness> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IKubernetesClient>(Cluster);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton(Controller);
        var support = new WatchListSupport();
        support.Refuse();
        builder.Services.AddSingleton(support);
        builder.Services.AddSingleton(_ =>
        {
            var meter = new RuntimeMeter();
            Exposition = new PrometheusExposition(candidate => ReferenceEquals(candidate, meter.Meter));
            return meter;
        });
        var operatorBuilder = builder.Services.AddKubernetesOperator(settings =>
        {
            settings.LeaderElection.Enabled = false;
            settings.InstanceName = "pod-1";
            settings.JsonContexts.Add(RuntimeKindsJsonContext.Default);
            _settings.ForEach(configure => configure(settings));
        });
        operatorBuilder.AddController<WidgetController, V1Widget>(_controller);
        _configurations.ForEach(configure => configure(operatorBuilder));
        _host = builder.Build();
        await _host.StartAsync();
        return this;
    }

    public async Task<OperatorHarness> StartedAsync()
    {
        await StartAsync();
        await Eventually.True(() => Runtime.HasSynced && Cluster.OpenWatches == Runtime.Informers.Count);
        return this;
    }

    /// <summary>All that is known has been looked at, and nothing is running.</summary>
    public Task Settles(int reconciliations) => Eventually.True(
        () => Controller.Count == reconciliations && Controller.Running == 0,
        () => $"{Controller.Count} reconciliations: {string.Join(' ', Controller.Names)}");

    public Task Create(string name, Action<V1Widget>? change = null)
    {
        var widget = V1Widget.Named(name);
        change?.Invoke(widget);
        return Cluster.CreateAsync(widget);
    }

    public async Task Change(string name, Action<V1Widget> change)
    {
        var widget = (await Cluster.GetAsync<V1Widget>(name, "default"))!;
        change(widget);
        await Cluster.UpdateAsync(widget);
    }

    public async Task ChangeStatus(string name, int seen)
    {
        var widget = (await Cluster.GetAsync<V1Widget>(name, "default"))!;
        widget.Status.Seen = seen;
        await Cluster.UpdateStatusAsync(widget);
    }

    public Task Delete(string name) => Cluster.DeleteAsync<V1Widget>(name, "default");

    public int Delayed() => Queue.DelayedCount;

    public int Failures(string name) => Queue.Failures(WidgetController.Key(name));

    public async Task StopAsync()
    {
        if (_host is { } host)
        {
            await Eventually.Completes(host.StopAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not { } host)
        {
            return;
        }

        var stop = host.StopAsync();
        while (!stop.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(1);
        }

        host.Dispose();
    }
}
