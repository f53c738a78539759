using Howdah.HighAvailability.Instance;

namespace Howdah.HighAvailability.Tests.States;

public sealed class InstanceStatesTests
{
    private static readonly SupervisorReport Ready = new() { Data = DataDirectoryState.Ready, Server = ServerState.Running };

    [Theory]
    [InlineData(DataDirectoryState.Empty)]
    [InlineData(DataDirectoryState.Incomplete)]
    [InlineData(DataDirectoryState.Locked)]
    public void Without_a_whole_data_directory_an_instance_has_no_role(DataDirectoryState data) =>
        Assert.Equal(InstanceRole.None, InstanceStates.Role(Seen(Ready with { Data = data, HasStandbySignal = true })));

    [Fact]
    public void After_a_failed_rewind_it_has_none_either() => Assert.Equal(InstanceRole.None, InstanceStates.Role(Seen(Ready with { RewindFailed = true })));

    [Theory]
    [InlineData(true, InstanceRole.Standby)]
    [InlineData(false, InstanceRole.Primary)]
    public void A_stopped_server_has_the_role_its_directory_says(bool signal, InstanceRole role) =>
        Assert.Equal(role, InstanceStates.Role(Seen(Ready with { Server = ServerState.Stopped, HasStandbySignal = signal })));

    [Theory]
    [InlineData(true, InstanceRole.Standby)]
    [InlineData(false, InstanceRole.Primary)]
    public void A_running_server_s_own_word_counts_more_than_the_file(bool inRecovery, InstanceRole role) =>
        Assert.Equal(role, InstanceStates.Role(Seen(Ready with { HasStandbySignal = !inRecovery }, new ServerFacts { InRecovery = inRecovery })));

    [Theory]
    [InlineData(DecisionReasons.PodTerminating, InstanceState.Stopping)]
    [InlineData(DecisionReasons.Fenced, InstanceState.Fenced)]
    [InlineData(DecisionReasons.WrongSystemIdentifier, InstanceState.WrongSystemId)]
    [InlineData(DecisionReasons.PrimaryGivenUp, InstanceState.Failed)]
    [InlineData(DecisionReasons.DataLost, InstanceState.Failed)]
    [InlineData(DecisionReasons.CannotBePromoted, InstanceState.Failed)]
    [InlineData(DecisionReasons.VolumeLocked, InstanceState.Unknown)]
    [InlineData(DecisionReasons.SlotLost, InstanceState.SlotLost)]
    public void Some_decisions_name_the_state_by_themselves(string reason, InstanceState state) =>
        Assert.Equal(state, InstanceStates.State(Seen(Ready), new InstanceDecision(LeaseAction.None, ServerGoal.Wait, reason), canConnect: true));

    [Theory]
    [InlineData(ServerGoal.Initialize, InstanceState.Initializing)]
    [InlineData(ServerGoal.Clone, InstanceState.Cloning)]
    [InlineData(ServerGoal.Rewind, InstanceState.Rewinding)]
    public void A_long_operation_shows_as_soon_as_it_is_decided(ServerGoal goal, InstanceState state) =>
        Assert.Equal(state, InstanceStates.State(Seen(Ready with { Server = ServerState.Stopped }), new InstanceDecision(LeaseAction.None, goal, "Any"), canConnect: false));

    [Theory]
    [InlineData("initdb", InstanceState.Initializing)]
    [InlineData("rewind", InstanceState.Rewinding)]
    [InlineData("clone", InstanceState.Cloning)]
    public void A_long_operation_shows_while_it_runs(string operation, InstanceState state) =>
        Assert.Equal(state, State(Ready with { Server = ServerState.Stopped, Operation = operation }));

    [Theory]
    [InlineData(ServerState.Stopped, DataDirectoryState.Ready, InstanceState.Stopped)]
    [InlineData(ServerState.Stopped, DataDirectoryState.Empty, InstanceState.Pending)]
    [InlineData(ServerState.Stopping, DataDirectoryState.Ready, InstanceState.Stopping)]
    [InlineData(ServerState.Starting, DataDirectoryState.Ready, InstanceState.Starting)]
    public void A_server_that_does_not_run_shows_what_the_supervisor_says(ServerState server, DataDirectoryState data, InstanceState state) =>
        Assert.Equal(state, State(Ready with { Server = server, Data = data }));

    [Theory]
    [InlineData(false, InstanceState.CannotConnect)]
    [InlineData(true, InstanceState.QueryFailed)]
    public void A_server_without_an_answer_refuses_connections_or_fails_the_query(bool canConnect, InstanceState state) =>
        Assert.Equal(state, State(Ready, server: null, canConnect));

    [Theory]
    [InlineData(true, false, InstanceState.NotStreaming)]
    [InlineData(true, true, InstanceState.Running)]
    [InlineData(false, false, InstanceState.Running)]
    public void A_standby_that_receives_nothing_is_not_called_running(bool inRecovery, bool streaming, InstanceState state) =>
        Assert.Equal(state, State(Ready, new ServerFacts { InRecovery = inRecovery, Streaming = streaming }));

    private static InstanceState State(SupervisorReport supervisor, ServerFacts? server = null, bool canConnect = true) =>
        InstanceStates.State(Seen(supervisor, server), new InstanceDecision(LeaseAction.None, ServerGoal.Wait, DecisionReasons.RunStandby), canConnect);

    private static InstanceObservation Seen(SupervisorReport supervisor, ServerFacts? server = null) => new() { Name = "db-1", Supervisor = supervisor, Server = server };
}
