namespace Howdah.Kubernetes.Configuration;

internal static class KubeConfigMerger
{
    /// <summary>The first file that has an entry of a name, or a current context, wins.</summary>
    public static KubeConfig Merge(IEnumerable<KubeConfig> configs)
    {
        var all = configs.ToList();
        return new KubeConfig
        {
            CurrentContext = all.Select(config => config.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name)),
            Contexts = [.. all.SelectMany(config => config.Contexts).DistinctBy(context => context.Name)],
            Clusters = [.. all.SelectMany(config => config.Clusters).DistinctBy(cluster => cluster.Name)],
            Users = [.. all.SelectMany(config => config.Users).DistinctBy(user => user.Name)],
        };
    }
}
