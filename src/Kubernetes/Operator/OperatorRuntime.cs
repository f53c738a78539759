using Howdah.Kubernetes.Events;
using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Leadership;
using Howdah.Kubernetes.Operator.Controllers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Operator;

/// <summary>
/// Runs an operator inside a host. Informers run on standbys too, so that a new leader has its caches at hand; controllers run on the leader
/// only. The order of a stop: controllers finish, the lease is let go, watches end, events are sent.
/// </summary>
internal sealed class OperatorRuntime(
    IServiceProvider services,
    Registrations registrations,
    RegistrationValidator validator,
    OperatorSettings settings,
    OperatorExit exit,
    EventRecorder events,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<OperatorRuntime> logger) : IHostedService, IDisposable
{
    /// <summary>How long cancelled reconciliations may take to notice.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SyncReminder = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _stopLeading = new();
    private readonly CancellationTokenSource _stopWatching = new();
    private Task _leading = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;

    public IReadOnlyList<IInformer> Informers { get; private set; } = [];

    public IReadOnlyList<IControllerLoop> Controllers { get; private set; } = [];

    public LeaderElector? Elector { get; private set; }

    /// <summary>Whether the caches hold everything.</summary>
    public bool HasSynced => Informers.Count > 0 && Informers.All(static informer => informer.HasSynced);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        validator.Validate();
        Controllers = [.. registrations.Controllers.Select(controller => controller.CreateLoop(services))];
        Informers = [.. registrations.ResolveInformers(services)];
        Elector = settings.LeaderElection.Enabled ? services.GetRequiredService<LeaderElector>() : null;
        foreach (var controller in Controllers)
        {
            controller.Attach();
        }

        events.Start();
        _watching = Task.WhenAll(Informers.Select(informer => informer.RunAsync(_stopWatching.Token)));
        _leading = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopLeading.CancelAsync();
        await _leading.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopWatching.CancelAsync();
        await _watching.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await events.StopAsync(settings.EventFlushTimeout);
    }

    public void Dispose()
    {
        _stopLeading.Dispose();
        _stopWatching.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await (Elector is null ? LeadAsync(CancellationToken.None) : Elector.RunAsync(LeadAsync, _stopLeading.Token));
        }
        catch (LeadershipLostException lost)
        {
            Log.LeadershipLost(logger, lost.WorkEnded);
            Stop(OperatorExit.LeadershipLost);
        }
        catch (Exception error)
        {
            Log.RuntimeFailed(logger, error);
            Stop(OperatorExit.RuntimeFailed);
        }
    }

    private void Stop(int code)
    {
        exit.Code = code;
        Environment.ExitCode = code;
        lifetime.StopApplication();
    }

    private async Task LeadAsync(CancellationToken lost)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(lost, _stopLeading.Token);
        try
        {
            await WaitForSyncAsync(end.Token);
            foreach (var controller in Controllers)
            {
                controller.Start();
            }

            Log.ControllersStarted(logger, Controllers.Count);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }

        var grace = lost.IsCancellationRequested ? TimeSpan.Zero : settings.DrainTimeout;
        await Task.WhenAll(Controllers.Select(controller => controller.StopAsync(grace, CancelPatience, lost)));
    }

    private async Task WaitForSyncAsync(CancellationToken cancellationToken)
    {
        foreach (var informer in Informers)
        {
            while (!informer.HasSynced)
            {
                try
                {
                    await informer.WaitForSyncAsync(cancellationToken).WaitAsync(SyncReminder, time, cancellationToken);
                }
                catch (TimeoutException)
                {
                    Log.StillSyncing(logger, informer.Kind, SyncReminder.TotalSeconds, informer.LastError ?? "no answer yet");
                }
            }
        }
    }
}
