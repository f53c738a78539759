using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Operator.PostgresClusters.Specs;
using Howdah.Operator.Tests.Golden;

namespace Howdah.Operator.Tests.Specs;

public sealed class InstanceStatefulSetSpecTests
{
    [Fact]
    public void A_plain_instance_is_as_the_golden_file_says() =>
        GoldenFile.Check(InstanceStatefulSetSpec.Build(TestClusters.Create(), "db-2", TestClusters.Options), "statefulset-plain");

    [Fact]
    public void Every_choice_of_the_user_arrives_in_the_pod() => GoldenFile.Check(
        InstanceStatefulSetSpec.Build(
            TestClusters.Create(3, spec =>
            {
                spec.ImagePullPolicy = "Always";
                spec.ImagePullSecrets = [new ImagePullSecret { Name = "registry" }];
                spec.PostgresUid = 101;
                spec.PostgresGid = 103;
                spec.Storage.StorageClass = "fast";
                spec.StopTimeoutSeconds = 120;
                spec.PriorityClassName = "database";
                spec.NodeSelector = new Dictionary<string, string> { ["disk"] = "nvme" };
                spec.Tolerations = [new System.Text.Json.Nodes.JsonObject { ["key"] = "database", ["operator"] = "Exists" }];
                spec.TopologySpreadConstraints = [new System.Text.Json.Nodes.JsonObject { ["maxSkew"] = 1, ["topologyKey"] = "zone" }];
                spec.Affinity = new System.Text.Json.Nodes.JsonObject { ["nodeAffinity"] = new System.Text.Json.Nodes.JsonObject() };
                spec.Resources = new ResourceRequirements
                {
                    Requests = new Dictionary<string, string> { ["cpu"] = "1", ["memory"] = "2Gi" },
                    Limits = new Dictionary<string, string> { ["memory"] = "2Gi" },
                };
                spec.InheritedMetadata = new InheritedMetadata
                {
                    Labels = new Dictionary<string, string> { ["team"] = "shop" },
                    Annotations = new Dictionary<string, string> { ["cost-centre"] = "42" },
                };
            }),
            "db-1",
            TestClusters.Options),
        "statefulset-full");

    [Theory]
    [InlineData("resources")]
    [InlineData("image")]
    [InlineData("user")]
    [InlineData("selector")]
    [InlineData("stop timeout")]
    public void A_change_that_reaches_postgres_needs_a_new_pod(string what) =>
        Assert.NotEqual(Hash(_ => { }), Hash(spec => Change(spec, what)));

    [Theory]
    [InlineData("parameters")]
    [InlineData("labels")]
    [InlineData("size")]
    [InlineData("instances")]
    public void A_change_that_does_not_reach_the_pod_keeps_it(string what) =>
        Assert.Equal(Hash(_ => { }), Hash(spec => Change(spec, what)));

    [Fact]
    public void A_new_howdah_image_does_not_replace_the_pod()
    {
        var other = InstanceStatefulSetSpec.Build(TestClusters.Create(), "db-1", new OperatorOptions { SidecarImage = "howdah:2" });

        Assert.Equal(Hash(_ => { }), other.Spec!.Template.Metadata.Annotations![Labels.PodHash]);
        Assert.Equal("howdah:2", other.Spec.Template.Spec!.Containers.Single(c => c.Name == PodLayout.SidecarContainer).Image);
    }

    [Fact]
    public void Every_container_is_restricted_and_only_the_sidecar_has_a_token()
    {
        var pod = InstanceStatefulSetSpec.Build(TestClusters.Create(), "db-1", TestClusters.Options).Spec!.Template.Spec!;

        Assert.All(pod.Containers.Concat(pod.InitContainers!), container =>
        {
            Assert.True(container.SecurityContext!.RunAsNonRoot);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities!.Drop!);
        });
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.Equal(
            [PodLayout.SidecarContainer],
            pod.Containers.Where(c => c.VolumeMounts!.Exists(m => m.Name == VolumeSpecs.ApiToken)).Select(c => c.Name));
    }

    [Fact]
    public void Every_mounted_volume_is_defined()
    {
        var set = InstanceStatefulSetSpec.Build(TestClusters.Create(), "db-1", TestClusters.Options).Spec!;
        var defined = set.Template.Spec!.Volumes!.Select(volume => volume.Name).Append(set.VolumeClaimTemplates!.Single().Metadata.Name!);

        Assert.Subset(
            defined.ToHashSet(),
            set.Template.Spec.Containers.Concat(set.Template.Spec.InitContainers!).SelectMany(c => c.VolumeMounts!).Select(m => m.Name).ToHashSet());
    }

    private static void Change(PostgresClusterSpec spec, string what)
    {
        switch (what)
        {
            case "resources": spec.Resources = new ResourceRequirements { Requests = new Dictionary<string, string> { ["cpu"] = "2" } }; break;
            case "image": spec.Image = "postgres:18"; break;
            case "user": spec.PostgresUid = 70; break;
            case "selector": spec.NodeSelector = new Dictionary<string, string> { ["disk"] = "nvme" }; break;
            case "stop timeout": spec.StopTimeoutSeconds = 61; break;
            case "parameters": spec.Postgresql = new PostgresqlSpec { Parameters = new Dictionary<string, string> { ["work_mem"] = "8MB" } }; break;
            case "labels": spec.InheritedMetadata = new InheritedMetadata { Labels = new Dictionary<string, string> { ["a"] = "b" } }; break;
            case "size": spec.Storage.Size = "30Gi"; break;
            case "instances": spec.Instances = 5; break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }
    }

    private static string Hash(Action<PostgresClusterSpec> change) =>
        InstanceStatefulSetSpec.Build(TestClusters.Create(3, change), "db-1", TestClusters.Options).Spec!.Template.Metadata.Annotations![Labels.PodHash];
}
