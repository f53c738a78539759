using System.Runtime.InteropServices;
using Howdah.Entities;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Configuration;
using Howdah.Postgres.Connections;
using Howdah.Sidecar.Agent.Specs;
using Howdah.Sidecar.Http;
using Howdah.Sidecar.Logging;
using Howdah.Sidecar.Supervision;
using Howdah.Sidecar.Time;

namespace Howdah.Sidecar.Agent;

/// <summary><c>agent</c>: the container with the token.</summary>
internal static class AgentVerb
{
    private static readonly TimeSpan ApiTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SupervisorTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SqlTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatientSqlTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MetricsTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan DutyInterval = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(SidecarPaths paths, Func<string, string?> environment)
    {
        var identity = AgentIdentity.FromEnvironment(environment);
        using var output = new LineOutput(Console.OpenStandardOutput());
        using var logging = new JsonLineLoggerProvider(output, TimeProvider.System, identity.Instance);
        var log = new JsonLineLogger(output, TimeProvider.System, identity.Instance, LogLevel.Information);
        var clock = BootClock.Instance;
        log.AgentStarted(identity.Holder, identity.Node, ReportSpec.Version);

        using var ending = new CancellationTokenSource();
        using var wake = new Wake();
        using var client = Connect(ApiTimeout);
        var shared = new AgentState(identity, clock);
        await using var permits = new SupervisorClient(paths.SupervisorSocket, SupervisorTimeout, shared.Heard);
        await using var orders = new SupervisorClient(paths.SupervisorSocket, SupervisorTimeout, shared.Heard);
        await using var server = new LocalServer(paths.PostgresSocketDirectory, paths.PostgresPort, "postgres", SqlTimeout);
        await using var patient = new LocalServer(paths.PostgresSocketDirectory, paths.PostgresPort, "postgres", PatientSqlTimeout);
        using var keeper = new LeaseKeeper(
            identity, Connect, async (permit, token) => await permits.TrySendAsync(permit, token) is not null, () => shared.Live, wake, clock, log);
        var clusters = new ClusterWatch(client, identity, wake, clock, log);
        using var wakeUps = new WakeUps(client, identity, TimeProvider.System, log);
        var duties = new PrimaryDuties(patient, paths, identity, log);
        var stalls = new StallWatch(server, clock, log);
        var loop = new AgentLoop(identity, paths, orders, clusters, keeper, new ServerObserver(server, TimeProvider.System), stalls, duties, wakeUps, shared, wake, clock, log);

        await using var monitor = new LocalServer(paths.PostgresSocketDirectory, paths.PostgresPort, PodLayout.MonitorRole, MetricsTimeout);
        await using var http = await AgentServer.StartAsync(new AgentView(shared, monitor), paths, TimeProvider.System, logging, CancellationToken.None);

        var terminated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Terminate);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Terminate);
        Task[] running =
        [
            keeper.RunAsync(ending.Token), clusters.RunAsync(ending.Token), loop.RunAsync(ending.Token), duties.RunAsync(DutyInterval, ending.Token),
            wakeUps.RunAsync(ending.Token), stalls.RunAsync(ending.Token), new SupervisorWatch(paths.SupervisorSocket, shared, wake).RunAsync(ending.Token),
        ];

        _ = IdleMemory.RunAsync(TimeProvider.System, ending.Token);

        // None of them ends by itself; if one fails, this process must not live on without it.
        var first = await Task.WhenAny([terminated.Task, .. running]);
        await first;
        log.AgentTerminationRequested();
        shared.Terminate();
        wake.Set();
        var reason = await new Ending(client, identity, shared, keeper, clock).RunAsync(CancellationToken.None);
        await ending.CancelAsync();
        await Task.WhenAll(running);
        log.AgentEnded(reason);
        return 0;

        IKubernetesClient Connect(TimeSpan timeout) => new KubernetesClient(
            ClusterConfigLoader.Load(), new KubernetesClientOptions { TypeInfoResolvers = [EntitiesJsonContext.Default], RequestTimeout = timeout, MaxRetries = 0, UserAgent = "howdah-sidecar" });

        void Terminate(PosixSignalContext context)
        {
            context.Cancel = true;
            terminated.TrySetResult();
        }
    }
}
