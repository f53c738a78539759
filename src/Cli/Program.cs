using System.CommandLine;
using Howdah.Cli.Manifests;

var root = new RootCommand("Howdah: PostgreSQL on Kubernetes.") { ManifestsCommand.Create() };
return await root.Parse(args).InvokeAsync();
