using System.Net;
using Howdah.HighAvailability;
using Howdah.Sidecar.Native;
using Howdah.Sidecar.Tests.Support;

namespace Howdah.Sidecar.Tests.Agent;

public sealed class BootstrapTests
{
    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task The_first_instance_initialises_takes_the_lease_and_a_second_one_follows_it_over_TLS(int version)
    {
        await using var cluster = await TestCluster.StartAsync(version, instances: 2);
        var primary = await cluster.AddAsync("db-1");

        await Eventually.BecomesAsync(() => primary.PsqlAsync("select not pg_is_in_recovery()"), static answer => answer == "t", 90);
        Assert.StartsWith("db-1_", (await cluster.LeaseAsync()).Spec!.HolderIdentity, StringComparison.Ordinal);
        await Eventually.BecomesAsync(
            () => primary.PsqlAsync("select string_agg(rolname, ',' order by rolname) from pg_roles where rolname !~ '^pg_'"),
            static roles => roles == "app,howdah_monitor,howdah_operator,howdah_replication,postgres");
        await Eventually.BecomesAsync(() => primary.PsqlAsync("select datdba::regrole from pg_database where datname = 'app'"), static owner => owner == "app");
        await Eventually.BecomesAsync(() => primary.PsqlAsync("select slot_name from pg_replication_slots"), static slot => slot == "howdah_db_2");

        var identifier = await primary.Supervisor.SystemIdentifierAsync();
        await cluster.ChangeStatusAsync(status => status.SystemIdentifier = identifier);
        var standby = await cluster.AddAsync("db-2");

        await Eventually.BecomesAsync(() => standby.PsqlAsync("select status || sender_host from pg_stat_wal_receiver"), static answer => answer.StartsWith("streaming", StringComparison.Ordinal), 90);
        Assert.Equal("db-2|streaming|t", await primary.PsqlAsync("select application_name, r.state, ssl from pg_stat_replication r join pg_stat_ssl using (pid)"));
        var report = await Eventually.BecomesAsync(standby.ReportAsync, static report => report is { Role: InstanceRole.Standby, State: InstanceState.Running, StreamingFrom: "db-1", LocalWalReplayed: true });
        Assert.Equal(1, report.Timeline);
        report = await Eventually.BecomesAsync(primary.ReportAsync, static report => report is { Role: InstanceRole.Primary, HoldsLease: true, Standbys.Count: 1 });
        Assert.Equal("streaming", report.Standbys[0].State);
        Assert.Equal(HttpStatusCode.OK, await primary.ProbeAsync("/readyz"));
        Assert.Equal(HttpStatusCode.OK, await standby.ProbeAsync("/readyz"));
        Assert.Equal(HttpStatusCode.Forbidden, await primary.ProbeAsync("/status"));
        Assert.Contains("howdah_postgres", await primary.MetricsAsync(), StringComparison.Ordinal);
        Assert.Equal("t", await primary.PsqlAsync("select active from pg_replication_slots where slot_name = 'howdah_db_2'"));
    }

    [SkippableFact]
    public async Task A_primary_is_not_ready_before_the_application_s_database_is_there_and_says_why()
    {
        await using var cluster = await TestCluster.StartAsync(15, instances: 1);
        var instance = await cluster.AddAsync("db-1", withOwner: false);
        await Eventually.BecomesAsync(
            instance.ReportAsync, static report => report is { HoldsLease: true, State: InstanceState.Running, Preparing: { } why } && why.Contains("password of its owner app", StringComparison.Ordinal), 90);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await instance.ProbeAsync("/readyz"));

        instance.GiveOwner(TestCluster.OwnerVerifier);
        await Eventually.BecomesAsync(instance.ReportAsync, static report => report.Preparing is null);
        Assert.Equal("app", await instance.PsqlAsync("select datdba::regrole from pg_database where datname = 'app'"));
        Assert.Equal(HttpStatusCode.OK, await instance.ProbeAsync("/readyz"));
    }

    [SkippableFact]
    public async Task A_replaced_agent_leaves_the_server_running_and_the_next_one_goes_on()
    {
        await using var cluster = await TestCluster.StartAsync(15, instances: 2);
        var instance = await cluster.AddAsync("db-1");
        await Eventually.BecomesAsync(() => instance.PsqlAsync("select not pg_is_in_recovery()"), static answer => answer == "t", 90);
        var started = await instance.PsqlAsync("select pg_postmaster_start_time()");

        instance.Agent.Signal(Signal.Terminate);
        Assert.Equal(0, await instance.Agent.ExitAsync());
        Assert.Equal(60, (await cluster.LeaseAsync()).Spec!.LeaseDurationSeconds);
        await instance.Agent.DisposeAsync();
        instance.StartAgent();

        await Eventually.BecomesAsync(cluster.LeaseAsync, static lease => lease.Spec!.LeaseDurationSeconds == 6);
        Assert.Equal(started, await instance.PsqlAsync("select pg_postmaster_start_time()"));
    }

    [SkippableFact]
    public async Task A_frozen_agent_s_primary_is_stopped_before_the_lease_ends_and_comes_back_with_it()
    {
        await using var cluster = await TestCluster.StartAsync(15, instances: 2);
        var instance = await cluster.AddAsync("db-1");
        await Eventually.BecomesAsync(() => instance.PsqlAsync("select not pg_is_in_recovery()"), static answer => answer == "t", 90);
        var renewed = (await cluster.LeaseAsync()).Spec!.RenewTime!.Value;

        instance.Agent.Signal(Signal.Stop);

        await Eventually.BecomesAsync(instance.Supervisor.AskAsync, static answer => answer.Report.VerifiedStopped);
        var last = (await cluster.LeaseAsync()).Spec!.RenewTime!.Value;
        Assert.InRange(TimeProvider.System.GetUtcNow() - last, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6));
        Assert.True(last >= renewed);
        instance.Agent.Signal(Signal.Continue);
        await Eventually.BecomesAsync(() => instance.PsqlAsync("select not pg_is_in_recovery()"), static answer => answer == "t");
    }

    [SkippableFact]
    public async Task A_pod_that_ends_stops_its_server_and_gives_the_lease_up()
    {
        await using var cluster = await TestCluster.StartAsync(15, instances: 1);
        var instance = await cluster.AddAsync("db-1");
        await Eventually.BecomesAsync(() => instance.PsqlAsync("select not pg_is_in_recovery()"), static answer => answer == "t", 90);

        instance.Supervisor.Signal(Signal.Terminate);
        instance.Agent.Signal(Signal.Terminate);

        Assert.Equal(0, await instance.Agent.ExitAsync());
        Assert.Equal(0, await instance.Supervisor.ExitAsync());
        Assert.Equal("", (await cluster.LeaseAsync()).Spec!.HolderIdentity);
        Assert.Empty(Signals.ServersIn(instance.Paths.DataDirectory));
    }
}
