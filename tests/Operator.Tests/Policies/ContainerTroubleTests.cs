using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.Tests.Policies;

public sealed class ContainerTroubleTests
{
    [Fact]
    public void Without_a_pod_or_its_status_there_is_nothing_to_tell()
    {
        Assert.Null(ContainerTrouble.Of(null));
        Assert.Null(ContainerTrouble.Of(new V1Pod()));
    }

    [Theory]
    [InlineData("ContainerCreating")]
    [InlineData("PodInitializing")]
    public void Ordinary_waiting_is_no_trouble(string reason) => Assert.Null(ContainerTrouble.Of(Waiting(reason, null)));

    [Fact]
    public void An_image_that_cannot_be_had_is_told_in_the_kubelet_s_words() =>
        Assert.Equal("postgres: ErrImagePull: not found", ContainerTrouble.Of(Waiting("ErrImagePull", "not found")));

    [Fact]
    public void A_reason_without_a_message_stands_alone() => Assert.Equal("postgres: CreateContainerConfigError", ContainerTrouble.Of(Waiting("CreateContainerConfigError", null)));

    [Fact]
    public void A_container_that_keeps_ending_tells_how_it_ended_last()
    {
        var pod = Waiting("CrashLoopBackOff", "back-off 5m0s");
        pod.Status!.ContainerStatuses![0].LastState = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1, Message = "no space left on device\n" } };

        Assert.Equal("postgres: CrashLoopBackOff: ended with code 1: no space left on device", ContainerTrouble.Of(pod));
    }

    [Theory]
    [InlineData(1, null, "postgres: ended with code 1: OOMKilled")]
    [InlineData(137, 9, "postgres: ended by signal 9: OOMKilled")]
    public void A_container_that_has_ended_tells_by_code_or_signal(int code, int? signal, string expected) =>
        Assert.Equal(expected, ContainerTrouble.Of(Pod(new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = code, Signal = signal, Reason = "OOMKilled" } })));

    [Fact]
    public void A_container_that_ended_well_is_no_trouble() =>
        Assert.Null(ContainerTrouble.Of(Pod(new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 0, Reason = "Completed" } })));

    [Fact]
    public void Init_containers_come_first()
    {
        var pod = Waiting("ErrImagePull", "later");
        pod.Status!.InitContainerStatuses = [new V1ContainerStatus { Name = "install", State = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 2, Reason = "Error" } } }];

        Assert.Equal("install: ended with code 2: Error", ContainerTrouble.Of(pod));
    }

    [Fact]
    public void A_pod_that_finds_no_node_tells_what_the_scheduler_says()
    {
        var pod = Pod(null);
        pod.Status!.Conditions = [new V1StatusCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/3 nodes are available: 3 Insufficient cpu." }];

        Assert.Equal("Unschedulable: 0/3 nodes are available: 3 Insufficient cpu.", ContainerTrouble.Of(pod));
    }

    [Fact]
    public void An_evicted_pod_tells_why()
    {
        var pod = Pod(null);
        (pod.Status!.Phase, pod.Status.Reason, pod.Status.Message) = ("Failed", "Evicted", "The node was low on resource: ephemeral-storage.");

        Assert.Equal("Evicted: The node was low on resource: ephemeral-storage.", ContainerTrouble.Of(pod));
    }

    [Fact]
    public void A_long_story_is_cut() => Assert.Equal(600, ContainerTrouble.Of(Waiting("ErrImagePull", new string('x', 5000)))!.Length);

    private static V1Pod Waiting(string reason, string? message) => Pod(new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } });

    private static V1Pod Pod(V1ContainerState? state) => new() { Status = new V1PodStatus { ContainerStatuses = [new V1ContainerStatus { Name = "postgres", State = state }] } };
}
